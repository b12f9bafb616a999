/** Smaller scopes for the same operations: removes unused parts of the request. */
import { buildScope } from '../build-scope.ts';
import type { Scope } from '../environment/scope.ts';
import { pageBytes } from '../machine/geometry.ts';
import { ofEachField, type ScopeConfig } from '../scope/dimensions.ts';
import type { VmemCandidates, VmemDraft, VmemTrial } from './vmem-draft.ts';
import { type Window, windowOfOperation, windowStart, windows } from './vmem-draft.ts';

/** Everything unused at once, then item by item, in case one of them must stay. */
export function* shrunkScopes({ draft }: VmemTrial): VmemCandidates {
  const { request } = draft;
  const parts: Partial<ScopeConfig>[] = [
    ...(request.contract === 'kernel'
      ? unusedOf(draft)
      : windowsOf(draft, buildScope(draft.request))),
    ...unusedFields(draft),
  ];
  const all = { ...request };
  for (const part of parts) Object.assign(all, part, withBlocksOf(all, part));
  const requests = [all, ...parts.map((part) => ({ ...request, ...part }))];
  for (const smaller of requests) yield { ...draft, request: smaller };
  if (request.contract !== 'kernel') return;
  yield* shorterBlocks(draft);
  yield* withoutThreads(draft);
}

/** Each part removes one block; all parts together remove all of them. */
function withBlocksOf(
  { blocks }: Pick<ScopeConfig, 'blocks'>,
  part: Partial<ScopeConfig>,
): Partial<ScopeConfig> {
  const { blocks: left } = part;
  return left === undefined ? {} : { blocks: blocks.filter((block) => left.includes(block)) };
}

function unusedOf({ request, operations }: VmemDraft): Partial<ScopeConfig>[] {
  const { blocks, threads } = request;
  const used = new Set(operations.flatMap(({ sections = [] }) => sections));
  const idle = blocks.filter((block) => !block.some((section) => used.has(section)));
  // With threads there are callers of blocks, even if they make no calls.
  const unused = threads.length > 0 && idle.length === blocks.length ? idle.slice(1) : idle;
  return unused.map((block) => ({ blocks: blocks.filter((other) => other !== block) }));
}

/** Smaller values of fields, from the table of dimensions. */
function unusedFields({ request, operations }: VmemDraft): Partial<ScopeConfig>[] {
  const { threads } = request;
  const used = {
    failures: Math.max(0, ...operations.map(({ failed }) => failed.length)),
    hasContents: operations.some(({ contents }) => contents.length > 0),
    hasDcss:
      threads.length === 0
        ? operations.some(({ sections }) => sections === undefined)
        : threads.some((role) => role === 'dcss' || role === 'callers'),
  };
  return ofEachField(request, (row, value, name) => {
    const smallest = row.unused?.(value, used);
    return smallest === undefined || smallest === value ? null : { [name]: smallest };
  });
}

/** A memory block of several sections without its last or without its first one. */
function* shorterBlocks(draft: VmemDraft): VmemCandidates {
  const { request, operations } = draft;
  for (const block of request.blocks) {
    if (block.length === 1) continue;
    for (const shorter of [block.slice(0, -1), block.slice(1)]) {
      yield {
        ...draft,
        request: {
          ...request,
          blocks: request.blocks.map((other) => (other === block ? shorter : other)),
        },
        operations: operations.map((operation) =>
          String(operation.sections) === String(block)
            ? { ...operation, sections: [...shorter] }
            : operation,
        ),
      };
    }
  }
}

/** The scope without an idle thread. */
function* withoutThreads(draft: VmemDraft): VmemCandidates {
  const { request, operations } = draft;
  const busy = new Set(operations.map(({ thread = 1 }) => thread));
  for (const index of request.threads.keys()) {
    if (busy.has(index + 1) || request.threads.length === 1) continue;
    const threads = request.threads.filter((_, at) => at !== index);
    const moved = operations.map((operation) => {
      const { thread = 1 } = operation;
      return { ...operation, thread: thread > index + 1 ? thread - 1 : thread };
    });
    yield { ...draft, request: { ...request, threads }, operations: moved };
  }
}

/** Windows and points that just contain the ranges of the operations. */
function windowsOf({ request, operations }: VmemDraft, scope: Scope): Partial<ScopeConfig>[] {
  return windows.map((window) => {
    const base = windowStart(scope, window);
    const { units } = scope;
    const first = units[window].at(0)?.start ?? 0;
    const last = units[window].at(-1)?.end ?? 0;
    const pages = operations
      .filter((operation) => windowOfOperation(operation) === window)
      .flatMap(({ start, end }) => [
        Math.floor((Number(start) - base) / pageBytes),
        Math.ceil((Number(end) - base) / pageBytes),
      ])
      // A range past the end of the area belongs to every window.
      .filter((page) => page * pageBytes + base >= first && page * pageBytes + base <= last);
    return pagesHeld(
      request,
      window,
      [...new Set(pages)].sort((a, b) => a - b),
    );
  });
}

function pagesHeld(
  request: ScopeConfig,
  window: Window,
  used: readonly number[],
): Partial<ScopeConfig> {
  const named = request[`${window}Points`].length > 0;
  const first = named ? 0 : (used.at(0) ?? 0);
  const pages = named ? 0 : (used.at(-1) ?? 0) - first;
  const points = named ? used : [];
  return window === 'memmap'
    ? { memmapFirst: first, memmapPages: pages, memmapPoints: points }
    : { identityFirst: first, identityPages: pages, identityPoints: points };
}
