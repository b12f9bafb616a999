/** Samples a defined system: seeded random walks, for systems with too many states to visit them all. */
import seedrandom from 'seedrandom';
import { InputError } from '../errors.ts';
import { randomWalk } from '../explorer/random-walk.ts';
import type { DefinedSystem } from '../model/defined/define-system.ts';
import type { SystemSampleResult, SystemViolation } from '../report/system-result.ts';
import { askedAs, bound } from './check-system.ts';
import { replay } from './replay-system.ts';
import { exactStopOf } from './stop-of.ts';
import {
  brokenAtStart,
  claimSystem,
  goalResults,
  joinViolations,
  type SystemClaims,
} from './system-claims.ts';

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
 * @throws InputError if a claim, a number or an action is not as it must be.
 */
export function sampleSystem<State>(
  system: DefinedSystem<State>,
  options: SampleSystemOptions<State>,
): SystemSampleResult<State> {
  const claimed = claimSystem(system, options);
  const { seed, runs = 1000, depth = 100, stopAtFirst = false, limits = {} } = options;
  const result = randomWalk({
    system: claimed.system,
    invariants: claimed.invariants,
    goals: claimed.goals,
    walkFirst: 0,
    walkCount: wholeNumber('runs', runs),
    // A generator for each walk: walk 17 of a seed is the same however many are taken.
    randomOf: (walk) => seedrandom(`${seed}/${walk}`),
    depthMax: wholeNumber('depth', depth),
    elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
    hooks: { now: () => performance.now() },
    stopAtFirst,
  });
  const later = result.violations.map(({ invariant, records, count }): SystemViolation<State> => {
    const schedule = records.map(({ label }) => label);
    const { states } = replay(system, schedule);
    return { invariant: askedAs(claimed, invariant.id), schedule, states, count };
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

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InputError(`${name} is ${value}; it must be a whole number from 1 up`);
}
