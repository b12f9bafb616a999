/** Files that a limit or Ctrl-C left unfinished: how reports name them. */
import type { StoppedFiles, StopReason } from '../stop.ts';
import { type CiCase, errorCase } from './ci/ci-report.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';
import { stopText } from './stop-text.ts';

/** The end of a report; empty if all files were finished. */
export function stoppedLines(stopped: StoppedFiles | null, paint: Paint): string[] {
  if (stopped === null) return [];
  const { stop, left } = stopped;
  const sentence = `UNDECIDED: ${stopText(stop)}; ${plural(left.length, 'file')} not finished${left.length === 1 ? ': ' : ', the first is '}${left[0]}`;
  return paragraph(sentence).map(paint.unsure);
}

/** Suffix of a count of finished files; empty if all were finished. */
export function leftCount(stopped: StoppedFiles | null): string {
  return stopped === null ? '' : `, ${plural(stopped.left.length, 'file')} not finished`;
}

/** Fields of a JSON document. */
export function stoppedFields(stopped: StoppedFiles | null): {
  readonly limit: { readonly kind: StopReason; readonly value: number } | null;
  readonly notFinished: readonly string[];
} {
  if (stopped === null) return { limit: null, notFinished: [] };
  const { stop, left } = stopped;
  return { limit: { kind: stop.limit, value: stop.value }, notFinished: left };
}

export function stoppedCases(group: string, stopped: StoppedFiles | null): CiCase[] {
  if (stopped === null) return [];
  const { stop, left } = stopped;
  return left.map((file) => errorCase(group, file, `not finished: ${stopText(stop)}`));
}
