/** Counterexample files of the memmap contain the scope, and operations by section. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { must } from '../../input/schema-rules.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { Schedule, ScheduledOperation, ScopedSchedule } from '../../subject/execution.ts';
import type { SubjectFiles } from '../../subject/files.ts';
import type { Architecture } from './architecture.ts';
import { rangeOperations } from './operations.ts';
import { type MemmapScope, memmapScopeSchema } from './scope.ts';

const numbers = z.array(z.int(must('a whole number')), must('a list of whole numbers'));

const rangeSchema = z.strictObject(
  {
    op: z.enum(rangeOperations, must(`one of ${rangeOperations.join(', ')}`)),
    section: z.int(must('the number of a section')),
    part: z.tuple([z.int(), z.int()], must('a pair [first sub-section, count]')).optional(),
    altmap: z.literal(true, must('true')).optional(),
    failing: numbers.optional(),
  },
  must('an object { op, section }'),
);

export const memmapFiles = ({ name }: Architecture): SubjectFiles => ({
  foreign(request) {
    const { arch, revision } = request as Partial<MemmapScope>;
    if (arch === name) return null;
    return arch === undefined ? String(revision) : `${arch} (${revision})`;
  },
  requestSchema: memmapScopeSchema,
  operationSchema: rangeSchema,
  check(file: string, { turns }: ScopedSchedule): void {
    if (turns === undefined) return;
    throw new InputError(
      `${file}: turns is given; the memmap of ${name} is modelled with one thread`,
    );
  },
  scheduleOf: (_, path): Schedule => ({ operations: path.map(operationIn) }),
  storyOf: ({ request, operations }: ScopedSchedule) => [{ ...request, failAllocs: 0 }, operations],
  tag: (scope: MemmapScope) => `${scope.callers}-${scope.structPage}-${scope.levels}`,
});

function operationIn({ label: _, ...record }: TransitionRecord): ScheduledOperation {
  return record as unknown as ScheduledOperation;
}
