/** Samples a defined system with seeded random walks, for systems with too many states to visit. */

import {
  anything,
  checkGiven,
  countGiven,
  flagGiven,
  objectGiven,
  textGiven,
} from '../../input/given.ts';
import { exactStopOf } from '../../jobs/stop-of.ts';
import { walks } from '../../jobs/walk-job.ts';
import type { DefinedSystem } from '../../subjects/defined/define-system.ts';
import { checkClaims, claimKinds, type SystemClaims } from '../../subjects/defined/model.ts';
import { definedSubject } from '../../subjects/defined/subject.ts';
import { bound } from '../limits.ts';
import type { SystemSampleResult } from './results.ts';
import { goalResults, violationAlong } from './violations.ts';

/** Options of {@link sampleSystem}. */
export interface SampleSystemOptions<State> extends SystemClaims<State> {
  /** Any text. The same seed gives the same walks on every machine. */
  readonly seed: string;
  /** Number of walks; default: 1000. */
  readonly runs?: number;
  /** Maximum transitions of one walk; default: 100. */
  readonly depth?: number;
  /** Stops at the first violation instead of searching for a shorter one. */
  readonly stopAtFirst?: boolean;
  /** Bounds for all walks together. */
  readonly limits?: {
    /** Milliseconds. */
    readonly elapsedMs?: number;
  };
}

/**
 * Takes random walks from the initial state and judges each state by the invariants. Every violation
 * it finds is real, but it may miss some, so the outcome is never `holds`.
 *
 * @throws InputError if a claim, a number or an action is invalid, or if a function of the
 * system throws, is async, or depends on anything but the state. The error names action, state and
 * schedule.
 */
export function sampleSystem<State>(
  system: DefinedSystem<State>,
  options: SampleSystemOptions<State>,
): SystemSampleResult<State> {
  checkGiven('options', options, optionKinds);
  textGiven('options.seed', options.seed);
  checkClaims(system, options);
  const { invariants, goals = [], seed, limits = {} } = options;
  const { runs = 1000, depth = 100, stopAtFirst = false } = options;
  const model = { system, invariants, goals };
  const subject = definedSubject(model);
  const { result, paths } = walks.run(
    {
      scope: subject.scope,
      invariantIds: invariants.map(({ id }) => id),
      stored: [],
      seed,
      walkFirst: 0,
      runs,
      depth,
      stopAtFirst,
      elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
    },
    {
      subject,
      now: () => performance.now(),
      shouldStop: () => false,
      onProgress: () => undefined,
    },
  );
  const violations = result.violations.map(({ invariant: { id }, count }, index) =>
    violationAlong(model, id, { records: paths[index], count, where: 'a walk' }),
  );
  return {
    verdict: violations.length > 0 ? 'violated' : 'undecided',
    violations,
    goals: goalResults(goals, result.goalsReached, false),
    seed,
    runs: result.walkCount,
    transitions: result.transitionCount,
    depth: result.depth,
    stop: exactStopOf(result.end),
    elapsedMs: result.elapsedMs,
  };
}

const optionKinds = {
  ...claimKinds,
  seed: textGiven,
  runs: countGiven,
  depth: countGiven,
  stopAtFirst: flagGiven,
  limits: objectGiven({ elapsedMs: anything }),
};
