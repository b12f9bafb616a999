/** The limits of searches and walks, as users name them. */
import { InputError } from '../errors.ts';
import { anything, describeGiven, objectGiven } from '../input/given.ts';

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

/** What bounds a check; whether each is a number is checked by `bound`. */
export const limitsGiven = objectGiven({
  states: anything,
  memoryBytes: anything,
  depth: anything,
  elapsedMs: anything,
});

/** Throws `InputError` unless it is absent or a number that can bound something. */
export function bound(name: string, value: number | undefined): number {
  if (value === undefined) return Infinity;
  if (typeof value === 'number' && value >= 0) return value;
  throw new InputError(
    `limits.${name} is ${describeGiven(value)}; it must be a number of at least 0`,
  );
}
