/** failure-is-undone: the cleanup added in 4/9, and its gap until 7/9. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'failure-is-undone',
  { revision: 'strict-order', blocks: [[2]], failAllocs: 1 },
  'mutant',
  { bad: 'no-rollback', good: null },
);

test('bad: without 4/9 the blocks of a failed populate stay', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 35 steps', 'add section 2, allocation 3 fails']);
});

test('good: 4/9 removes them again', () => {
  expect(heldBy(good)).toBe('4 states, judged 2 times');
});

const fallback = twins('failure-is-undone', { failAllocs: 1 }, 'revision', {
  bad: 'v2-6',
  good: 'v2-7',
});

test('bad: before v2 7/9 a section fails if a block cannot be allocated, and half a block stays', () => {
  expect(violationOf(fallback.bad)).toEqual([
    '1 operation, 38 steps',
    'add section 3, allocation 3 fails',
  ]);
});

test('good: v2 7/9 falls back to 4 KiB pages, so one failure is harmless', () => {
  expect(heldBy(fallback.good)).toBe('20 states, judged 16 times');
});
