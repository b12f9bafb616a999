/** writes-under-mutex: the mutex of 5/9. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('writes-under-mutex', {}, 'revision', { bad: 'v2-4', good: 'v2-5' });

test('bad: before v2 5/9 a populate writes entries without the mutex', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 15 steps', 'add section 3']);
});

test('good: v2 5/9 takes it', () => {
  expect(heldBy(good)).toBe('7 states, judged 14 times');
});
