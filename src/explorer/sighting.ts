/** The best sighting of a violation that a search keeps. */

/** The violation with the fewest transitions, then the fewest steps, then the first one seen. */
export interface Sighting {
  /** Number of all violations seen. */
  count: number;
  depth: number;
  steps: number;
  /** Number of the state (exhaustive search) or of the walk (random walk) where it was seen. */
  origin: number;
  /** The violating transition; `none` for a deadlock. */
  ordinal: number;
}

export const sightingLength = 5;

/** Whole numbers only: without a sighting the least depth is infinite. */
export function numbersOf({ count, depth, steps, origin, ordinal }: Sighting): number[] {
  return count === 0 ? [0, 0, 0, 0, 0] : [count, depth, steps, origin, ordinal];
}
