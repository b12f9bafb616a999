/** The state of a thread at a position: its current operation, last step and next step. */
import type { VmemOperation, VmemStep, VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';

export interface ThreadPlace {
  /** Its operation and call in words, or "idle". */
  readonly where: string;
  /** Inside an operation: its last step and its next step. */
  readonly done: string | null;
  /** Also null after a crash, which has no next step. */
  readonly next: string | null;
}

/** `thread`: from 1. */
export function threadPlaceOf(trace: VmemTrace, position: number, thread: number): ThreadPlace {
  const { operations, steps } = trace;
  const isOwn = (step: VmemStep): boolean => step.thread === thread;
  const last = steps.slice(0, position).findLast(isOwn);
  const next = steps.slice(position).find(isOwn);
  if (last === undefined) {
    const label = next === undefined ? undefined : operations[next.operation].label;
    const where = label === undefined ? 'takes no step here' : `has not begun: "${label}" is next`;
    return { where, done: null, next: null };
  }
  const operation = operations[last.operation];
  if (isOver(operation, last))
    return { where: `"${operation.label}" is over`, done: null, next: null };
  const call = operation.calls[last.call];
  const where = `in ${call.name === null ? `"${operation.label}"` : call.text}`;
  if (operation.ends && last.index === operation.lastStep) {
    return { where: `crashed ${where}`, done: last.text, next: null };
  }
  const pending = trace.pending.find((step) => step.thread === thread)?.text ?? null;
  return { where, done: last.text, next: next?.text ?? pending };
}

function isOver({ isCut, ends, lastStep }: VmemOperation, { index }: VmemStep): boolean {
  return index === lastStep && !isCut && !ends;
}
