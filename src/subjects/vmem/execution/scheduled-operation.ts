/** Operations in the form of a file: the call, the behaviour of the allocator during it, and the turns of threads. */
import { z } from 'zod';
import { appendTurn } from '../../../counterexample/turns.ts';
import { readWithSchema } from '../../../input/read-with-schema.ts';
import { must, positiveNumber, wholeNumber } from '../../../input/schema-rules.ts';
import type { TransitionRecord } from '../../../model/system.ts';
import type { Turn } from '../../../subject/execution.ts';
import type { TakenTransition } from '../fast/interleaved-record.ts';

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

interface InterleavedSchedule {
  /** In the order in which they start, each with its thread. */
  readonly operations: readonly VmemScheduledOperation[];
  readonly turns: readonly Turn[];
}

/** The schedule of the transitions of a search, with merged steps and permuted threads resolved. */
export function interleavedSchedule(records: readonly TransitionRecord[]): InterleavedSchedule {
  const operations: VmemScheduledOperation[] = [];
  const turns: [number, number][] = [];
  const running = new Map<number, number>();
  // By place: the thread there. A search permutes equal threads, a schedule does not.
  let standing: readonly number[] = [];
  for (const record of records as readonly TakenTransition[]) {
    const thread = (standing[record.thread] ?? record.thread) + 1;
    if (record.starts) {
      running.set(thread, operations.length);
      operations.push({ ...toScheduledOperation({ op: record.op }), thread });
    }
    const index = running.get(thread) ?? 0;
    const { failed, contents } = record;
    const operation = operations[index];
    operations[index] = {
      ...operation,
      failed: [...operation.failed, ...failed],
      contents: [...operation.contents, ...contents.map(copyOf)],
    };
    appendTurn(turns, thread, record.steps);
    standing = record.places?.map((place) => standing[place] ?? place) ?? standing;
  }
  return { operations, turns };
}

function copyOf({ attempt, marked }: TakenTransition['contents'][number]): {
  attempt: number;
  marked: [number, number][];
} {
  return { attempt, marked: marked.map(([offset, length]) => [offset, length]) };
}
