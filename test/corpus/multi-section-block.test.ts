/** Finding F20: a memory block of two sections whose second section fails can never be added again. */

import { expect, test } from 'vitest';
import { invariants } from '../../src/invariants/catalogue.ts';
import { meet } from '../../src/model/masks.ts';
import { buildScope } from '../../src/subjects/vmem/build-scope.ts';
import { execute } from '../../src/subjects/vmem/execution/executor.ts';
import type { VmemScheduledOperation } from '../../src/subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import { quickScope } from '../support/counterexamples.ts';

const scope: ScopeConfig = {
  ...quickScope(),
  revision: 'repaired',
  structPage: 64,
  edat1: false,
  edat2: false,
  blocks: [[2, 3]],
  fresh: 'zero',
};

function add(failed: number[]): VmemScheduledOperation {
  return { op: 'add', sections: [2, 3], failed, contents: [] };
}

test('the first section keeps its memmap, the block loses its identity mapping, a retry is refused', () => {
  const outcomes = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const schedule = { operations: [add([attempt]), add([])] };
    const { operations, divergence } = execute(buildScope(scope), schedule);
    if (divergence?.reason.includes('never tried') === true) break;
    const results = operations[0].calls.map(({ result }) => result).join(' ');
    outcomes.add(`${results}: ${divergence?.reason ?? 'added again'}`);
  }
  expect([...outcomes]).toMatchInlineSnapshot(`
    [
      "-12: added again",
      "0 -12 0 0: added again",
      "0 0 -12 0 0: "add sections 2 and 3" is not possible in this state",
    ]
  `);
});

test('it violates no invariant of vmem.c: undoing the successful populate is up to the caller', () => {
  const { operations } = execute(buildScope(scope), { operations: [add([35])] });
  const broken = invariants.filter(({ violatedBy }) => meet(operations[0].facts, violatedBy));
  expect(operations[0].calls.map(({ result }) => result)).toEqual([0, 0, -12, 0, 0]);
  // Strict readings that are always violated in this revision.
  expect(broken.filter(({ premise }) => premise === undefined)).toEqual([]);
});
