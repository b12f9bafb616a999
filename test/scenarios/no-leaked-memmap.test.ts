/** no-leaked-memmap: a block of memmap that two sections share has no owner until 8/9. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('no-leaked-memmap', {}, 'revision', { bad: 'v2-7', good: 'v2-8' });

test('bad: before v2 8/9 a block shared by two sections is never freed', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 34 steps', 'add section 3', 'remove section 3']);
});

test('good: v2 8/9 marks unused parts, and the last user frees the block', () => {
  expect(heldBy(good)).toBe('8 states, judged 16 times');
});
