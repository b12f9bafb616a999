/** Counterexample files of a defined system contain its name, its file, and names of actions. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { must } from '../../input/schema-rules.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { Schedule, ScheduledOperation, ScopedSchedule } from '../../subject/execution.ts';
import type { SubjectFiles } from '../../subject/files.ts';
import { initialStateName } from './define-system.ts';
import { type DefinedScope, definedScopeSchema } from './scope.ts';

/** `anyContent`: also accept counterexamples of an earlier content of the file. */
export const definedFiles = (own: DefinedScope, anyContent: boolean): SubjectFiles => ({
  foreign(request) {
    const { revision, file, blob } = request as Partial<DefinedScope>;
    if (typeof file !== 'string') return own.file === undefined ? null : 'not a system from a file';
    if (revision !== own.revision) return `the system ${revision} in ${file}`;
    if (anyContent || blob === own.blob) return null;
    return `another content of ${file}, blob ${blob}`;
  },
  requestSchema: definedScopeSchema,
  operationSchema: z.strictObject(
    { op: z.string(must('the name of an action')) },
    must('an object { op } with the name of an action'),
  ),
  check(file: string, { turns }: ScopedSchedule): void {
    if (turns === undefined) return;
    throw new InputError(`${file}: turns is given; a system of actions has no threads`);
  },
  scheduleOf: (_, path): Schedule => ({ operations: operationsOf(path) }),
  storyOf: ({ request: { revision }, operations }: ScopedSchedule) => [
    revision,
    operations.map(({ op }) => op),
  ],
  tag: ({ blob = '' }: DefinedScope) => blob.slice(0, 8),
});

/** If the initial state breaks the claim, the start of a run is the only operation. */
function operationsOf(path: readonly TransitionRecord[]): ScheduledOperation[] {
  if (path.length === 0) return [{ op: initialStateName }];
  return path.map(({ label }) => ({ op: label }));
}
