/** The mutation gate: every mistake must be noticed, and every invariant must notice one. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import type { Limit } from '../explorer/outcome.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { Mutant } from '../model/mutation/mutant.ts';
import type { Stop } from '../report/check-result.ts';
import type {
  KillerResult,
  MutantKill,
  MutantResult,
  MutateResult,
} from '../report/mutate-result.ts';
import type { RunControl } from './check.ts';
import type { Kill, MutantAnswer } from './mutate-job.ts';
import { type MutationScopeSet, mutationScopes } from './mutate-scopes.ts';
import { runAtOnce } from './series-pool.ts';
import { version } from './version.ts';

export interface MutateRequest {
  readonly command: string;
  readonly revision: string;
  readonly scopeSet: MutationScopeSet;
  readonly mutants: readonly Mutant[];
  /** Only some of all mutants: then no invariant is blamed for killing none of them. */
  readonly mutantsAreNamed: boolean;
  readonly invariants: readonly PageTableInvariant[];
  /** States of one scope of one mutant. */
  readonly stateCountMax: number;
  /** Of the whole run. */
  readonly elapsedMsMax: number;
  /** Mutants at a time. */
  readonly workers: number;
}

/** Of one search: beyond it is no mutant, but a bug. */
const memoryBytesMax = 2 ** 30;

export async function mutate(request: MutateRequest, control: RunControl): Promise<MutateResult> {
  const { revision, scopeSet, mutants, invariants } = request;
  const startedAt = control.now();
  const scopes = mutationScopes(revision, scopeSet);
  const base = await hunt(request, control, { mutantId: null, scopes, excused: [], startedAt });
  const excused = scopes.map((_, index) =>
    base.kills
      .filter(({ scopeIndex }) => scopeIndex === index)
      .map(({ invariantId }) => invariantId),
  );
  const isBaseKnown = base.limits.length === scopes.length && base.limits.every((end) => !end);
  const answers = isBaseKnown
    ? await huntAll(request, control, { scopes, excused, startedAt })
    : mutants.map(() => undefined);
  const results = mutants.map((mutant, index) =>
    mutantResult(request, scopes, mutant, answers[index]),
  );
  const killers = invariants.map(({ id }) =>
    killerResult(id, results, isComplete(scopes, answers)),
  );
  const judgesInvariants = !request.mutantsAreNamed;
  return {
    version,
    command: request.command,
    revision,
    scopeSet,
    scopes,
    excused,
    mutants: results,
    invariants: killers,
    judgesInvariants,
    verdict: verdictOf(results, judgesInvariants ? killers : []),
    stop: stopOf(request, control, [base, ...answers], startedAt),
    states: [base, ...answers].reduce((sum, answer) => sum + (answer?.stateCount ?? 0), 0),
    elapsedMs: control.now() - startedAt,
  };
}

interface Hunt {
  readonly mutantId: string | null;
  readonly scopes: readonly ScopeConfig[];
  readonly excused: readonly (readonly string[])[];
  readonly startedAt: number;
}

async function hunt(
  { invariants, stateCountMax, elapsedMsMax }: MutateRequest,
  { runJob, now, signal, onProgress }: RunControl,
  { mutantId, scopes, excused, startedAt }: Hunt,
  place = { scopeIndex: 0, scopeCount: 1 },
): Promise<MutantAnswer> {
  const answer = await runJob(
    {
      kind: 'mutant',
      mutantId,
      scopes,
      invariantIds: invariants.map(({ id }) => id),
      excused,
      limits: {
        stateCountMax: mutantId === null ? Infinity : stateCountMax,
        memoryBytesMax,
        depthMax: Infinity,
        elapsedMsMax: Math.max(1, elapsedMsMax - (now() - startedAt)),
      },
    },
    { now, signal, onProgress: (progress) => onProgress({ ...progress, ...place }) },
  );
  if (answer.kind !== 'mutant') throw new ModelError('a hunt was answered by something else');
  return answer;
}

function huntAll(
  request: MutateRequest,
  control: RunControl,
  common: Omit<Hunt, 'mutantId'>,
): Promise<MutantAnswer[]> {
  const { mutants, workers } = request;
  return runAtOnce(mutants, workers, control.signal, ({ id }, scopeIndex, signal) =>
    hunt(
      request,
      { ...control, signal },
      { ...common, mutantId: id },
      { scopeIndex, scopeCount: mutants.length },
    ),
  );
}

/** Every scope of the mutant was searched to its end. */
function isWhole(scopes: readonly ScopeConfig[], answer: MutantAnswer | undefined): boolean {
  return answer?.limits.length === scopes.length && answer.limits.every((end) => end === null);
}

function isComplete(
  scopes: readonly ScopeConfig[],
  answers: readonly (MutantAnswer | undefined)[],
): boolean {
  return answers.every((answer) => isWhole(scopes, answer));
}

function mutantResult(
  { invariants }: MutateRequest,
  scopes: readonly ScopeConfig[],
  mutant: Mutant,
  answer: MutantAnswer | undefined,
): MutantResult {
  const kills = invariants.flatMap(({ id }) => shortestKill(answer?.kills ?? [], id));
  if (kills.length > 0) return { mutant, verdict: 'killed', kills };
  return { mutant, verdict: isWhole(scopes, answer) ? 'survives' : 'undecided', kills };
}

/** Fewest operations, then steps, then the first scope; none if the claim does not notice the mutant. */
function shortestKill(kills: readonly Kill[], id: string): MutantKill[] {
  return kills
    .filter(({ invariantId }) => invariantId === id)
    .sort((a, b) => a.operations - b.operations || a.steps - b.steps || a.scopeIndex - b.scopeIndex)
    .slice(0, 1);
}

function killerResult(
  invariantId: string,
  results: readonly MutantResult[],
  isWholeHunt: boolean,
): KillerResult {
  const killed = results.filter(({ kills }) =>
    kills.some((kill) => kill.invariantId === invariantId),
  );
  const alone = killed.filter(({ kills }) => kills.length === 1).map(({ mutant }) => mutant.id);
  const idle = isWholeHunt ? 'idle' : 'undecided';
  return {
    invariantId,
    verdict: killed.length > 0 ? 'kills' : idle,
    kills: killed.length,
    alone,
  };
}

function verdictOf(
  mutants: readonly MutantResult[],
  killers: readonly KillerResult[],
): MutateResult['verdict'] {
  const verdicts = [...mutants, ...killers].map(({ verdict }) => verdict);
  if (verdicts.some((verdict) => verdict === 'survives' || verdict === 'idle')) return 'failed';
  return verdicts.includes('undecided') ? 'undecided' : 'passed';
}

/** Only what ended the run as a whole; a full scope shows as an undecided mutant. */
function stopOf(
  { elapsedMsMax, stateCountMax }: MutateRequest,
  { signal, now }: RunControl,
  answers: readonly (MutantAnswer | undefined)[],
  startedAt: number,
): Stop | null {
  const elapsedMs = Math.round(now() - startedAt);
  if (signal.aborted) return { limit: 'interrupted', value: elapsedMs };
  if (elapsedMs >= elapsedMsMax) return { limit: 'time', value: elapsedMsMax };
  const ends = answers.flatMap((answer): (Limit | null)[] => [...(answer?.limits ?? [])]);
  return ends.includes('states') ? { limit: 'states', value: stateCountMax } : null;
}
