/** The mutation gate: every mistake must be detected, and every invariant must detect one. */

import { needed } from '../../cli/capability.ts';
import { InputError } from '../../errors.ts';
import { version } from '../../files/package.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import { listedJob, unlessNoResult } from '../../jobs/job.ts';
import { type RunControl, runPart, startOf } from '../../jobs/job-runner.ts';
import type { Mutant } from '../../subject/mutants.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Stop } from '../../text/stop-text.ts';
import { type Hunted, type Kill, type MutantJob, mutantHunts } from './job.ts';
import type { KillerResult, MutantResult, MutateResult } from './result.ts';

export interface MutateRequest {
  readonly command: string;
  readonly revision: string;
  readonly scopeSet: string;
  readonly mutants: readonly Mutant[];
  /** Only some of the mutants: then invariants need not kill any. */
  readonly mutantsAreNamed: boolean;
  readonly invariants: readonly Invariant[];
  /** Only some of the invariants: then mutants may survive. */
  readonly invariantsAreNamed: boolean;
  /** States of one scope of one mutant. */
  readonly stateCountMax: number;
  /** Time limit for the whole run. */
  readonly elapsedMsMax: number;
  /** Mutants searched in parallel. */
  readonly workers: number;
  /** For a C source: its number of mutants, each finished after its first kill. Null for our revisions. */
  readonly drawnFrom: number | null;
}

/** Per search. A mutant that exceeds it indicates a bug in tablewalk. */
const memoryBytesMax = 2 ** 30;
/** States of one scope of a C source as it is. */
const sourceStatesMax = 200_000;
/** Balances the load of the threads. */
const heapsPerWorker = 3;

export async function mutate(asked: MutateRequest, control: RunControl): Promise<MutateResult> {
  const startedAt = startOf(control);
  const { subject } = control;
  const mutation = needed(subject, 'mutants', 'mutate');
  const leftOut = asked.mutants.filter(
    ({ id, edit }) => edit === undefined && mutation.nameWith(asked.revision, id) === null,
  );
  refuseNamed(asked, leftOut);
  const request = {
    ...asked,
    mutants: asked.mutants.filter((mutant) => !leftOut.includes(mutant)),
  };
  const { revision, scopeSet, mutants, invariants } = request;
  const scopes = mutation.scopes(revision, scopeSet);
  const isSource = request.drawnFrom !== null;
  // A source that never flushes has infinitely many states.
  const baseStatesMax = isSource ? sourceStatesMax : Infinity;
  const [base] = await hunt({ ...request, stateCountMax: baseStatesMax }, control, {
    mutantIds: [null],
    scopes,
    excused: [],
    startedAt,
    stopAtKill: false,
  });
  const excused = scopes.map((_, index) =>
    base.kills
      .filter(({ scopeIndex }) => scopeIndex === index)
      .map(({ invariantId }) => invariantId),
  );
  const isBaseKnown = base.limits.length === scopes.length && base.limits.every((end) => !end);
  const answers = isBaseKnown
    ? await huntAll(request, control, { scopes, excused, startedAt, stopAtKill: isSource })
    : mutants.map(() => undefined);
  const results = mutants.map((mutant, index) =>
    mutantResult(request, base, mutant, answers[index]),
  );
  const killers = invariants.map(({ id }) => killerResult(id, results));
  const judgesInvariants = !request.mutantsAreNamed && !isSource;
  const judgesMutants = !request.invariantsAreNamed;
  const verdict = verdictOf(
    [...(judgesMutants ? results : []), ...(judgesInvariants ? killers : [])],
    [...results, ...killers],
  );
  return {
    subject,
    version,
    command: request.command,
    revision,
    scopeSet,
    scopes,
    excused,
    mutants: results,
    leftOut: leftOut.map(({ id }) => id),
    invariants: killers,
    drawnFrom: request.drawnFrom,
    mutantsAreNamed: request.mutantsAreNamed,
    judgesMutants,
    judgesInvariants,
    verdict,
    stop: mutationStop(request, control, verdict, results, startedAt),
    stateCountMax: request.stateCountMax,
    states: [base, ...answers].reduce((sum, answer) => sum + (answer?.stateCount ?? 0), 0),
    elapsedMs: control.now() - startedAt,
  };
}

function refuseNamed(
  { mutantsAreNamed, revision }: MutateRequest,
  [first]: readonly Mutant[],
): void {
  if (!mutantsAreNamed || first === undefined) return;
  throw new InputError(
    `--mutants names ${first.id}, which changes nothing in ${revision}, where this is already the case: ${first.mistake}`,
  );
}

interface Hunt {
  readonly mutantIds: readonly (string | null)[];
  readonly scopes: readonly ScopeData[];
  readonly excused: readonly (readonly string[])[];
  readonly startedAt: number;
  readonly stopAtKill: boolean;
}

function jobOf(
  { invariants, stateCountMax, elapsedMsMax }: MutateRequest,
  { mutantIds, scopes, excused, stopAtKill }: Hunt,
): MutantJob {
  return {
    mutantIds,
    scopes,
    invariantIds: invariants.map(({ id }) => id),
    excused,
    stopAtKill,
    limits: { stateCountMax, memoryBytesMax, depthMax: Infinity, elapsedMsMax },
  };
}

const nothing: Hunted = { kills: [], limits: [], stateCount: 0, sizes: [], obstacle: null };
const noResult: Hunted = {
  ...nothing,
  obstacle: { kind: 'lost', message: 'its job left no result' },
};

async function hunt(
  request: MutateRequest,
  control: RunControl,
  hunted: Hunt,
  part = { scopeIndex: 0, scopeCount: 1 },
): Promise<readonly Hunted[]> {
  const { mutantIds, startedAt } = hunted;
  const leftMs = request.elapsedMsMax - (control.now() - startedAt);
  // Too small for a thread.
  if (control.signal.aborted || leftMs <= 0) return mutantIds.map(() => nothing);
  const job = jobOf({ ...request, elapsedMsMax: Math.max(1, leftMs) }, hunted);
  const answer = await unlessNoResult(() => runPart(control, mutantHunts, job, part));
  return answer?.hunted ?? mutantIds.map(() => noResult);
}

/** In batches: starting a thread per mutant would cost more than most searches. On other machines each is a job. */
async function huntAll(
  request: MutateRequest,
  control: RunControl,
  common: Omit<Hunt, 'mutantIds'>,
): Promise<Hunted[]> {
  const { mutants, workers } = request;
  const heapsMax = control.onJobs === undefined ? workers * heapsPerWorker : Infinity;
  const heapCount = Math.min(mutants.length, heapsMax);
  const heaps = Array.from({ length: heapCount }, (_, heap) =>
    mutants.filter((_mutant, index) => index % heapCount === heap),
  );
  await control.onJobs?.(
    mutants.map(({ id }) =>
      listedJob(mutantHunts, jobOf(request, { ...common, mutantIds: [id] }), id),
    ),
    control.subject,
  );
  const answers = await runAtOnce(heaps, workers, control.signal, (heap, scopeIndex, signal) =>
    hunt(
      request,
      { ...control, signal },
      { ...common, mutantIds: heap.map(({ id }) => id) },
      { scopeIndex, scopeCount: heapCount },
    ),
  );
  return mutants.map((_, index) => answers[index % heapCount][Math.floor(index / heapCount)]);
}

function mutantResult(
  { invariants }: MutateRequest,
  base: Hunted,
  mutant: Mutant,
  answer: Hunted | undefined,
): MutantResult {
  const kills = invariants.flatMap(({ id }) => shortestKill(answer?.kills ?? [], id));
  const result = (verdict: MutantResult['verdict'], reason = ''): MutantResult => ({
    mutant,
    verdict,
    reason,
    kills,
  });
  if (kills.length > 0) return result('killed');
  if (answer === undefined) return result('undecided');
  const { obstacle } = answer;
  if (obstacle !== null) {
    return result(obstacle.kind === 'refused' ? 'refused' : 'undecided', obstacle.message);
  }
  const isWhole =
    answer.limits.length === base.limits.length && answer.limits.every((end) => end === null);
  if (!isWhole) return result('undecided');
  const isEqual = answer.sizes.every((size, index) => size === base.sizes[index]);
  return result(mutant.edit !== undefined && isEqual ? 'equal' : 'survives');
}

/** Fewest operations, then steps, then the first scope; none if the claim does not detect the mutant. */
function shortestKill(kills: readonly Kill[], id: string): Kill[] {
  return kills
    .filter(({ invariantId }) => invariantId === id)
    .sort((a, b) => a.operations - b.operations || a.steps - b.steps || a.scopeIndex - b.scopeIndex)
    .slice(0, 1);
}

function killerResult(invariantId: string, results: readonly MutantResult[]): KillerResult {
  const killed = results.filter(({ kills }) =>
    kills.some((kill) => kill.invariantId === invariantId),
  );
  const alone = killed.filter(({ kills }) => kills.length === 1).map(({ mutant }) => mutant.id);
  // The gate requires kills; a killed mutant need not be searched completely.
  const isOpen = results.some(({ verdict }) => verdict === 'undecided');
  return {
    invariantId,
    verdict: killed.length > 0 ? 'kills' : isOpen ? 'undecided' : 'idle',
    kills: killed.length,
    alone,
  };
}

type JudgedItem = MutantResult | KillerResult;

/** For items that the gate judges; limits in other searches still leave the table incomplete. */
function verdictOf(
  judged: readonly JudgedItem[],
  all: readonly JudgedItem[],
): MutateResult['verdict'] {
  if (judged.some(({ verdict }) => verdict === 'survives' || verdict === 'idle')) return 'failed';
  const open = judged.length === 0 ? all : judged;
  if (open.some(({ verdict }) => verdict === 'undecided')) return 'undecided';
  return judged.length === 0 ? 'not-judged' : 'passed';
}

/** What prevented a result. An unbounded mutant that is killed does not. */
function mutationStop(
  { elapsedMsMax, stateCountMax }: MutateRequest,
  { signal, now }: RunControl,
  verdict: MutateResult['verdict'],
  results: readonly MutantResult[],
  startedAt: number,
): Stop | null {
  const elapsedMs = Math.round(now() - startedAt);
  if (signal.aborted) return { limit: 'interrupted', value: elapsedMs };
  if (verdict !== 'undecided') return null;
  const open = results.filter((one) => one.verdict === 'undecided');
  // A larger limit does not help those that the model cannot follow.
  if (open.length > 0 && open.every(({ reason }) => reason !== '')) return null;
  return elapsedMs < elapsedMsMax
    ? { limit: 'states', value: stateCountMax }
    : { limit: 'time', value: elapsedMsMax };
}
