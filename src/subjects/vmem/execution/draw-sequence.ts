/** Random sequences of operations for property tests, and smaller ones that can still be executed. */
import { changed, draftOf, scheduleOf, withoutOperations } from '../../../subject/draft.ts';
import type { Scope } from '../environment/scope.ts';
import { drawnChoices } from '../plain/choices.ts';
import { ReferenceWorld, recordOf } from '../plain/world.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { ascending, others, withLessMarked, withoutFailures } from '../shrink/chances.ts';
import { trialSize } from '../shrink/shrinking.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';
import type { VmemExecution } from './execution.ts';
import type { ScopeExecutor } from './executor.ts';
import { toScheduledOperation, type VmemScheduledOperation } from './scheduled-operation.ts';

/**
 * Draws up to `length` operations, each possible at its position, with failures and contents as the scope
 * allows. A crash of the kernel ends the sequence.
 */
export function drawSequence(
  scope: Scope,
  length: number,
  choose: (count: number) => number,
): VmemScheduledOperation[] {
  const world = new ReferenceWorld(scope);
  const operations: VmemScheduledOperation[] = [];
  while (operations.length < length) {
    const enabled = scope.operations.filter((operation) => world.isEnabled(operation));
    if (enabled.length === 0) break;
    const operation = enabled[choose(enabled.length)];
    const performed = world.perform(operation, drawnChoices(choose), { record: false });
    operations.push(toScheduledOperation(recordOf(performed, operation)));
    if (performed.ends) break;
  }
  return operations;
}

/**
 * Smaller sequences, most promising first: without runs of operations, without pairs, without
 * failures, with less 0xFD in fresh memory, with failures at earlier attempts. Operations that are no
 * longer possible, and failures of allocations that are never tried, are removed.
 */
export function* smallerSequences(
  executor: ScopeExecutor,
  request: ScopeConfig,
  operations: readonly VmemScheduledOperation[],
): Generator<readonly VmemScheduledOperation[]> {
  const draft = draftOf(request, operations);
  const size = sequenceSize(draft);
  const seen = new Set<string>();
  for (const candidate of candidates(executor, draft)) {
    const possible = executeNearest(executor, candidate).operations.map(({ soFar }) => soFar);
    const key = JSON.stringify(possible);
    const isSmaller = isBelow(sequenceSize(draftOf(request, possible)), size);
    if (possible.length === 0 || seen.has(key) || !isSmaller) continue;
    seen.add(key);
    yield possible;
  }
}

/** Executes everything possible to its end, without judging. */
function executeNearest(executor: ScopeExecutor, draft: VmemDraft): VmemExecution {
  return executor.execute(scheduleOf(draft), { manner: 'nearest' });
}

function* candidates(executor: ScopeExecutor, draft: VmemDraft): Generator<VmemDraft> {
  const { length } = draft.operations;
  for (let count = length >> 1; count >= 1; count >>= 1) {
    for (let at = 0; at + count <= length; at++) {
      yield withoutOperations(
        draft,
        Array.from({ length: count }, (_, index) => at + index),
      );
    }
  }
  for (let second = 2; second < length; second++) {
    for (let first = 0; first + 1 < second; first++)
      yield withoutOperations(draft, [first, second]);
  }
  yield* withoutFailures({ draft });
  // Contents are removed last, because they come from the memory of the allocator, not from a request.
  if (draft.request.fresh === 'recycled') {
    const execution = executeNearest(executor, draft);
    yield* withLessMarked({ draft, execution, executed: [...draft.operations.keys()] });
  }
  for (const [at, { failed }] of draft.operations.entries()) {
    for (const attempt of failed) {
      const rest = others(failed, attempt);
      for (let to = 1; to < attempt; to++) {
        if (!rest.includes(to)) yield changed(draft, at, { failed: ascending([...rest, to]) });
      }
    }
  }
}

function sequenceSize(draft: VmemDraft): number[] {
  const attempts = draft.operations.flatMap(({ failed }) => failed);
  const moved = attempts.reduce((sum, attempt) => sum + attempt, 0);
  return [draft.operations.length, ...trialSize(draft), moved];
}

function isBelow(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at] < b[at];
}
