/** What the shrinker of turns tries: each draft leaves out or joins something. */

import type { ExecutedPart } from '../../subjects/vmem/execution/execution.ts';
import type { Turn } from '../../subjects/vmem/execution/schedule.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import type { ShrinkKind } from './counts.ts';

/** A thread runs an operation: so many steps, or (Infinity) until the operation is over. */
export interface Part {
  readonly operation: number;
  readonly steps: number;
}

/** What may become smaller. */
export interface Draft {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly parts: readonly Part[];
}

/** The parts of an execution as drafts have them: an operation that is not put aside runs until it is over. */
export function draftOf(
  request: ScopeConfig,
  operations: readonly ScheduledOperation[],
  taken: readonly ExecutedPart[],
): Draft {
  const parts = taken.map(({ index, steps, isCut, waits }, at) => {
    // The last one stops where the claim breaks, which is no preemption: it may run on.
    const isLast = at === taken.length - 1 && waits === undefined;
    return { operation: index, steps: isCut === true && !isLast ? steps : Infinity };
  });
  return { request, operations, parts };
}

export function turnsOf({ operations, parts }: Draft): Turn[] {
  return parts.map(({ operation, steps }) => [operations[operation].thread ?? 1, steps]);
}

export function keyOf(draft: Draft): string {
  return JSON.stringify(draft, (_, value) => (value === Infinity ? 'all' : value));
}

export function draftsOf(kind: ShrinkKind, draft: Draft): Draft[] {
  const { operations } = draft;
  switch (kind) {
    case 'operations':
      return operations.map((_, index) => without(draft, [index])).reverse();
    case 'pairs':
      return operations.flatMap((_, first) =>
        operations.slice(first + 1).map((__, gap) => without(draft, [first, first + 1 + gap])),
      );
    case 'failures':
      return operations.flatMap(({ failed }, index) =>
        failed.map((attempt) =>
          changed(draft, index, { failed: failed.filter((other) => other !== attempt) }),
        ),
      );
    case 'contents':
      return operations.flatMap(({ contents }, index) =>
        contents.map((content) =>
          changed(draft, index, { contents: contents.filter((other) => other !== content) }),
        ),
      );
    case 'preemptions':
      return withoutPreemption(draft);
    default:
      return smallerRequests(draft);
  }
}

function without({ request, operations, parts }: Draft, left: readonly number[]): Draft {
  const kept = operations.flatMap((_, index) => (left.includes(index) ? [] : [index]));
  return {
    request,
    operations: kept.map((index) => operations[index]),
    parts: parts
      .filter(({ operation }) => kept.includes(operation))
      .map(({ operation, steps }) => ({ operation: kept.indexOf(operation), steps })),
  };
}

function changed(draft: Draft, at: number, change: Partial<ScheduledOperation>): Draft {
  const operations = draft.operations.map((operation, index) =>
    index === at ? { ...operation, ...change } : operation,
  );
  return { ...draft, operations };
}

function withoutPreemption({ request, operations, parts }: Draft): Draft[] {
  return parts.flatMap((_, at) =>
    (goesOnAt(parts, at) < 0 ? [] : uninterrupted(parts, at)).map((joined) => ({
      request,
      operations,
      parts: joined,
    })),
  );
}

/** Two parts of an operation become one: where the first was, or where the second is; behind all others if it never goes on. */
export function uninterrupted(parts: readonly Part[], at: number): Part[][] {
  const later = goesOnAt(parts, at);
  const steps = later < 0 ? Infinity : parts[at].steps + parts[later].steps;
  const one = { operation: parts[at].operation, steps };
  const early = parts.flatMap((part, index) =>
    index === at ? [one] : index === later ? [] : [part],
  );
  const late = parts.flatMap((part, index) =>
    index === later ? [one] : index === at ? [] : [part],
  );
  return [early, later < 0 ? [...late, one] : late];
}

/** Index of the next part of the operation, -1 if there is none. */
function goesOnAt(parts: readonly Part[], at: number): number {
  return parts.findIndex(({ operation }, index) => index > at && operation === parts[at].operation);
}

/** Without sections, threads, failures and contents that nobody uses. */
function smallerRequests({ request, operations, parts }: Draft): Draft[] {
  const used = new Set(operations.flatMap(({ sections = [] }) => sections));
  const busy = new Set(operations.map(({ thread = 1 }) => thread));
  const drafts: Draft[] = request.blocks
    .filter((block) => !block.some((section) => used.has(section)) && request.blocks.length > 1)
    .map((block) => ({
      request: { ...request, blocks: request.blocks.filter((other) => other !== block) },
      operations,
      parts,
    }));
  request.threads.forEach((_, index) => {
    if (busy.has(index + 1) || request.threads.length === 1) return;
    const threads = request.threads.filter((__, at) => at !== index);
    const moved = operations.map((operation) => {
      const { thread = 1 } = operation;
      return { ...operation, thread: thread > index + 1 ? thread - 1 : thread };
    });
    drafts.push({ request: { ...request, threads }, operations: moved, parts });
  });
  const failAllocs = Math.max(0, ...operations.map(({ failed }) => failed.length));
  if (failAllocs < request.failAllocs) {
    drafts.push({ request: { ...request, failAllocs }, operations, parts });
  }
  if (request.fresh === 'recycled' && operations.every(({ contents }) => contents.length === 0)) {
    drafts.push({ request: { ...request, fresh: 'zero' }, operations, parts });
  }
  if (
    request.dcss !== null &&
    !request.threads.some((role) => role === 'dcss' || role === 'callers')
  ) {
    drafts.push({ request: { ...request, dcss: null }, operations, parts });
  }
  return drafts;
}
