/** The limits of searches and walks, as users name them. */
import { InputError } from '../errors.ts';
import { anything, describeGiven, objectGiven } from '../input/given.ts';

/** Bounds of a check. An absent bound is infinite; reaching one makes the outcome `undecided`. */
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

/** The bounds of a check; `bound` validates each value. */
export const limitsGiven = objectGiven({
  states: anything,
  memoryBytes: anything,
  depth: anything,
  elapsedMs: anything,
});

/** Throws `InputError` unless it is absent or a valid bound. */
export function bound(name: string, value: number | undefined): number {
  if (value === undefined) return Infinity;
  if (typeof value === 'number' && value >= 0) return value;
  throw new InputError(
    `limits.${name} is ${describeGiven(value)}; it must be a number of at least 0`,
  );
}
