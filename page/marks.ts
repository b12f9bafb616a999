/** The marks below the slider: the marked steps, and the marks that fit. */
import type { Trace } from './page-document.ts';
import { isHeld, violationOf } from './positions.ts';

/**
 * `operation`: the start of an operation; `noted`: another claim is violated; `broken`: the claim of
 * the page is violated.
 */
export interface Mark {
  readonly kind: 'operation' | 'noted' | 'broken';
  readonly position: number;
  readonly text: string;
}

/** The share of the slider that a mark needs; the slider is at least 300 pixels long. */
const markWidth = 0.06;

/** Operation numbers and claim marks are in two rows; marks in a row do not overlap. */
export function marksOf(trace: Trace): {
  readonly numbers: Mark[];
  readonly signs: Mark[];
} {
  const { operations, steps } = trace;
  const last = Math.max(1, steps.length);
  const numbers = operations.flatMap((operation, index): Mark[] =>
    isHeld(operation)
      ? [{ kind: 'operation', position: operation.firstStep + 1, text: String(index + 1) }]
      : [],
  );
  const broken = violationOf(trace);
  const noted = steps
    .filter(({ violated }) => violated.length > 0)
    .map(({ index }): Mark => ({ kind: 'noted', position: index + 1, text: '!' }));
  const sign: Mark[] = broken === null ? [] : [{ kind: 'broken', position: broken, text: '✗' }];
  return { numbers: apart(numbers, last), signs: apart([...sign, ...noted], last) };
}

/** Keeps the first of overlapping marks. */
function apart(marks: readonly Mark[], last: number): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    const isFree = kept.every(
      (other) => Math.abs(other.position - mark.position) >= markWidth * last,
    );
    if (isFree) kept.push(mark);
  }
  return kept;
}
