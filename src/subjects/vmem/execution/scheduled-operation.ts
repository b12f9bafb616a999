/** An operation in the form of a file: the call, and the behaviour of the allocator during it. */

import { z } from 'zod';
import { readWithSchema } from '../../../input/read-with-schema.ts';
import { must, positiveNumber, wholeNumber } from '../../../input/schema-rules.ts';

const addressRule = must('a hexadecimal address such as "0x20000"');
const address = z.string(addressRule).regex(/^0x[0-9a-f]{1,16}$/, addressRule);

export const operationSchema = z.strictObject(
  {
    op: z.string(must('the name of an operation')).max(40, must('the name of an operation')),
    sections: z.array(wholeNumber, must('a list of section numbers')).optional(),
    start: address.optional(),
    end: address.optional(),
    /** Failing allocation attempts, counted 1, 2, 3 … within the operation. */
    failed: z.array(positiveNumber, must('a list of allocation attempts')).default([]),
    /** Contents of recycled memory: per attempt the marked bytes as [offset, length]. */
    contents: z
      .array(
        z.strictObject(
          {
            attempt: positiveNumber,
            marked: z.array(
              z.tuple([wholeNumber, positiveNumber], must('a pair [offset, length]')),
              must('a list of pairs [offset, length]'),
            ),
          },
          must('{ attempt, marked }'),
        ),
        must('a list of { attempt, marked }'),
      )
      .default([]),
    /** The thread that runs it, from 1; absent if there is only one. */
    thread: positiveNumber.optional(),
  },
  must('an operation'),
);

export type VmemScheduledOperation = Readonly<z.output<typeof operationSchema>>;

/** A transition record of the system without its label, in the form of a file. */
export function toScheduledOperation(
  record: Readonly<Record<string, unknown>>,
): VmemScheduledOperation {
  const { op, operation = op, failed = [], contents = [] } = record;
  const fields = typeof operation === 'object' ? operation : { op: operation };
  return readWithSchema(operationSchema, 'a transition', { ...fields, failed, contents });
}
