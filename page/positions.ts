/**
 * Slider positions: 0 is before the first step, n is after the n-th. Moves between positions, and the
 * positions they skip.
 */
import type { Operation, Step, Trace } from './page-document.ts';

export type Move =
  | 'first'
  | 'previousOperation'
  | 'previous'
  | 'next'
  | 'nextOperation'
  | 'last'
  | 'violation';

export function stepAt<Any extends Step>(
  { steps }: { readonly steps: readonly Any[] },
  position: number,
): Any | undefined {
  return steps[position - 1];
}

interface States<State> {
  readonly initial: State;
  readonly steps: readonly { readonly state: State }[];
}

export function stateAt<State>({ initial, steps }: States<State>, position: number): State {
  return steps[position - 1]?.state ?? initial;
}

/** The position right after the step that violates the claim; null if there is none. */
export function violationOf({ violatedAt }: Trace): number | null {
  return violatedAt === null ? null : violatedAt + 1;
}

/** False for an operation or a call without steps on the page. */
export function isHeld({ firstStep, lastStep }: { firstStep: number; lastStep: number }): boolean {
  return firstStep <= lastStep;
}

/** An operation of one step without calls needs no position besides that of the step. */
export function isStep({ calls, firstStep, lastStep }: Operation): boolean {
  return calls.length === 0 && firstStep === lastStep;
}

/** The target of a move. With `readsToo` false, steps without a visible effect are skipped. */
export function moved(trace: Trace, from: number, move: Move, readsToo: boolean): number {
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

function beginsOf({ operations }: Trace): number[] {
  return operations.filter(isHeld).map(({ firstStep }) => firstStep + 1);
}

function seenFrom(trace: Trace, start: number, direction: 1 | -1, readsToo: boolean): number {
  const last = trace.steps.length;
  let at = start;
  while (!readsToo && at > 0 && at < last && stepAt(trace, at)?.silent === true) at += direction;
  return Math.min(last, Math.max(0, at));
}
