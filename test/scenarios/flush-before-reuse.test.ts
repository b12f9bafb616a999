/** flush-before-reuse: a missing flush before memory is allocated again. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'flush-before-reuse',
  { revision: 'strict-order', blocks: [[2]] },
  'mutant',
  { bad: 'drop-flush', good: null },
);

test('bad: without a flush the next add gets memory that a TLB still maps', () => {
  expect(violationOf(bad)).toEqual([
    '3 operations, 78 steps',
    'add section 2',
    'remove section 2',
    'add section 2',
  ]);
});

test('good: a flush comes before any allocation', () => {
  expect(heldBy(good)).toBe('2 states, judged 1 times');
});
