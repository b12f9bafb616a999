/**
 * Positions of the slider: 0 is before the first step, n is after the n-th. Moves between them, and which
 * positions they skip.
 */

import type { StepState } from '../src/subjects/vmem/trace/step-state.ts';
import type { VmemStep, VmemTrace } from '../src/subjects/vmem/trace/steps.ts';

export type Move =
  | 'first'
  | 'previousOperation'
  | 'previous'
  | 'next'
  | 'nextOperation'
  | 'last'
  | 'violation';

export function stepAt(trace: VmemTrace, position: number): VmemStep | undefined {
  return trace.steps[position - 1];
}

export function stateAt(trace: VmemTrace, position: number): StepState {
  return stepAt(trace, position)?.state ?? trace.initial;
}

/** The position right after the step that breaks the claim; null if there is none. */
export function violationOf({ violatedAt }: VmemTrace): number | null {
  return violatedAt === null ? null : violatedAt + 1;
}

/** False for an operation or a call without steps on the page. */
export function isHeld({ firstStep, lastStep }: { firstStep: number; lastStep: number }): boolean {
  return firstStep <= lastStep;
}

/** The target of a move. With `readsToo` false, steps without a visible effect are skipped. */
export function moved(trace: VmemTrace, from: number, move: Move, readsToo: boolean): number {
  const last = trace.steps.length;
  switch (move) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'violation':
      return violationOf(trace) ?? last;
    case 'next':
      return seenFrom(trace, from + 1, 1, readsToo);
    case 'previous':
      return seenFrom(trace, from - 1, -1, readsToo);
    case 'nextOperation':
      return beginsOf(trace).find((at) => at > from) ?? last;
    case 'previousOperation':
      return beginsOf(trace).findLast((at) => at < from) ?? 0;
  }
}

function beginsOf({ operations }: VmemTrace): number[] {
  return operations.filter(isHeld).map(({ firstStep }) => firstStep + 1);
}

function seenFrom(trace: VmemTrace, start: number, direction: 1 | -1, readsToo: boolean): number {
  const last = trace.steps.length;
  let at = start;
  while (!readsToo && at > 0 && at < last && stepAt(trace, at)?.silent === true) at += direction;
  return Math.min(last, Math.max(0, at));
}
