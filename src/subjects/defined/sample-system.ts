/** Samples a defined system: seeded random walks, for systems with too many states to visit them all. */

import { randomWalk, type WalkResult } from '../../explorer/random-walk.ts';
import {
  anything,
  checkGiven,
  countGiven,
  flagGiven,
  objectGiven,
  textGiven,
} from '../../input/given.ts';
import { exactStopOf } from '../../jobs/stop-of.ts';
import { randomOf } from '../../jobs/stored-walks.ts';
import { askedAs, bound } from './check-system.ts';
import type { DefinedSystem } from './define-system.ts';
import { replay } from './replay-system.ts';
import type { SystemSampleResult, SystemViolation } from './result.ts';
import {
  brokenAtStart,
  type ClaimedSystem,
  claimKinds,
  claimSystem,
  goalResults,
  joinViolations,
  type SystemClaims,
} from './system-claims.ts';
import { namingFaults, notReproduced, scheduleText } from './user-faults.ts';

/** What {@link sampleSystem} is asked, and how it is to walk. */
export interface SampleSystemOptions<State> extends SystemClaims<State> {
  /** Any text. The same seed gives the same walks, on every machine. */
  readonly seed: string;
  /** Walks; 1000 if not said. */
  readonly runs?: number;
  /** Transitions of one walk; 100 if not said. */
  readonly depth?: number;
  /** Ends at the first violation instead of looking for a shorter one. */
  readonly stopAtFirst?: boolean;
  /** Bounds of all walks together. */
  readonly limits?: {
    /** Milliseconds. */
    readonly elapsedMs?: number;
  };
}

/**
 * Takes random walks from the initial state and judges each state by the invariants. What it finds
 * is real; what it does not find may be there all the same, so the outcome is never `holds`.
 *
 * @throws InputError if a claim, a number or an action is not as it must be, or if a function of the
 * system throws, is async, or depends on anything but the state: with action, state and schedule.
 */
export function sampleSystem<State>(
  system: DefinedSystem<State>,
  options: SampleSystemOptions<State>,
): SystemSampleResult<State> {
  checkGiven('options', options, optionKinds);
  textGiven('options.seed', options.seed);
  const claimed = claimSystem(system, options);
  let isWalking = true;
  return namingFaults(
    system,
    () => {
      const result = walked(claimed, options);
      isWalking = false;
      claimed.system.takeSampleAgain();
      return told(claimed, options, result);
    },
    () => (isWalking ? claimed.system.drawn : null),
  );
}

const optionKinds = {
  ...claimKinds,
  seed: textGiven,
  runs: countGiven,
  depth: countGiven,
  stopAtFirst: flagGiven,
  limits: objectGiven({ elapsedMs: anything }),
};

function walked<State>(
  claimed: ClaimedSystem<State>,
  { seed, runs = 1000, depth = 100, stopAtFirst = false, limits = {} }: SampleSystemOptions<State>,
): WalkResult {
  return randomWalk({
    system: claimed.system,
    invariants: claimed.invariants,
    goals: claimed.goals,
    walkFirst: 0,
    walkCount: runs,
    randomOf: (walk) => randomOf(seed, walk),
    depthMax: depth,
    elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
    hooks: { now: () => performance.now() },
    stopAtFirst,
  });
}

function told<State>(
  claimed: ClaimedSystem<State>,
  { seed }: SampleSystemOptions<State>,
  result: WalkResult,
): SystemSampleResult<State> {
  const later = result.violations.map(({ invariant, records, count }): SystemViolation<State> => {
    const schedule = records.map(({ label }) => label);
    const claim = askedAs(claimed, invariant.id);
    const { states, violations } = replay(claimed.defined, schedule, { invariants: [claim] });
    if (violations[0]?.schedule.length !== schedule.length) {
      throw notReproduced(
        `invariant "${claim.id}" was violated in a walk, and is not when its schedule is taken again (${scheduleText(schedule)})`,
      );
    }
    return { invariant: claim, schedule, states, count };
  });
  const violations = joinViolations(claimed, brokenAtStart(claimed), later);
  return {
    verdict: violations.length > 0 ? 'violated' : 'undecided',
    violations,
    goals: goalResults(claimed, result.goalsReached, false),
    seed,
    runs: result.walkCount,
    transitions: result.transitionCount,
    depth: result.depth,
    stop: exactStopOf(result.end),
    elapsedMs: result.elapsedMs,
  };
}
