/** The names to choose from, as text. */
import type { ListTopic } from '../../subject/lists.ts';
import { type Paint, paragraph } from '../../text/paragraph.ts';

export function listText({ entries, uses = [] }: ListTopic, paint: Paint): string {
  const listed = entries().map(({ name, lines }) =>
    [paint.strong(name), ...lines.flatMap((line) => paragraph(line, '  ', '    '))].join('\n'),
  );
  return [...listed, ...uses.flatMap((use) => ['', ...paragraph(use)])].join('\n');
}
