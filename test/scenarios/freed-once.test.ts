/** freed-once: a double free of a memmap block. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('freed-once', { revision: 'strict-order' }, 'mutant', {
  bad: 'free-block-twice',
  good: null,
});

test('bad: a block is freed twice', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 36 steps', 'add section 3', 'remove section 3']);
});

test('good: each block is freed once', () => {
  expect(heldBy(good)).toBe('10 states, judged 13 times');
});
