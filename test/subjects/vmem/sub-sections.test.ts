/**
 * Sub-sections share a PMD even with a 64-byte struct page: the violations, and the effect of the two
 * repairs.
 */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { invariants } from '../../../src/invariants/catalogue.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { unitsBetween } from '../../../src/subjects/vmem/environment/any-callers.ts';
import type { Scope } from '../../../src/subjects/vmem/environment/scope.ts';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import type { FreshContent } from '../../../src/subjects/vmem/scope/memory-fields.ts';
import { quickScope } from '../../support/counterexamples.ts';
import { ask } from '../../toys/ask.ts';
import { subSectionOperations } from './sub-section-callers.ts';

/** Sub-sections of two pages of memmap, two to a PMD. */
function subSections(revision: string, fresh: FreshContent, failAllocs: number): Scope {
  const memmapPoints = [2, 4, 6, 8];
  const scope = buildScope({
    ...quickScope(),
    revision,
    geometry: 'tiny3',
    structPage: 64,
    contract: 'any',
    blocks: [],
    memmapPoints,
    fresh,
    failAllocs,
  });
  const start = scope.kernel.machine.vmemmapStart;
  const units = unitsBetween(memmapPoints.map((page) => start + page * 4096));
  return {
    ...scope,
    operations: subSectionOperations(scope.kernel, units),
    units: { identity: [], memmap: units },
  };
}

function violations(revision: string, fresh: FreshContent, failAllocs: number): string[] {
  const system = createMemorySystem(subSections(revision, fresh, failAllocs));
  const judged = invariants.filter(({ premise }) => premise === undefined);
  const { end, violations: found } = breadthFirst(ask(system, { invariants: judged }));
  expect(end).toEqual({ kind: 'exhausted' });
  return found.map(({ invariant, depth }) => `${invariant.id} ${depth}`);
}

test('on linux-5.10 the mark omitted by 9/9 makes a sub-section lose its memmap, also with 64 bytes', () => {
  expect(violations('linux-5.10', 'zero', 0)).toEqual([]);
  expect(violations('linux-5.10', 'unused', 0)).toMatchInlineSnapshot(`
    [
      "vmemmap-coverage 3",
      "live-memmap-not-marked 5",
      "unused-means-unused 3",
      "unused-tail-valid 4",
      "no-write-unmapped 4",
    ]
  `);
  expect(violations('linux-5.10', 'recycled', 0)).toMatchInlineSnapshot(`
    [
      "vmemmap-coverage 5",
      "live-memmap-not-marked 7",
      "unused-means-unused 5",
      "unused-tail-valid 6",
      "no-write-unmapped 6",
    ]
  `);
});

test('with both repairs everything holds, for all failures and memory contents', () => {
  for (const fresh of ['zero', 'unused', 'recycled'] as const) {
    expect(violations('repaired', fresh, 1)).toEqual([]);
  }
});
