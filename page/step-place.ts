/** Step numbers in words. Call and return are not steps. */
import type { Step, Trace } from './page-document.ts';
import { stepAt } from './positions.ts';

type Placed = Pick<Step, 'kind' | 'number'>;

export function isFrame({ kind }: Placed): boolean {
  return kind === 'call' || kind === 'return';
}

/** The number is the same in `check` and in the counterexample file. */
export function stepCount({ steps, window }: Trace): number {
  return window?.of ?? steps[steps.length - 1].number;
}

/** `Step 46`, `Call after step 12`. */
export function placeOf(step: Placed): string {
  if (!isFrame(step)) return `Step ${step.number}`;
  const frame = step.kind === 'call' ? 'Call' : 'Return';
  return step.number === 0 ? `${frame} before step 1` : `${frame} after step ${step.number}`;
}

/** `step 46`, within a sentence. */
export function placeInText(step: Placed): string {
  const text = placeOf(step);
  return `${text[0].toLowerCase()}${text.slice(1)}`;
}

/** The position before the first step of the page. */
export function startText({ window }: Pick<Trace, 'window'>): string {
  return window === undefined || window.from === 1 ? 'start' : `before step ${window.from}`;
}

/** The text of the slider at a position. */
export function positionText(trace: Trace, position: number): string {
  const step = stepAt(trace, position);
  const place = step === undefined ? startText(trace) : placeInText(step);
  return `${place} of ${stepCount(trace)}`;
}
