/** walk-stays-in-tables: no entry points to a new pud table. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('walk-stays-in-tables', { geometry: 'tiny4' }, 'revision', {
  bad: 'linux-5.9-rc1',
  good: 'linux-5.9',
});

test('bad: with four levels the walk follows an entry that was never set', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 4 steps', 'add section 2']);
});

test('good: bffc2f7aa963 links the new table', () => {
  expect(heldBy(good)).toBe('10 states, judged 20 times');
});
