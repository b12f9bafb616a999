/** A recording as JSON. */
import type { RecordResult } from '../../subject/recording.ts';

export function recordJson({ machine, ...result }: RecordResult): unknown {
  const { file, kernel, revision, evidence, ...rest } = result;
  return {
    schema: 'tablewalk/record/1',
    ...{ file, kernel, revision, evidence },
    ...machine.fields,
    ...rest,
  };
}
