/** Checks a defined system: every state that its actions can reach, judged by every claim. */

import { InputError } from '../../errors.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import { depthFirst } from '../../explorer/depth-first.ts';
import type { SearchResult } from '../../explorer/outcome.ts';
import type { Progress, SearchRequest } from '../../explorer/search.ts';
import {
  anything,
  checkGiven,
  choiceGiven,
  describeGiven,
  flagGiven,
  functionGiven,
  objectGiven,
} from '../../input/given.ts';
import { statesForStories, withShorterStories } from '../../jobs/shorter-stories.ts';
import { exactStopOf } from '../../jobs/stop-of.ts';
import type { DefinedSystem } from './define-system.ts';
import type {
  SystemCheckCounts,
  SystemCheckResult,
  SystemStop,
  SystemViolation,
} from './result.ts';
import {
  brokenAtStart,
  type ClaimedSystem,
  claimKinds,
  claimSystem,
  goalResults,
  joinViolations,
  type SystemClaims,
  violationAlong,
} from './system-claims.ts';
import { namingFaults } from './user-faults.ts';

/** Bounds of a check. What is absent is unbounded; reaching one makes the outcome `undecided`. */
export interface CheckLimits {
  /** Different states. */
  readonly states?: number;
  /** Bytes of all arrays of the search together. */
  readonly memoryBytes?: number;
  /** Transitions from the initial state; breadth-first only. */
  readonly depth?: number;
  /** Milliseconds. */
  readonly elapsedMs?: number;
}

/** What {@link checkSystem} is asked, and how it is to search. */
export interface CheckSystemOptions<State> extends SystemClaims<State> {
  /** Bounds of the search; without them it ends when every state was visited. */
  readonly limits?: CheckLimits;
  /**
   * `bfs` (breadth-first, the default) gives shortest schedules; `dfs` needs less memory, and gives shortest
   * ones as far as a second search finds them breadth-first in 100,000 states.
   */
  readonly search?: 'bfs' | 'dfs';
  /** Stores whole states instead of 64-bit fingerprints: no state can be mistaken for another. */
  readonly exact?: boolean;
  /** Ends at the first violation instead of looking for one of each claim. */
  readonly stopAtFirst?: boolean;
  /** Called now and then while the search runs. */
  onProgress?(progress: Progress): void;
}

/**
 * Visits every state that the actions can reach from the initial one and judges each by the
 * invariants. It runs in this thread until it is done or a limit is reached.
 *
 * @throws InputError if a claim, a limit or an action is not as it must be, or if a function of the
 * system throws, is async, or depends on anything but the state: with action, state and schedule.
 */
export function checkSystem<State>(
  system: DefinedSystem<State>,
  options: CheckSystemOptions<State>,
): SystemCheckResult<State> {
  checkGiven('options', options, optionKinds);
  const claimed = claimSystem(system, options);
  return namingFaults(system, () => judged(claimed, options));
}

/** What bounds a check; whether each is a number is checked by `bound`. */
export const limitsGiven = objectGiven({
  states: anything,
  memoryBytes: anything,
  depth: anything,
  elapsedMs: anything,
});

const optionKinds = {
  ...claimKinds,
  limits: limitsGiven,
  search: choiceGiven('bfs', 'dfs'),
  exact: flagGiven,
  stopAtFirst: flagGiven,
  onProgress: functionGiven,
};

function judged<State>(
  claimed: ClaimedSystem<State>,
  options: CheckSystemOptions<State>,
): SystemCheckResult<State> {
  const { search = 'bfs', exact = false, stopAtFirst = false, limits = {}, onProgress } = options;
  const request: SearchRequest = {
    system: claimed.system,
    invariants: claimed.invariants,
    goals: claimed.goals,
    limits: {
      stateCountMax: bound('states', limits.states),
      memoryBytesMax: bound('memoryBytes', limits.memoryBytes),
      depthMax: bound('depth', limits.depth),
      elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
    },
    hooks: { now: () => performance.now(), ...(onProgress && { onProgress }) },
    exact,
    stopAtFirst,
  };
  const result = search === 'bfs' ? breadthFirst(request) : depthFirstThenShorter(request);
  claimed.system.takeSampleAgain();
  const later = result.violations.map(({ invariant, schedule, count }) =>
    violationAlong(claimed, askedAs(claimed, invariant.id), schedule, count),
  );
  const violations = joinViolations(claimed, brokenAtStart(claimed), later);
  const stop = exactStopOf(result.end);
  const counts: SystemCheckCounts<State> = {
    states: result.stateCount,
    transitions: result.transitionCount,
    depth: result.depth,
    invariants: claimed.asked.map((claim) => ({
      invariant: claim,
      verdict: verdictOf(
        violations.some(({ invariant }) => invariant === claim),
        stop,
      ),
    })),
    goals: goalResults(claimed, result.goalsReached, stop === null),
    collisionProbability: result.collisionProbability,
    elapsedMs: result.elapsedMs,
  };
  return joined(counts, violations, stop);
}

function depthFirstThenShorter(request: SearchRequest): SearchResult {
  const found = depthFirst(request);
  return withShorterStories(found, request, {
    stateCountMax: statesForStories,
    elapsedMs: found.elapsedMs,
    // What is defined by its fields remembers nothing of a search.
    createSystem: () => request.system,
  }).result;
}

export function askedAs<State>({ asked }: ClaimedSystem<State>, id: string) {
  return asked[asked.findIndex((claim) => claim.id === id)];
}

/** Throws `InputError` unless it is absent or a number that can bound something. */
export function bound(name: string, value: number | undefined): number {
  if (value === undefined) return Infinity;
  if (typeof value === 'number' && value >= 0) return value;
  throw new InputError(`limits.${name} is ${describeGiven(value)}; it must be a number from 0 up`);
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
