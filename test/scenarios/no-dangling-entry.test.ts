/** no-dangling-entry: the order of free and clear. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('no-dangling-entry', {}, 'revision', {
  bad: 'linux-5.10',
  good: 'strict-order',
});

test('bad: a block is freed while its entry still points to it', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 44 steps', 'add section 3', 'remove section 3']);
});

test('good: the entry is cleared first', () => {
  expect(heldBy(good)).toBe('10 states, judged 13 times');
});
