/** unused-tail-valid: the remembered tail is in a block that was freed and allocated again. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('unused-tail-valid', { fresh: 'recycled' }, 'revision', {
  bad: 'linux-5.10',
  good: 'part-marked',
});

test('bad: the remembered tail lies in the memmap of a live section', () => {
  expect(violationOf(bad)).toEqual([
    '6 operations, 145 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
    'add section 2',
  ]);
});

test('good: no block is freed while it has a user', () => {
  expect(heldBy(good)).toBe('63 states, judged 20 times');
});
