/** What a C source defines, uses and does not explain, as JSON. */
import type { TextInspection } from '../../subject/texts.ts';

export function sourceJson({ roleOf: _, refusals, ...report }: TextInspection): unknown {
  return {
    schema: 'tablewalk/source/1',
    ...report,
    refusals: refusals.map(({ position, message }) => ({ ...position, message })),
  };
}
