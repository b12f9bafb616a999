/** reserved-tables-kept: the KASAN test of 6/9 is the wrong way round. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('reserved-tables-kept', { kasan: true, edat2: false }, 'revision', {
  bad: 'linux-5.9',
  good: 'linux-5.10',
});

test('bad: the pmd table that KASAN uses too is freed', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 66 steps', 'add section 3', 'remove section 3']);
});

test('good: 108303b0a2d2 keeps it', () => {
  expect(heldBy(good)).toBe('12 states, judged 10 times');
});
