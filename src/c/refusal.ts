/** What the reader does not understand is refused, with the place, the line and a caret. */
import { InputError } from '../errors.ts';
import { type Position, positionOf, positionText, type Span } from './source-text.ts';

/** A longer line is cut: it may be a whole file. */
const shownMax = 200;

/** One reason why a text is refused. */
export class Refusal extends InputError {
  readonly position: Position;

  /** `remedy`: what to do about it, below the line. */
  constructor(span: Span, message: string, remedy?: string) {
    const place = positionText(positionOf(span));
    const advice = remedy === undefined ? '' : `\n    ${remedy}`;
    super(`${place}: ${message}\n${excerpt(span)}${advice}`);
    this.position = positionOf(span);
  }
}

/** The line of a span, and below it a caret for each of its characters on that line. */
function excerpt(span: Span): string {
  const { line, column } = positionOf(span);
  const text = span.source.lineText(line);
  const shown = text.slice(0, shownMax);
  if (column > shown.length) return `    ${shown}`;
  const indent = shown.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(span.end - span.start, shown.length - column + 1));
  return `    ${shown}\n    ${indent}${'^'.repeat(width)}`;
}

/** All reasons in one error: a user mends them together. */
export function refuseAll(refusals: readonly Refusal[]): InputError {
  const shown = refusals.slice(0, refusalsShown).map(({ message }) => message);
  const rest = refusals.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more`);
  return new InputError(shown.join('\n'));
}

const refusalsShown = 20;
