/** flush-before-unlock: a flush after the mutex was released. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'flush-before-unlock',
  { revision: 'strict-order', blocks: [[2]] },
  'mutant',
  { bad: 'unlock-before-flush', good: null },
);

test('bad: the mutex is released before the flush', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 56 steps', 'add section 2', 'remove section 2']);
});

test('good: the flush comes first', () => {
  expect(heldBy(good)).toBe('2 states, judged 2 times');
});
