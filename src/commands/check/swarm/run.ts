/** A swarm: many small, different searches, for scopes too large to close. Its verdict is never "holds". */
import { Confirmer } from '../../../counterexample/confirm.ts';
import { swarmCoverage } from '../../../explorer/swarm/coverage.ts';
import { version } from '../../../files/package.ts';
import { tryDirectory } from '../../../files/write-whole.ts';
import { aftermathClock } from '../../../jobs/aftermath.ts';
import { runAtOnce } from '../../../jobs/at-once.ts';
import { listedJob, unlessNoResult } from '../../../jobs/job.ts';
import { goalsOf } from '../../../jobs/job-claims.ts';
import { type RunControl, runPart, startOf } from '../../../jobs/job-runner.ts';
import { stopOf } from '../../../jobs/stop-of.ts';
import type { ScopeData } from '../../../subject/scopes.ts';
import type { Subject } from '../../../subject/subject.ts';
import type { Stop } from '../../../text/stop-text.ts';
import { isViolated, joinInvariant } from '../join-invariant.ts';
import type { CheckResult, ScopeResult } from '../result.ts';
import type { CheckRequest } from '../search-scopes.ts';
import { type SwarmAnswer, type SwarmJob, swarmSearches } from './job.ts';

export interface SwarmRequest extends CheckRequest {
  /** Searches of each scope. */
  readonly members: number;
  readonly seed: string;
}

/** Transitions of one search: a second or two in tiny geometries. */
const transitionsPerSearch = 1_000_000;

export async function runSwarm(request: SwarmRequest, control: RunControl): Promise<CheckResult> {
  const { subject } = control;
  for (const scope of request.scopes) subject.scopes.check(scope);
  const startedAt = startOf(control);
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const jobs = request.scopes.flatMap((scope) => jobsOf(request, scope));
  await control.onJobs?.(
    jobs.map((job, at) =>
      listedJob(
        swarmSearches,
        job,
        `scope ${Math.floor(at / request.members) + 1}, search ${job.member + 1}`,
      ),
    ),
    subject,
  );
  const answers = await searchAll(request, jobs, control, startedAt);
  const clock = aftermathClock(control, startedAt + request.limits.elapsedMsMax);
  const confirmer = new Confirmer(subject, request.directory, clock);
  const answered = jobs.flatMap(({ scope }, at) => {
    const answer = answers[at];
    return answer === undefined ? [] : [{ scope, answer }];
  });
  const searched = answered.map(({ scope, answer }) => ({
    scope,
    answer: { ...answer, maps: true },
  }));
  const stop = stopOfSwarm(request, answers);
  const invariants = request.invariants.map((invariant, index) =>
    joinInvariant(request, searched, confirmer, invariant, index, stop),
  );
  return {
    subject,
    version,
    command: request.command,
    preset: request.preset,
    verdict: isViolated(invariants) ? 'violated' : 'undecided',
    scopes: request.scopes.map((scope) =>
      searchedScope(
        scope,
        answered.flatMap((one) => (one.scope === scope ? [one.answer] : [])),
        stop,
      ),
    ),
    invariants,
    goals: subject.claims.goals.map((goal, index) => ({
      goal,
      reached: answered.some(({ answer }) => answer.result.goalsReached[index]),
    })),
    unreached: [],
    stop,
    exact: false,
    pools: 'each',
    search: 'dfs',
    elapsedMs: control.now() - startedAt,
    code: [],
    unknown: [],
    swarm: request.scopes.map((scope) => {
      const own = answered.filter((one) => one.scope === scope).map(({ answer }) => answer);
      const isComparable = own.every((answer) => answer.isComparable);
      const registers = own.map(({ result }) => result.registers);
      return { ...swarmCoverage(registers, isComparable), occasions: occasionsIn(subject, own) };
    }),
  };
}

function jobsOf({ members, seed, invariants, limits }: SwarmRequest, scope: ScopeData): SwarmJob[] {
  return Array.from({ length: members }, (_, member) => ({
    scope,
    invariantIds: invariants.map(({ id }) => id),
    seed,
    member,
    transitionCountMax: Math.min(transitionsPerSearch, limits.stateCountMax),
    limits,
  }));
}

async function searchAll(
  { limits, processors = 1 }: SwarmRequest,
  jobs: readonly SwarmJob[],
  control: RunControl,
  startedAt: number,
): Promise<(SwarmAnswer | undefined)[]> {
  return runAtOnce(jobs, processors, control.signal, async (job, scopeIndex, signal) => {
    const leftMs = limits.elapsedMsMax - (control.now() - startedAt);
    if (signal.aborted || leftMs <= 0) return undefined;
    const inTime = { ...job, limits: { ...limits, elapsedMsMax: leftMs } };
    const part = { scopeIndex, scopeCount: jobs.length };
    return unlessNoResult(() => runPart({ ...control, signal }, swarmSearches, inTime, part));
  });
}

/** The end of the swarm, unless something ended it earlier. */
function stopOfSwarm(
  { members }: SwarmRequest,
  answers: readonly (SwarmAnswer | undefined)[],
): Stop {
  const early = answers.flatMap((answer) =>
    answer === undefined ? [] : (stopOf(answer.end) ?? []),
  );
  if (early.length > 0) return early[0];
  if (answers.includes(undefined)) return { limit: 'no-result', value: null };
  return { limit: 'swarm', value: members };
}

function searchedScope(scope: ScopeData, answers: readonly SwarmAnswer[], stop: Stop): ScopeResult {
  const sum = (of: (answer: SwarmAnswer) => number): number =>
    answers.reduce((total, answer) => total + of(answer), 0);
  const isComparable = answers.every((answer) => answer.isComparable);
  const { states } = swarmCoverage(
    answers.map(({ result }) => result.registers),
    isComparable,
  );
  return {
    scope,
    states: states ?? Math.max(0, ...answers.map(({ result }) => result.stateCount)),
    transitions: sum(({ result }) => result.transitionCount),
    steps: sum(({ result }) => result.stepCount),
    depth: Math.max(0, ...answers.map(({ result }) => result.depth)),
    frontier: 0,
    collisionProbability: 1,
    memoryBytes: Math.max(0, ...answers.map(({ result }) => result.memoryBytes)),
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    stop,
    maps: true,
  };
}

/** The number of occasions that put claims to the test and arose in any search. */
function occasionsIn(
  { claims }: Subject,
  answers: readonly SwarmAnswer[],
): { readonly seen: number; readonly all: number } {
  const first = goalsOf(claims).length - claims.occasions.length;
  const seen = claims.occasions.filter((_, at) =>
    answers.some(({ result }) => result.goalsReached[first + at]),
  );
  return { seen: seen.length, all: claims.occasions.length };
}
