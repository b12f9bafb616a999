/**
 * Executes schedules on the machine, starting from an empty memmap. Like in a search, each operation
 * starts by decoding the bytes that the previous one left.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { must } from '../../input/schema-rules.ts';
import type { TransitionRecord } from '../../model/system.ts';
import { stopIfDue } from '../../stop.ts';
import type {
  Divergence,
  ExecutedPart,
  ExecuteOptions,
  Execution,
  Executor,
  Schedule,
  ScheduledOperation,
  ScopedSchedule,
} from '../../subject/execution.ts';
import type { SubjectFiles } from '../../subject/files.ts';
import type { Architecture } from './architecture.ts';
import { Layout } from './layout.ts';
import {
  isPossible,
  OperationRun,
  type RangeOperation,
  type RangeRecord,
  rangeLabel,
  rangeOperation,
  rangeOperations,
  rangeRecord,
} from './operations.ts';
import { type NotedCall, OperationNotes } from './record.ts';
import { type Built, type MemmapScope, memmapScopeSchema } from './scope.ts';
import { failingOf } from './system.ts';

/** An operation in a file, with the numbers of its failing allocations, from 1. */
export interface MemmapOperation extends RangeRecord {
  readonly failing?: readonly number[] | undefined;
}

export interface MemmapPart extends ExecutedPart<MemmapOperation> {
  readonly state: Uint8Array;
  readonly calls: readonly NotedCall[];
}

export type MemmapExecution = Execution<MemmapPart>;

export class MemmapExecutor implements Executor {
  private readonly built: Built;
  private readonly layout: Layout;
  private readonly withVariables: boolean;

  /** `withVariables`: positions include the variables of the source. */
  constructor(built: Built, withVariables = false) {
    this.withVariables = withVariables;
    this.built = built;
    this.layout = new Layout(built);
  }

  execute(
    schedule: Schedule,
    { manner = 'as-written', until }: ExecuteOptions<MemmapPart> = {},
  ): MemmapExecution {
    const operations = schedule.operations as readonly MemmapOperation[];
    const parts: MemmapPart[] = [];
    const skipped: number[] = [];
    let divergence: Divergence | null = null;
    let state: Uint8Array = new Uint8Array(this.layout.length);
    for (const [index, record] of operations.entries()) {
      stopIfDue();
      const operation = rangeOperation(this.built, record);
      const reason = this.whyNot(record, operation, state);
      const part = reason === null && operation ? this.take(index, record, operation, state) : null;
      const unused = part === null ? null : unusedFailures(record, part);
      if (reason !== null || unused !== null) {
        if (manner === 'as-written') {
          divergence = { operation: index, reason: reason ?? unused ?? '' };
          break;
        }
      }
      if (part === null) {
        skipped.push(index);
        continue;
      }
      parts.push(part);
      ({ state } = part);
      if (part.ends || until?.(part) === true) break;
    }
    return { operations: parts, divergence, isStuck: false, skipped, unsound: null };
  }

  private whyNot(
    record: MemmapOperation,
    operation: RangeOperation | undefined,
    state: Uint8Array,
  ): string | null {
    if (operation === undefined) {
      return `${record.op} of section ${record.section} is no operation of the scope`;
    }
    if (isPossible(this.built, this.layout, state, operation)) return null;
    return `${rangeLabel(this.built, operation)} is not possible here`;
  }

  private take(
    index: number,
    record: MemmapOperation,
    operation: RangeOperation,
    state: Uint8Array,
  ): MemmapPart {
    const taken: boolean[] = [];
    const fails = (): boolean => {
      const isFailing = record.failing?.includes(taken.length + 1) === true;
      taken.push(isFailing);
      return isFailing;
    };
    const recorder = new OperationNotes(this.withVariables);
    const run = new OperationRun(this.built, this.layout, state, fails, recorder);
    run.run(operation);
    const { machine, after } = run;
    const failing = failingOf(taken);
    const scheduled: MemmapOperation = {
      ...rangeRecord(this.built, operation),
      ...(failing.length > 0 && { failing }),
    };
    return {
      index,
      label: rangeLabel(this.built, operation),
      scheduled,
      soFar: scheduled,
      facts: machine.facts,
      steps: machine.steps,
      ends: machine.hasEnded,
      state: after,
      calls: recorder.calls,
    };
  }
}

/** Planned failures of allocations that never happened; null if there are none. */
function unusedFailures({ failing = [] }: MemmapOperation, part: MemmapPart): string | null {
  const happened = part.scheduled.failing ?? [];
  const unused = failing.filter((number) => !happened.includes(number));
  if (unused.length === 0) return null;
  return `allocation ${unused.join(', ')} of ${part.label} should fail, and there is none`;
}

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
