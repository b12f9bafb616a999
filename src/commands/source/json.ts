/** What a C source defines and uses, and what is not supported, as JSON. */
import type { TextInspection } from '../../subject/texts.ts';

export function sourceJson({ roleOf: _, refusals, ...report }: TextInspection): unknown {
  return {
    schema: 'tablewalk/source/1',
    ...report,
    refusals: refusals.map(({ position, message }) => ({ ...position, message })),
  };
}
