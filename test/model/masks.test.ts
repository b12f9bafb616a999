/** Sets of facts as numbers behave like sets of indices. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  common,
  isSingle,
  maskOf,
  masksMax,
  maskWithout,
  meet,
  singles,
  union,
} from '../../src/model/masks.ts';

const anySet = fc.uniqueArray(fc.integer({ min: 0, max: masksMax - 1 }));
const maskFor = (set: readonly number[]): number => union(...set.map(maskOf));

test('the first 31 facts are bits, and all others set bit 31 of 32', () => {
  expect([0, 1, 30].map(maskOf)).toEqual([1, 2, 2 ** 30]);
  expect([31, 51].map(maskOf)).toEqual([2 ** 31 + 2 ** 32, 2 ** 31 + 2 ** 52]);
  expect(Number.isSafeInteger(maskFor(Array.from({ length: masksMax }, (_, index) => index)))).toBe(
    true,
  );
});

property.prop([anySet, anySet])('sets and masks agree', (one, other) => {
  const [a, b] = [maskFor(one), maskFor(other)];
  const both = one.filter((index) => other.includes(index));
  expect(meet(a, b)).toBe(both.length > 0);
  expect(common(a, b)).toBe(maskFor(both));
  expect(union(a, b)).toBe(maskFor([...one, ...other]));
  expect(maskWithout(a, b)).toBe(maskFor(one.filter((index) => !other.includes(index))));
  expect(singles(a)).toEqual(one.toSorted((x, y) => x - y).map(maskOf));
  expect(isSingle(a)).toBe(one.length <= 1);
  // The quick test in a hot loop: never 0 if the sets intersect.
  if (both.length > 0) expect(a & b).not.toBe(0);
});
