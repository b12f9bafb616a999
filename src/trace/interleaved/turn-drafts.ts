/** What the shrinker of turns tries: each draft leaves out or joins something. */
import type { ScopeConfig } from '../../config/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import type { ShrinkKind } from '../shrink.ts';

/** A thread runs an operation: so many steps, or (Infinity) until the operation is over. */
interface Part {
  readonly operation: number;
  readonly steps: number;
}

/** What may become smaller. */
export interface Draft {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly parts: readonly Part[];
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

/** Two parts of an operation become one: where the first was, or where the second is. */
function withoutPreemption({ request, operations, parts }: Draft): Draft[] {
  return parts.flatMap((part, index) => {
    const later = parts.findIndex(
      ({ operation }, at) => at > index && operation === part.operation,
    );
    if (later < 0) return [];
    const one = { operation: part.operation, steps: part.steps + parts[later].steps };
    const early = parts.flatMap((other, at) =>
      at === index ? [one] : at === later ? [] : [other],
    );
    const late = parts.flatMap((other, at) => (at === later ? [one] : at === index ? [] : [other]));
    return [
      { request, operations, parts: early },
      { request, operations, parts: late },
    ];
  });
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
