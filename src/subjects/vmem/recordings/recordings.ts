/** Recordings of vmem.c, as a member of the subject. */
import { ModelError } from '../../../errors.ts';
import type { SubjectRecordings } from '../../../subject/recordings.ts';
import { placeText } from '../../../text/code-place.ts';
import { visibleLine } from '../../../text/visible-text.ts';
import { findText } from '../kernel/text-revisions.ts';
import { type EventMismatch, replayTrace } from './replay.ts';

export const vmemRecordings: SubjectRecordings = {
  replay: (file, lines, { text, ...options }) => {
    if (text === undefined) return replayTrace(file, lines, options);
    const source = findText(text);
    if (source === undefined) throw new ModelError(`${text} was not read`);
    return replayTrace(file, lines, { ...options, source });
  },
  describe: describeMismatch,
};

export function describeMismatch(mismatch: EventMismatch): string {
  const { file, line, operation, event, field, expected, actual, before, code = [] } = mismatch;
  const place = placeText(code);
  const number = event === null ? 0 : event;
  const shown = before.map((text, index) => {
    const at = event === null ? '' : `${number - before.length + index}`;
    return `  ${at.padStart(8)}  ${text}`;
  });
  const where = event === null ? `${field} differs` : `event ${number} differs`;
  return [
    `${file}:${line}`,
    `  operation ${operation.index}: ${operation.text}`,
    ...(shown.length > 0 ? ['  the last equal events:', ...shown] : []),
    `  ${field === 'model' ? 'the model cannot continue' : where}:`,
    `  recorded  ${expected}`,
    `     model  ${actual}${place === '' ? '' : `, at ${place}`}`,
  ]
    .map(visibleLine)
    .join('\n');
}
