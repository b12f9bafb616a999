/** What a C source defines, what it uses from outside, and which parts are not supported, as text. */
import type { TextInspection } from '../../subject/texts.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';

export function sourceText(report: TextInspection, paint: Paint): string {
  const { file, blob, revision, refusals, takenOff } = report;
  const row = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : paragraph(names.join(' '), `${title}: `, '  ');
  const staticText = (name: string): string => {
    const role = report.roleOf(name);
    return role === '' ? name : `${name} (${role})`;
  };
  const lines = [
    `${file}`,
    `git blob ${blob}`,
    revision === null ? 'not a revision that tablewalk knows' : `the text of revision ${revision}`,
    ...row('entry points', report.entryPoints),
    ...row('functions that they reach', report.functions),
    ...row('static variables', report.statics.map(staticText)),
    ...row('treated as machine steps', report.steps),
    ...row('treated as arithmetic', report.arithmetic),
    ...row('treated as values', report.constants),
    ...row('configuration assumed off', takenOff),
  ];
  if (refusals.length === 0) return [...lines, paint.good('UNDERSTOOD')].join('\n');
  const reasons = refusals.flatMap(({ message }) => [message, '']);
  const verdict = paint.bad(`NOT UNDERSTOOD in ${plural(refusals.length, 'place')}`);
  return [...lines, '', ...reasons, verdict].join('\n');
}
