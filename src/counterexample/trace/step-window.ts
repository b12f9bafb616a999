/** A window of the steps of a trace. */
import type { CallBoundary, StepWindow } from '../../subject/trace.ts';

/** Indices of steps, inclusive. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/**
 * `count` is the number of listed steps, including frames. The call before the first step and the
 * return after the last belong to the window.
 */
export function indicesOf(
  { from, to }: StepWindow,
  count: number,
  frames: readonly CallBoundary[],
): IndexRange {
  let first = from - 1;
  let last = to - 1;
  for (const { index, kind } of frames) {
    if (index < first || (index === first && kind !== 'call')) first++;
    if (index <= last || (index === last + 1 && kind !== 'call')) last++;
  }
  const steps = count - frames.length;
  return { first, last: to === steps ? count - 1 : last };
}

/** The number of a listed step. */
export function numberAt(index: number, frames: readonly CallBoundary[]): number {
  return index + 1 - frames.filter((frame) => frame.index <= index).length;
}
