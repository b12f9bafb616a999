/** reserved-tables-kept: the KASAN check in 6/9 is inverted. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'reserved-tables-kept',
  { kasan: true, geometry: 'tiny5', blocks: [[2]] },
  'revision',
  {
    bad: 'linux-5.9',
    good: 'linux-5.10',
  },
);

test('bad: a pmd table that KASAN also uses is freed', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 96 steps', 'add section 2', 'remove section 2']);
});

test('good: 108303b0a2d2 keeps it', () => {
  expect(heldBy(good)).toBe('3 states, judged 1 times');
});
