/** One try of an explanation: a schedule with something changed, executed as far as it is possible. */

import { meet } from '../../model/masks.ts';
import type { Operation, Scope } from '../../subjects/vmem/environment/scope.ts';
import type { AllocationChoice, Choices } from '../../subjects/vmem/plain/choices.ts';
import type { RecordedCall } from '../../subjects/vmem/plain/recorder.ts';
import { ReferenceWorld } from '../../subjects/vmem/plain/world.ts';
import type { ScheduledOperation } from '../counterexample.ts';

type Marked = ScheduledOperation['contents'][number]['marked'];

/** What chance does to one operation: by attempt, or by what is asked for ("the second block"). */
export interface Chance {
  readonly fails: (allocation: AskedAllocation) => boolean;
  /** Runs of 0xFD; null for whatever the allocator has first. */
  readonly contentOf: (allocation: AskedAllocation) => Marked | null;
}

export interface AskedAllocation {
  /** 1, 2, 3 ... within the operation. */
  readonly attempt: number;
  readonly kind: 'table' | 'block' | 'page';
  /** 1, 2, 3 ... within the operation, among those of its kind. */
  readonly ordinal: number;
}

export interface TrialOperation {
  /** Index in the schedule of the file. */
  readonly origin: number;
  readonly scheduled: Pick<ScheduledOperation, 'op' | 'start' | 'end' | 'sections'>;
  readonly chance: Chance;
}

export interface ExplainTrial {
  /** Index in the schedule of the file of the operation that broke the claim; null if it holds. */
  readonly brokenAt: number | null;
  /** Operations that were not possible, by index in the schedule of the file. */
  readonly skipped: readonly number[];
  /** The operation after which nothing more can happen, though the claim holds; null if there is none. */
  readonly endedAt: number | null;
  /** Memory was to hold what the allocator could not have had. */
  readonly lacksContent: boolean;
  /** Allocations and calls of each operation that ran, by index in the schedule of the file. */
  readonly asked: ReadonlyMap<number, readonly AskedAllocation[]>;
  readonly calls: ReadonlyMap<number, readonly RecordedCall[]>;
}

/** Runs until the claim breaks, leaving out what is not possible. */
export function tryOut(
  scope: Scope,
  schedule: readonly TrialOperation[],
  violatedBy: number,
): ExplainTrial {
  const world = new ReferenceWorld(scope);
  const skipped: number[] = [];
  const asked = new Map<number, readonly AskedAllocation[]>();
  const calls = new Map<number, readonly RecordedCall[]>();
  let lacksContent = false;
  const end = (brokenAt: number | null, endedAt: number | null): ExplainTrial => ({
    brokenAt,
    skipped,
    endedAt,
    lacksContent,
    asked,
    calls,
  });
  for (const { origin, scheduled, chance } of schedule) {
    const operation = find(scope, scheduled);
    if (operation === undefined || !world.isEnabled(operation)) {
      skipped.push(origin);
      continue;
    }
    const choices = new ChanceChoices(chance);
    const done = world.perform(operation, choices);
    asked.set(origin, choices.asked);
    calls.set(origin, done.calls);
    // Memory that is all 0xFD by assumption comes from nowhere; recycled memory must have been freed.
    lacksContent ||= scope.fresh === 'recycled' && !done.contentWasInPool;
    if (meet(done.facts, violatedBy)) return end(origin, null);
    if (done.ends) return end(null, origin);
  }
  return end(null, null);
}

function find({ operations }: Scope, wanted: TrialOperation['scheduled']): Operation | undefined {
  return operations.find(
    ({ record: { op, start, end, sections } }) =>
      op === wanted.op &&
      start === wanted.start &&
      end === wanted.end &&
      String(sections) === String(wanted.sections),
  );
}

class ChanceChoices implements Choices {
  readonly asked: AskedAllocation[] = [];
  private readonly chance: Chance;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  choose({ attempt, kind }: Parameters<Choices['choose']>[0]): AllocationChoice {
    const ordinal = this.asked.filter((other) => other.kind === kind).length + 1;
    const allocation = { attempt, kind, ordinal };
    this.asked.push(allocation);
    if (this.chance.fails(allocation)) return 'fails';
    const marked = this.chance.contentOf(allocation);
    if (marked === null) return 0;
    return { marked: marked.map(([start, length]) => ({ start, end: start + length })) };
  }
}

/** As the file says: by attempt. */
export function chanceByAttempt({ failed, contents }: ScheduledOperation): Chance {
  return {
    fails: ({ attempt }) => failed.includes(attempt),
    contentOf: ({ attempt }) =>
      contents.find((content) => content.attempt === attempt)?.marked ?? null,
  };
}

/** By kind: what happened to the second block of the file happens to the second block, whatever its attempt. */
export function chanceByKind(
  { failed, contents }: ScheduledOperation,
  asked: readonly AskedAllocation[],
): Chance {
  const keyOf = ({ kind, ordinal }: AskedAllocation): string => `${kind} ${ordinal}`;
  const keys = new Map(asked.map((allocation) => [allocation.attempt, keyOf(allocation)]));
  const failing = new Set(failed.map((attempt) => keys.get(attempt)));
  const given = new Map(contents.map(({ attempt, marked }) => [keys.get(attempt), marked]));
  return {
    fails: (allocation) => failing.has(keyOf(allocation)),
    contentOf: (allocation) => given.get(keyOf(allocation)) ?? null,
  };
}

/** For a part of an operation, before which so many attempts were made. */
export function shifted(chance: Chance, before: number): Chance {
  const earlier = (allocation: AskedAllocation): AskedAllocation => ({
    ...allocation,
    attempt: allocation.attempt + before,
  });
  return {
    fails: (allocation) => chance.fails(earlier(allocation)),
    contentOf: (allocation) => chance.contentOf(earlier(allocation)),
  };
}
