/** flush-covers-range: the flush covers the range of the call, but the removed tables are larger. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('flush-covers-range', {}, 'revision', {
  bad: 'linux-5.10',
  good: 'strict-order',
});

test('bad: the flush covers the range of the call, but not the shared block that is also freed', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 44 steps', 'add section 3', 'remove section 3']);
});

test('good: the flush covers all that was cleared', () => {
  expect(heldBy(good)).toBe('10 states, judged 13 times');
});
