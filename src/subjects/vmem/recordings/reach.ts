/** The range of shifts of an event by the enclosing runs, known before expansion. */

/** Shifts are lists: ids of tables, blocks and pages, then the address. */
export const vaShift = 3;

/** Lowest and highest sum of the shifts of the enclosing runs. */
export interface Reach {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export const unmoved: Reach = { low: [0, 0, 0, 0], high: [0, 0, 0, 0] };

/** `shifts` are those of one more run, which repeats `n` times. */
export function reachOf(outer: Reach, shifts: readonly number[], n: number): Reach {
  return {
    low: shifts.map((shift, kind) => outer.low[kind] + Math.min(0, shift * (n - 1))),
    high: shifts.map((shift, kind) => outer.high[kind] + Math.max(0, shift * (n - 1))),
  };
}
