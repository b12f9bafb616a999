/** Rows for the fields of a state: every value before and after; equal neighbours share a row. */
import { expect, test } from 'vitest';
import { rowsOf } from '../../../page/fields/rows.ts';

function reported(before: object, after: object): string[] {
  return rowsOf(before, after).map(
    ({ name, before: was, after: is, isChanged }) =>
      `${name}: ${was} -> ${is}${isChanged ? ' changed' : ''}`,
  );
}

test('values, words and flags', () => {
  const before = { n: 3, 'a field': 'idle', isHeld: false };
  expect(reported(before, { n: 3, 'a field': '', isHeld: true })).toEqual([
    'n: 3 -> 3',
    'a field: idle -> "" changed',
    'isHeld: false -> true changed',
  ]);
});

test('elements of a list one by one, and an empty list', () => {
  expect(reported({ pair: [1, 2], none: [] }, { pair: [1, 0], none: [] })).toEqual([
    'pair[0]: 1 -> 1',
    'pair[1]: 2 -> 0 changed',
    'none: no elements -> no elements',
  ]);
});

test('four neighbours with equal values before and after are one row', () => {
  const before = { cells: [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0] };
  const after = { cells: [0, 0, 0, 0, 2, 1, 1, 1, 5, 5, 5, 5] };
  expect(reported(before, after)).toEqual([
    'cells[0 … 3]: 0 -> 0',
    'cells[4]: 0 -> 2 changed',
    'cells[5]: 1 -> 1',
    'cells[6]: 1 -> 1',
    'cells[7]: 1 -> 1',
    'cells[8 … 11]: 0 -> 5 changed',
  ]);
});
