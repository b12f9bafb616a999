/** Smaller scopes for the same operations: what no operation uses is dropped from the request. */

import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import { pageBytes } from '../../subjects/vmem/machine/geometry.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import type { ShrinkPlan } from './trial.ts';

export const windows = ['memmap', 'identity'] as const;
export type Window = (typeof windows)[number];

export function windowOf({ op }: ScheduledOperation): Window {
  return op === 'populate' || op === 'free' ? 'memmap' : 'identity';
}

export function windowStart(scope: Scope, window: Window): number {
  return window === 'memmap' ? scope.kernel.machine.vmemmapStart : 0;
}

/** All that is unused at once, then one thing after the other, in case one of them must stay. */
export function smallerScopes(plan: ShrinkPlan, scope: Scope): ShrinkPlan[] {
  const { request, operations } = plan;
  const parts: Partial<ScopeConfig>[] = [
    ...(request.contract === 'kernel' ? unusedOf(plan) : windowsOf(plan, scope)),
    { failAllocs: Math.max(0, ...operations.map(({ failed }) => failed.length)) },
  ];
  if (request.fresh === 'recycled' && operations.every(({ contents }) => contents.length === 0)) {
    parts.push({ fresh: 'zero' });
  }
  const all = { ...request };
  for (const part of parts) Object.assign(all, part, withBlocksOf(all, part));
  const requests = [all, ...parts.map((part) => ({ ...request, ...part }))];
  return [
    ...requests.map((smaller) => ({ request: smaller, operations })),
    ...(request.contract === 'kernel' ? shorterBlocks(plan) : []),
  ];
}

/** Each part leaves out one block; all parts together leave out all of them. */
function withBlocksOf(
  { blocks }: Pick<ScopeConfig, 'blocks'>,
  part: Partial<ScopeConfig>,
): Partial<ScopeConfig> {
  const { blocks: left } = part;
  return left === undefined ? {} : { blocks: blocks.filter((block) => left.includes(block)) };
}

function unusedOf({ request, operations }: ShrinkPlan): Partial<ScopeConfig>[] {
  const used = new Set(operations.map(({ sections }) => String(sections)));
  const unused = request.blocks.filter((block) => !used.has(String(block)));
  const parts: Partial<ScopeConfig>[] = unused.map((block) => ({
    blocks: request.blocks.filter((other) => other !== block),
  }));
  const usesDcss = operations.some(({ sections }) => sections === undefined);
  if (request.dcss !== null && !usesDcss) parts.push({ dcss: null });
  return parts;
}

/** A memory block of several sections without its last or without its first one. */
function shorterBlocks({ request, operations }: ShrinkPlan): ShrinkPlan[] {
  return request.blocks
    .filter((block) => block.length > 1)
    .flatMap((block) =>
      [block.slice(0, -1), block.slice(1)].map((shorter) => ({
        request: {
          ...request,
          blocks: request.blocks.map((other) => (other === block ? shorter : other)),
        },
        operations: operations.map((operation) =>
          String(operation.sections) === String(block)
            ? { ...operation, sections: [...shorter] }
            : operation,
        ),
      })),
    );
}

/** Windows and points that just hold the ranges of the operations. */
function windowsOf({ request, operations }: ShrinkPlan, scope: Scope): Partial<ScopeConfig>[] {
  return windows.map((window) => {
    const base = windowStart(scope, window);
    const { units } = scope;
    const first = units[window].at(0)?.start ?? 0;
    const last = units[window].at(-1)?.end ?? 0;
    const pages = operations
      .filter((operation) => windowOf(operation) === window)
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

/** The plan, and what it is when two memory blocks of one size change places. */
export function withTwins(plan: ShrinkPlan): ShrinkPlan[] {
  const { blocks } = plan.request;
  const twins = blocks.flatMap((one, index) =>
    blocks
      .slice(index + 1)
      .filter((other) => other.length === one.length)
      .map((other) => swapped(plan, one, other)),
  );
  return [plan, ...twins];
}

function swapped(
  { request, operations }: ShrinkPlan,
  one: readonly number[],
  other: readonly number[],
): ShrinkPlan {
  const placeOf = new Map([
    [String(one), other],
    [String(other), one],
  ]);
  return {
    request,
    operations: operations.map((operation) => {
      const place = placeOf.get(String(operation.sections));
      return place === undefined ? operation : { ...operation, sections: [...place] };
    }),
  };
}
