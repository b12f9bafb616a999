/** A part of the steps of a trace: which steps it holds, and how the operations around it are cut. */
import type { StepKind } from './step-text.ts';
import type { TracedCall, TracedOperation } from './steps.ts';

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

/** The operations with their steps within the window alone; `firstStep` is above `lastStep` where none is. */
export function cutOperations(
  operations: readonly TracedOperation[],
  window: IndexRange,
): TracedOperation[] {
  return operations.map((operation) => ({
    ...operation,
    ...cutSteps(operation, window),
    calls: operation.calls.map((call): TracedCall => ({ ...call, ...cutSteps(call, window) })),
  }));
}

function cutSteps(
  { firstStep, lastStep }: { readonly firstStep: number; readonly lastStep: number },
  { first, last }: IndexRange,
): { firstStep: number; lastStep: number } {
  const start = Math.max(firstStep, first);
  const end = Math.min(lastStep, last);
  const begin = Math.min(start, last + 1) - first;
  return { firstStep: begin, lastStep: Math.max(begin - 1, end - first) };
}
