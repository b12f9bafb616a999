/** Changes between two states, in words. */
import { expect, test } from 'vitest';
import { invariants } from '../../../../src/invariants/catalogue.ts';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import type { VmemScheduledOperation } from '../../../../src/subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../../../../src/subjects/vmem/scope/scope-config.ts';
import { changesBetween } from '../../../../src/subjects/vmem/story/state-changes.ts';
import { traceSteps } from '../../../../src/subjects/vmem/trace/trace-steps.ts';
import { quickScope, step } from '../../../support/counterexamples.ts';

/** Per operation. */
function changes(
  operations: readonly VmemScheduledOperation[],
  change: Partial<ScopeConfig> = {},
): string[][] {
  const scope = buildScope({ ...quickScope(), geometry: 'tiny3', ...change });
  const trace = traceSteps({ scope, operations, claims: invariants, violated: '' });
  let before = trace.initial;
  return trace.operations.map(({ lastStep }) => {
    const after = trace.steps[lastStep].state;
    const reported = changesBetween(before, after);
    before = after;
    return reported;
  });
}

test('added and removed parts', () => {
  expect(changes([step('add', 2), step('remove', 2)])).toEqual([
    [
      'identity +0x20000-0x30000',
      'tables +t1 (pmd) +t2 (pmd)',
      'memmap +b1 at 0x8c000 +b2 at 0x90000',
      'unused_pmd_start none -> 0x92000',
      'pud leaves counted 0 -> 1',
    ],
    [
      'identity -0x20000-0x30000',
      'tables -t1 (pmd) -t2 (pmd)',
      'memmap -b1 at 0x8c000 -b2 at 0x90000',
      'unused_pmd_start 0x92000 -> none',
      'pud leaves counted 1 -> 0',
    ],
  ]);
});

test('live memory that is not mapped, until it is mapped again', () => {
  const reported = changes([step('add', 2, [3]), step('add', 3)]);
  expect(reported.map((phrases) => phrases.slice(-1))).toEqual([
    ['live memmap NOT mapped: 0x90000-0x92000'],
    ['live memmap is all mapped again'],
  ]);
});

test('many objects are counted, a wrong counter is shown with the real count', () => {
  const [reported] = changes([step('add', 2)], { edat1: false, edat2: false, structPage: 64 });
  expect(reported).toEqual([
    'identity +0x20000-0x30000',
    'tables +t1 ... t8 (8)',
    'memmap +p1 ... p8 (8)',
    'pte leaves counted 0 -> 16',
  ]);
});

test('after a crash the table in hand is not mentioned; without changes there is no report', () => {
  expect(changes([step('add', 2)], { revision: 'v2-2', geometry: 'tiny4' })).toEqual([[]]);
});
