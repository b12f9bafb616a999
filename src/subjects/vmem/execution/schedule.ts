/** The schedule of threads in the form of a file: the operations, and the turns of threads. */

import { appendTurn } from '../../../counterexample/turns.ts';
import type { TransitionRecord } from '../../../model/system.ts';
import type { Turn } from '../../../subject/execution.ts';
import type { TakenTransition } from '../fast/interleaved-record.ts';
import { toScheduledOperation, type VmemScheduledOperation } from './scheduled-operation.ts';

export interface InterleavedSchedule {
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
