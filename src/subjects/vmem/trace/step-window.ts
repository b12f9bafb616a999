/** A part of the steps of a trace: which of the listed steps it holds. */
import type { StepKind } from '../steps/step-row.ts';

/** Numbers of steps as the text has them, both included. */
export interface StepWindow {
  readonly from: number;
  readonly to: number;
}

/** Indices of steps, both included. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/** The call and the return that frame a call: they are listed among the steps, and have no number of their own. */
export interface Frame {
  readonly index: number;
  readonly kind: StepKind;
}

/**
 * `count` steps are listed, frames with them. The call before the first step belongs to the window, and
 * the return behind the last.
 */
export function indicesOf(
  { from, to }: StepWindow,
  count: number,
  frames: readonly Frame[],
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
