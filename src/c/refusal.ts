/** What the reader does not understand is refused, with the place, the line and a caret. */
import { type InputError, InputLinesError } from '../errors.ts';
import { visibleLine } from '../text/visible-text.ts';
import { type Position, positionOf, positionText, type Span } from './source-text.ts';

/** A longer line is cut: it may be a whole file. So may a name be in a message. */
const shownMax = 200;
const messageMax = 400;

/** One reason why a text is refused. */
export class Refusal extends InputLinesError {
  readonly position: Position;
  readonly span: Span;

  /** `remedy`: what to do about it, below the line. */
  constructor(span: Span, message: string, remedy?: string) {
    const place = positionText(positionOf(span));
    const advice = remedy === undefined ? [] : [`    ${remedy}`];
    super([`${place}: ${cut(message)}`, ...excerpt(span), ...advice]);
    this.position = positionOf(span);
    this.span = span;
  }
}

function cut(message: string): string {
  return message.length > messageMax ? `${message.slice(0, messageMax)}…` : message;
}

/** Nothing behind it is read: there are too many reasons, or too much text. */
export class FinalRefusal extends Refusal {}

/** The line of a span, and below it a caret for each of its characters on that line. */
function excerpt(span: Span): string[] {
  const { line, column } = positionOf(span);
  const text = span.source.lineText(line);
  const shown = text.slice(0, shownMax);
  if (column > shown.length) return [`    ${spaced(shown)}`];
  const start = column - 1;
  const indent = ' '.repeat(spaced(shown.slice(0, start)).length);
  const marked = spaced(shown.slice(start, start + span.end - span.start));
  return [`    ${spaced(shown)}`, `    ${indent}${'^'.repeat(Math.max(1, marked.length))}`];
}

/** As it is written, so that the carets stand below it. */
function spaced(text: string): string {
  return visibleLine(text.replaceAll('\t', ' '.repeat(8)));
}

/** All reasons in one error: a user mends them together. */
export function refuseAll(refusals: readonly Refusal[]): InputError {
  const shown = refusals.slice(0, refusalsShown).map(({ message }) => message);
  const rest = refusals.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more`);
  return new InputLinesError(shown.flatMap((message) => message.split('\n')));
}

const refusalsShown = 20;
