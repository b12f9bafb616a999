/** The nondeterministic choices in an operation: failing allocations, and contents of fresh memory. */
import { InputError } from '../../../errors.ts';
import type { Manner } from '../../../subject/execution.ts';
import type { Scope } from '../environment/scope.ts';
import type { Range } from '../machine/description.ts';
import type { BlockContent } from '../plain/block-content.ts';
import type { AllocationAttempt, AllocationChoice, AllocationChoices } from '../plain/choices.ts';
import type { PerformedOperation } from '../plain/world.ts';
import type { VmemScheduledOperation } from './scheduled-operation.ts';

/** Runs of 0xFD, as [offset, length]. */
export type Marked = VmemScheduledOperation['contents'][number]['marked'];

export interface Allocation {
  /** 1, 2, 3 ... within the operation. */
  readonly attempt: number;
  readonly kind: AllocationAttempt['kind'];
  /** 1, 2, 3 ... within the operation, among those of its kind. */
  readonly ordinal: number;
  /**
   * The possible contents of its memory; empty for a failure, for a table, and if contents are not chosen.
   */
  readonly offered: readonly Marked[];
}

type Requested = Omit<Allocation, 'offered'>;

export interface Chance {
  readonly fails: (allocation: Requested) => boolean;
  /** Null if this allocation is not mentioned. */
  readonly contentOf: (allocation: Requested) => Marked | null;
}

/** Identifies allocations as in the schedule, by attempt. */
export function chanceByAttempt({
  failed,
  contents,
}: Pick<VmemScheduledOperation, 'failed' | 'contents'>): Chance {
  return {
    fails: ({ attempt }) => failed.includes(attempt),
    contentOf: ({ attempt }) =>
      contents.find((content) => content.attempt === attempt)?.marked ?? null,
  };
}

/**
 * Identifies allocations by kind: the choice for the second block applies to the second block,
 * whatever its attempt.
 */
export function chanceByKind(
  { failed, contents }: VmemScheduledOperation,
  allocations: readonly Allocation[],
): Chance {
  const keyOf = ({ kind, ordinal }: Requested): string => `${kind} ${ordinal}`;
  const keys = new Map(allocations.map((allocation) => [allocation.attempt, keyOf(allocation)]));
  const failing = new Set(failed.map((attempt) => keys.get(attempt)));
  const given = new Map(contents.map(({ attempt, marked }) => [keys.get(attempt), marked]));
  return {
    fails: (allocation) => failing.has(keyOf(allocation)),
    contentOf: (allocation) => given.get(keyOf(allocation)) ?? null,
  };
}

/** Decides as given, and records the requests. */
export class ChanceChoices implements AllocationChoices {
  readonly allocations: Allocation[] = [];
  private readonly chance: Chance;
  private readonly manner: Manner;
  private readonly count = { table: 0, block: 0, page: 0 };

  constructor(chance: Chance, manner: Manner) {
    this.chance = chance;
    this.manner = manner;
  }

  choose({ attempt, kind, contents }: AllocationAttempt): AllocationChoice {
    const requested = { attempt, kind, ordinal: ++this.count[kind] };
    const fails = this.chance.fails(requested);
    const isOpen = this.manner === 'nearest' && !fails && kind !== 'table';
    const offered = isOpen ? contents.map(({ marked }) => marked.map(runOf)) : [];
    this.allocations.push({ ...requested, offered });
    if (fails) return 'fails';
    const wanted = this.chance.contentOf(requested);
    if (wanted === null) return this.manner === 'as-written' ? { marked: [] } : 0;
    if (this.manner === 'nearest') return nearestContent(contents, wanted);
    return { marked: wanted.map(([start, length]) => ({ start, end: start + length })) };
  }
}

function runOf({ start, end }: Range): [number, number] {
  return [start, end - start];
}

function nearestContent(contents: readonly BlockContent[], wanted: Marked): number {
  const runs = String(wanted);
  const distances = contents.map(({ marked }) => {
    const offered = marked.map(runOf);
    return String(offered) === runs ? -1 : Math.abs(markedBytesOf(offered) - markedBytesOf(wanted));
  });
  return distances.indexOf(Math.min(...distances));
}

export function markedBytesOf(marked: Marked): number {
  return marked.reduce((sum, [, length]) => sum + length, 0);
}

/** Those of `offered` with less 0xFD than `marked`, the least first. */
export function lessMarked(offered: readonly Marked[], marked: Marked): Marked[] {
  return offered
    .filter((one) => markedBytesOf(one) < markedBytesOf(marked))
    .sort((a, b) => markedBytesOf(a) - markedBytesOf(b));
}

/** The operation with the nondeterministic choices that occurred in it. */
export function happened(
  scheduled: VmemScheduledOperation,
  { failed, contents }: Pick<PerformedOperation, 'failed' | 'contents'>,
): VmemScheduledOperation {
  return {
    ...scheduled,
    failed: [...failed],
    contents: contents.map(({ attempt, marked }) => ({
      attempt,
      marked: marked.map(([offset, length]) => [offset, length]),
    })),
  };
}

/** The operation with the choices of these attempts only: after the first, up to and including the last. */
export function between(
  scheduled: VmemScheduledOperation,
  before: number,
  last: number,
): VmemScheduledOperation {
  const isInside = (attempt: number): boolean => attempt > before && attempt <= last;
  return {
    ...scheduled,
    failed: scheduled.failed.filter(isInside),
    contents: scheduled.contents.filter(({ attempt }) => isInside(attempt)),
  };
}

export function failureThatIsMissing(
  scheduled: VmemScheduledOperation,
  failed: readonly number[],
): string | null {
  const missing = scheduled.failed.find((attempt) => !failed.includes(attempt));
  return missing === undefined ? null : `allocation ${missing}, which should fail, was never tried`;
}

export function whatNeverHappened(
  scheduled: VmemScheduledOperation,
  { failed, contents }: PerformedOperation,
): string | null {
  const failure = failureThatIsMissing(scheduled, failed);
  if (failure !== null) return failure;
  const unused = scheduled.contents.find(
    ({ attempt }) => !contents.some((content) => content.attempt === attempt),
  );
  return unused === undefined
    ? null
    : `allocation ${unused.attempt}, whose content is given, was never tried`;
}

/** Marks beyond the largest object that can hold marks would be ignored, or take unbounded time. */
export function checkContents(scope: Scope, { contents }: VmemScheduledOperation): void {
  const { span } = scope.kernel.machine.geometry;
  for (const { attempt, marked } of contents) {
    const run = marked.find(([offset, length]) => offset + length > span[1]);
    if (run !== undefined) {
      throw new InputError(
        `contents of attempt ${attempt} mark [${run.join(', ')}]; they must end within ${span[1]} bytes`,
      );
    }
  }
}
