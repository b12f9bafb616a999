/** Checks a defined system: every state that its actions can reach, judged by every claim. */

import type { Progress } from '../../explorer/search.ts';
import { checkGiven, choiceGiven, flagGiven, functionGiven } from '../../input/given.ts';
import { type SearchAnswer, searches } from '../../jobs/search-job.ts';
import { exactStopOf } from '../../jobs/stop-of.ts';
import type { DefinedSystem } from '../../subjects/defined/define-system.ts';
import { checkClaims, claimKinds, type SystemClaims } from '../../subjects/defined/model.ts';
import { definedSubject } from '../../subjects/defined/subject.ts';
import { bound, type CheckLimits, limitsGiven } from '../limits.ts';
import type {
  SystemCheckCounts,
  SystemCheckResult,
  SystemStop,
  SystemViolation,
} from './results.ts';
import { goalResults, violationAlong } from './violations.ts';

/** Options of {@link checkSystem}. */
export interface CheckSystemOptions<State> extends SystemClaims<State> {
  /** Bounds of the search; without them it ends when every state has been visited. */
  readonly limits?: CheckLimits;
  /**
   * `bfs` (breadth-first, the default) gives shortest schedules; `dfs` needs less memory; its
   * schedules are shortest if a second, breadth-first search finds them within 100,000 states.
   */
  readonly search?: 'bfs' | 'dfs';
  /** Stores whole states instead of 64-bit fingerprints: no state can be mistaken for another. */
  readonly exact?: boolean;
  /** Stops at the first violation instead of searching for one of each claim. */
  readonly stopAtFirst?: boolean;
  /** Called periodically while the search runs. */
  onProgress?(progress: Progress): void;
}

/**
 * Visits every state that the actions can reach from the initial one and judges each by the
 * invariants. It runs in this thread until it is done or a limit is reached.
 *
 * @throws InputError if a claim, a limit or an action is invalid, or if a function of the
 * system throws, is async, or depends on anything but the state. The error names action, state and
 * schedule.
 */
export function checkSystem<State>(
  system: DefinedSystem<State>,
  options: CheckSystemOptions<State>,
): SystemCheckResult<State> {
  checkGiven('options', options, optionKinds);
  checkClaims(system, options);
  const { invariants, goals = [], onProgress = () => undefined } = options;
  const { search = 'bfs', exact = false, stopAtFirst = false, limits = {} } = options;
  const subject = definedSubject({ system, invariants, goals });
  const answer = searches.run(
    {
      scope: subject.scope,
      invariantIds: invariants.map(({ id }) => id),
      search,
      exact,
      stopAtFirst,
      limits: {
        stateCountMax: bound('states', limits.states),
        memoryBytesMax: bound('memoryBytes', limits.memoryBytes),
        depthMax: bound('depth', limits.depth),
        elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
      },
    },
    { subject, now: () => performance.now(), shouldStop: () => false, onProgress },
  );
  return systemResult(system, { invariants, goals }, answer);
}

const optionKinds = {
  ...claimKinds,
  limits: limitsGiven,
  search: choiceGiven('bfs', 'dfs'),
  exact: flagGiven,
  stopAtFirst: flagGiven,
  onProgress: functionGiven,
};

function systemResult<State>(
  system: DefinedSystem<State>,
  { invariants, goals = [] }: SystemClaims<State>,
  { result, paths }: SearchAnswer,
): SystemCheckResult<State> {
  const violations = result.violations.map(({ invariant: { id }, count }, index) =>
    violationAlong({ system, invariants, goals }, id, {
      records: paths[index],
      count,
      where: 'the search',
    }),
  );
  const stop = exactStopOf(result.end);
  const counts: SystemCheckCounts<State> = {
    states: result.stateCount,
    transitions: result.transitionCount,
    depth: result.depth,
    invariants: invariants.map((claim) => ({
      invariant: claim,
      verdict: verdictOf(
        violations.some(({ invariant }) => invariant === claim),
        stop,
      ),
    })),
    goals: goalResults(goals, result.goalsReached, stop === null),
    collisionProbability: result.collisionProbability,
    elapsedMs: result.elapsedMs,
  };
  return joined(counts, violations, stop);
}

function verdictOf(isViolated: boolean, stop: SystemStop | null) {
  if (isViolated) return 'violated';
  return stop === null ? 'holds' : 'undecided';
}

function joined<State>(
  counts: SystemCheckCounts<State>,
  violations: readonly SystemViolation<State>[],
  stop: SystemStop | null,
): SystemCheckResult<State> {
  const [first, ...others] = violations;
  if (first !== undefined) {
    return { verdict: 'violated', violations: [first, ...others], stop, ...counts };
  }
  return stop === null
    ? { verdict: 'holds', violations: [], stop, ...counts }
    : { verdict: 'undecided', violations: [], stop, ...counts };
}
