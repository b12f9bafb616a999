/** no-overwritten-entry: an existing shared block must be kept. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('no-overwritten-entry', { revision: 'strict-order' }, 'mutant', {
  bad: 'leaf-overwritten',
  good: null,
});

test('bad: the block of the neighbour is treated as an empty entry', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 35 steps', 'add section 2', 'add section 3']);
});

test('good: the existing block is used', () => {
  expect(heldBy(good)).toBe('10 states, judged 20 times');
});
