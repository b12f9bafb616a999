/**
 * A removal that covers part of a 2 GiB leaf: up to 6.12 the leaf stays; 7.2 splits it, unless the
 * split fails.
 */
import { describe, expect, test } from 'vitest';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import {
  vmemAddMapping,
  vmemRemoveMapping,
} from '../../../src/subjects/vmem/kernel/entry-points.ts';
import { Oops } from '../../../src/subjects/vmem/plain/objects.ts';
import { ReferenceSystem } from '../../../src/subjects/vmem/plain/reference-system.ts';
import { runOn } from './recordings/reported-run.ts';
import { anyCallers, scopeOf, searchAll, type World } from './scopes.ts';

/** A tiny pud entry has four segments, 0x10000 to 0x20000, with a boundary after the first. */
const cut: Partial<World> = { ...anyCallers, identityPoints: [16, 20, 32], failAllocs: 1 };
const leaf = { start: 0x10000, size: 0x10000 };
const segment = 0x4000;

test('7.2 fills a table, replaces the leaf with it, and removes the range', () => {
  const { machine, kernel, run } = runOn('linux-7.2');
  run(vmemAddMapping(kernel, leaf.start, leaf.size));
  expect(run(vmemRemoveMapping(kernel, leaf.start, segment))).toEqual([
    '["lock"]',
    '["alloc","pmd","t3"]',
    '["set","pmd","0x10000","dir"]',
    '["set","pmd","0x14000","dir"]',
    '["set","pmd","0x18000","dir"]',
    '["set","pmd","0x1c000","dir"]',
    '["set","pud","0x10000","table","t3"]',
    '["count","1M",4]',
    '["count","2G",-1]',
    '["clear","pmd","0x10000","dir"]',
    '["count","1M",-1]',
    '["flush","0x10000","0x14000"]',
    '["unlock"]',
    '-> null',
  ]);
  expect(machine.counters).toEqual([0, 3, 0]);
  // The rest is removed segment by segment, and the table together with the last one.
  const reported = run(vmemRemoveMapping(kernel, leaf.start + segment, leaf.size - segment));
  expect(reported).toContain('["free","t3"]');
  expect(machine.counters).toEqual([0, 0, 0]);
  expect(machine.liveTables).toEqual([0, 0, 0, 0, 0]);
});

test('7.2 without memory for that table continues the walk into the leaf', () => {
  const { machine, kernel, run } = runOn('linux-7.2');
  run(vmemAddMapping(kernel, leaf.start, leaf.size));
  const fails = () => true;
  expect(() => run(vmemRemoveMapping(kernel, leaf.start, segment), { fails })).toThrow(Oops);
  expect(machine.counters).toEqual([0, 0, 1]);
});

describe('through a search', () => {
  const judged = ['identity-coverage', 'direct-map-counters', 'walk-stays-in-tables'];
  function found(revision: string, geometry: 'tiny3' | 'tiny4' | 'tiny5') {
    const scope = scopeOf({ ...cut, revision, geometry });
    const [vector, reference] = [createMemorySystem(scope), new ReferenceSystem(scope)].map(
      (system) => {
        const { end, stateCount, stepCount, violations } = searchAll(system);
        const broken = violations.map(({ invariant, depth }) => `${invariant.id} ${depth}`);
        return { end, stateCount, stepCount, broken };
      },
    );
    expect(vector).toEqual(reference);
    expect(vector.end).toEqual({ kind: 'exhausted' });
    return vector.broken.filter((name) => judged.some((id) => name.startsWith(id)));
  }

  test.each(['tiny3', 'tiny4', 'tiny5'] as const)('%s: both machines find the same', (geometry) => {
    // F08 is fixed and S23 appears: add the leaf, remove a part of it.
    expect(found('linux-6.12', geometry)).toEqual(['identity-coverage 2']);
    expect(found('linux-7.2', geometry)).toEqual(['walk-stays-in-tables 2']);
  });
});
