/** success-means-mapped: the return value of a populate whose second half ran out of memory. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('success-means-mapped', { failAllocs: 1 }, 'revision', {
  bad: 'linux-5.10',
  good: 'error-kept',
});

test('bad: a populate without memory for its second pmd table returns 0', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 16 steps', 'add section 2, allocation 3 fails']);
});

test('good: the error is kept and returned', () => {
  expect(heldBy(good)).toBe('35 states, judged 51 times');
});
