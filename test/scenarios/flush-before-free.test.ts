/** flush-before-free: the order of flush and free. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('flush-before-free', {}, 'revision', {
  bad: 'linux-5.10',
  good: 'strict-order',
});

test('bad: a block is freed before the TLB is flushed', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 44 steps', 'add section 3', 'remove section 3']);
});

test('good: the TLB is flushed first', () => {
  expect(heldBy(good)).toBe('10 states, judged 13 times');
});
