/** The walks of a sample as jobs of a fixed size, so that their number depends on the sample alone. */
import type { WalkEnd, WalkViolation } from '../../explorer/random-walk.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { NamedWalk, WalkAnswer, WalkJob } from '../../jobs/walk-job.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';

export interface SampledWalks {
  readonly scope: ScopeData;
  readonly invariants: readonly Invariant[];
  readonly seed: string;
  readonly runs: number;
  readonly depth: number;
  readonly stopAtFirst: boolean;
  readonly elapsedMsMax: number;
}

/** Transitions of one job: less than a second, and far more than a thread costs. */
const transitionsPerJob = 100_000;
/** For subjects where a transition may take a thousand times longer. */
const slowTransitionsPerJob = 200;

/** Stored walks belong to the first job. */
export function walkJobsOf(
  request: SampledWalks,
  stored: readonly NamedWalk[],
  subject: Subject,
): WalkJob[] {
  const { scope, invariants, seed, runs, depth, stopAtFirst, elapsedMsMax } = request;
  const isSlow = subject.createSystem(scope).isExpensive === true;
  const transitions = isSlow ? slowTransitionsPerJob : transitionsPerJob;
  const perJob = Math.max(1, Math.floor(transitions / depth));
  return Array.from({ length: Math.ceil(runs / perJob) }, (_, index) => ({
    scope,
    invariantIds: invariants.map(({ id }) => id),
    stored: index === 0 ? stored : [],
    seed,
    walkFirst: index * perJob,
    runs: Math.min(perJob, runs - index * perJob),
    depth,
    stopAtFirst,
    elapsedMsMax,
  }));
}

/** Joins several jobs, in order, as if one job had taken all walks. */
export function joinWalks(answers: readonly WalkAnswer[]): WalkAnswer {
  const [first] = answers;
  const results = answers.map(({ result }) => result);
  const violations = shortestOf(answers);
  const total = (of: (result: WalkAnswer['result']) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0);
  return {
    result: {
      end: endOf(results.map(({ end }) => end)),
      walkCount: total(({ walkCount }) => walkCount),
      transitionCount: total(({ transitionCount }) => transitionCount),
      stepCount: total(({ stepCount }) => stepCount),
      depth: Math.max(...results.map(({ depth }) => depth)),
      violations: violations.map(({ violation }) => violation),
      judgedCounts: first.result.judgedCounts.map((_, at) =>
        total(({ judgedCounts }) => judgedCounts[at]),
      ),
      goalsReached: first.result.goalsReached.map((_, at) =>
        results.some(({ goalsReached }) => goalsReached[at]),
      ),
      elapsedMs: total(({ elapsedMs }) => elapsedMs),
    },
    paths: violations.map(({ path }) => path),
    stored: first.stored,
    coverages: answers.flatMap(({ coverages }) => coverages),
  };
}

/** The first job that did not take all its walks. */
function endOf(ends: readonly WalkEnd[]): WalkEnd {
  return ends.find(({ kind }) => kind !== 'all-walks-taken') ?? { kind: 'all-walks-taken' };
}

interface FoundOnWalk {
  readonly violation: WalkViolation;
  readonly path: WalkAnswer['paths'][number];
}

/** By claim, in the order of the claims: the fewest transitions, then steps, then the first walk. */
function shortestOf(answers: readonly WalkAnswer[]): FoundOnWalk[] {
  const best = new Map<string, FoundOnWalk>();
  for (const { result, paths } of answers) {
    for (const [at, violation] of result.violations.entries()) {
      const { id } = violation.invariant;
      const known = best.get(id);
      const count = (known?.violation.count ?? 0) + violation.count;
      const kept =
        known === undefined || isShorter(violation, known.violation)
          ? { violation, path: paths[at] }
          : known;
      best.set(id, { ...kept, violation: { ...kept.violation, count } });
    }
  }
  return [...best.values()];
}

function isShorter(one: WalkViolation, other: WalkViolation): boolean {
  return one.depth < other.depth || (one.depth === other.depth && one.steps < other.steps);
}
