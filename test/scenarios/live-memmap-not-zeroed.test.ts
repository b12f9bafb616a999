/** live-memmap-not-zeroed: the mark of use is one zeroed struct page, the first of the part in use. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'live-memmap-not-zeroed',
  { revision: 'strict-order', online: true },
  'mutant',
  { bad: 'mark-used-at-block-start', good: null },
);

test('bad: the mark is written at the start of the block, into the online neighbour', () => {
  expect(violationOf(bad)).toEqual([
    '3 operations, 41 steps',
    'add section 2',
    'online section 2',
    'add section 3',
  ]);
});

test('good: the mark is written at the start of the part', () => {
  expect(heldBy(good)).toBe('18 states, judged 10 times');
});
