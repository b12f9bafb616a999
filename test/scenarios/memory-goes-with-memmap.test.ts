/** memory-goes-with-memmap: a failed add of two sections unmaps the memory of both and keeps the memmap of one. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'memory-goes-with-memmap',
  { structPage: 64, failAllocs: 2, revision: 'repaired' },
  'blocks',
  { bad: [[2, 3]], good: [[2], [3]] },
);

test('bad: the second section of a block fails, and the first stays', () => {
  expect(violationOf(bad)).toMatchInlineSnapshot(`
    [
      "1 operation, 50 steps",
      "add sections 2 and 3, allocation 4 fails, allocation 5 fails",
    ]
  `);
});

test('good: blocks of one section', () => {
  expect(heldBy(good)).toMatchInlineSnapshot(`"25 states, judged 142 times"`);
});
