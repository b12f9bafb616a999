/** The result of shrinking as JSON. */
import { fileContent } from '../../counterexample/counterexample.ts';
import type { Subject } from '../../subject/subject.ts';
import type { ShrinkResult } from './result.ts';

/** A counterexample that could not be written is included in the document. */
export function shrinkJson(subject: Subject, result: ShrinkResult, out: string | null): unknown {
  const { file, from, steps, counterexample, counts, limit } = result;
  return {
    schema: 'tablewalk/shrink/1',
    file,
    from,
    to: { operations: counterexample.operations.length, steps },
    minimal: limit === null,
    ...(limit === null ? {} : { limit }),
    interrupted: limit?.kind === 'interrupted',
    tried: counts,
    text: counterexample.text,
    out,
    ...(out === null ? { counterexample: fileContent(subject, counterexample) } : {}),
  };
}
