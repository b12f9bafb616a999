/** Standby memory: added at boot, never onlined, never removed; vmemmap_free() runs only after a failure. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { invariants } from '../../../src/invariants/catalogue.ts';
import { goals } from '../../../src/invariants/goals.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { findPreset } from '../../../src/subjects/vmem/scope/presets.ts';
import { ask } from '../../toys/ask.ts';

interface Reached {
  readonly violations: readonly string[];
  readonly reached: readonly string[];
}

function addOnly(revision: string, edat: boolean): Reached {
  const [config] = findPreset('standby')?.scopes ?? [];
  const facilities = edat ? {} : { edat1: false, edat2: false };
  const scope = buildScope({ ...config, ...facilities, revision, geometry: 'tiny3' });
  const operations = scope.operations.filter(({ record }) => record.op === 'add');
  const judged = invariants.filter(({ premise }) => premise === undefined);
  const { end, violations, goalsReached } = breadthFirst(
    ask(createMemorySystem({ ...scope, operations }), { invariants: judged, goals }),
  );
  expect(end).toEqual({ kind: 'exhausted' });
  return {
    violations: violations.map(({ invariant, depth }) => `${invariant.id} ${depth}`),
    reached: goals.filter((_, index) => goalsReached[index]).map(({ id }) => id),
  };
}

test('on linux-5.10 a failure while standby memory is added is reported as success', () => {
  expect(addOnly('linux-5.10', true)).toMatchInlineSnapshot(`
    {
      "reached": [
        "memmap-gets-freed",
        "block-survives-neighbour",
        "tail-continued",
        "fallback-taken",
        "failure-rolled-back",
      ],
      "violations": [
        "vmemmap-coverage 1",
        "success-means-mapped 1",
        "live-memmap-not-marked 2",
      ],
    }
  `);
  expect(addOnly('linux-5.10', false)).toMatchInlineSnapshot(`
    {
      "reached": [
        "table-gets-freed",
        "memmap-gets-freed",
        "failure-rolled-back",
      ],
      "violations": [
        "identity-coverage 1",
        "vmemmap-coverage 1",
        "success-means-mapped 1",
      ],
    }
  `);
});

test('with the error kept, vmemmap_free() runs after a failure, and everything holds', () => {
  for (const edat of [true, false]) {
    const { violations, reached } = addOnly('error-kept', edat);
    expect(violations).toEqual([]);
    expect(reached).toContain('failure-rolled-back');
    expect(reached).toContain('memmap-gets-freed');
  }
});
