/** Errors for C that the reader does not understand, with position, line and a caret. */
import { type InputError, InputLinesError } from '../errors.ts';
import { visibleLine } from '../text/visible-text.ts';
import { type Position, positionOf, positionText, type Span } from './source-text.ts';

/** A longer line is truncated: it may be a whole file. So is a long name in a message. */
const shownMax = 200;
const messageMax = 400;

/** One reason why a text is rejected. */
export class Refusal extends InputLinesError {
  readonly position: Position;
  /** Without the position and the line. */
  readonly reason: string;
  readonly span: Span;

  /** `remedy`: what to do about it, printed below the line. */
  constructor(span: Span, message: string, remedy?: string) {
    const place = positionText(positionOf(span));
    const advice = remedy === undefined ? [] : [`    ${remedy}`];
    super([`${place}: ${cut(message)}`, ...excerpt(span), ...advice]);
    this.position = positionOf(span);
    this.reason = cut(message);
    this.span = span;
  }
}

function cut(message: string): string {
  return message.length > messageMax ? `${message.slice(0, messageMax)}…` : message;
}

/** Nothing after it is read: there are too many errors, or the text is too long. */
export class FinalRefusal extends Refusal {}

/** The line of a span, followed by carets under the span. */
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

/** Keeps tabs, so that the carets stay aligned. */
function spaced(text: string): string {
  return visibleLine(text.replaceAll('\t', ' '.repeat(8)));
}

/** All errors in one, so that a user can fix them together. */
export function refuseAll(refusals: readonly Refusal[]): InputError {
  const shown = refusals.slice(0, refusalsShown).map(({ message }) => message);
  const rest = refusals.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more`);
  return new InputLinesError(shown.flatMap((message) => message.split('\n')));
}

const refusalsShown = 20;
