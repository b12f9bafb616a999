/** A modified counterexample, for shrinking and explaining. */
import type { ExecutedPart, Schedule, ScheduledOperation, Turn } from './execution.ts';
import type { ScopeData } from './scopes.ts';

/** A thread runs an operation: for that number of steps, or with `Infinity` until the operation is over. */
export interface DraftPart {
  /** Index in the operations of the draft. */
  readonly operation: number;
  readonly steps: number;
}

export interface Draft<
  Scope extends ScopeData = ScopeData,
  Operation extends ScheduledOperation = ScheduledOperation,
> {
  readonly request: Scope;
  readonly operations: readonly Operation[];
  /** By operation: its index in the original counterexample. */
  readonly origins: readonly number[];
  /** Null if there is one thread: each operation runs to its end. */
  readonly parts: readonly DraftPart[] | null;
}

/** The draft of a counterexample with these parts; null as in `Draft.parts`. */
export function draftOf<Scope extends ScopeData, Operation extends ScheduledOperation>(
  request: Scope,
  operations: readonly Operation[],
  parts: readonly DraftPart[] | null = null,
): Draft<Scope, Operation> {
  return { request, operations, origins: [...operations.keys()], parts };
}

/**
 * The parts of an execution in draft form: an operation that is not preempted runs to its end. The last part
 * stops where the claim breaks, which is not a preemption: it may continue, unless it waits.
 */
export function draftPartsOf(taken: readonly ExecutedPart[]): DraftPart[] {
  return taken.map(({ index, steps, isCut, waits }, at) => {
    const isLast = at === taken.length - 1 && waits === undefined;
    return { operation: index, steps: isCut === true && !isLast ? steps : Infinity };
  });
}

export function scheduleOf<Operation extends ScheduledOperation>({
  operations,
  parts,
}: Draft<ScopeData, Operation>): Schedule<Operation> {
  if (parts === null) return { operations };
  const turns = parts.map(
    ({ operation, steps }): Turn => [operations[operation].thread ?? 1, steps, operation],
  );
  return { operations, turns };
}

/** Without these operations, by index, and without their parts. */
export function withoutOperations<Any extends Draft>(draft: Any, left: readonly number[]): Any {
  const { operations, origins, parts } = draft;
  const kept = [...operations.keys()].filter((index) => !left.includes(index));
  return {
    ...draft,
    operations: kept.map((index) => operations[index]),
    origins: kept.map((index) => origins[index]),
    parts:
      parts
        ?.filter(({ operation }) => kept.includes(operation))
        .map(({ operation, steps }) => ({ operation: kept.indexOf(operation), steps })) ?? null,
  };
}

/** With some fields of one operation changed. */
export function changed<Any extends Draft>(
  draft: Any,
  at: number,
  change: Partial<Any['operations'][number]>,
): Any {
  const operations = draft.operations.map((operation, index) =>
    index === at ? { ...operation, ...change } : operation,
  );
  return { ...draft, operations };
}

/** Equal for drafts with the same execution. */
export function draftKey({ request, operations, parts }: Draft): string {
  return `${requestKey(request)} ${JSON.stringify([operations, parts], allForInfinity)}`;
}

/** Equal for equal scopes. */
export function requestKey(request: ScopeData): string {
  return JSON.stringify(request, allForInfinity);
}

/** JSON knows no infinity. */
function allForInfinity(_: string, value: unknown): unknown {
  return value === Infinity ? 'all' : value;
}
