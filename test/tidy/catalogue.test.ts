/** Every fact violates an invariant, and every occasion has a use. */

import { expect, test } from 'vitest';
import { allInvariants as invariants } from '../../src/invariants/catalogue.ts';
import { Fact, factNames, Occasion, occasionNames } from '../../src/invariants/facts.ts';
import { goals, someCallMaps } from '../../src/invariants/goals.ts';
import { meet, union } from '../../src/model/masks.ts';

/** Occasions that neither judge an invariant nor reach a goal, each with its use. */
const informative = {
  initialised: 'narration and comparison of the two machines',
  largeIdentity: 'narration and comparison of the two machines',
  counted: 'narration and comparison of the two machines',
  entryRead: 'readers that interleave: invariants about walks are judged on followed entries',
};

/** Names with a bit that is in none of the masks. */
function unused(
  names: readonly string[],
  bits: Readonly<Record<string, number>>,
  masks: readonly number[],
): string[] {
  const used = union(...masks);
  return names.filter((name) => !meet(used, bits[name]));
}

test('a bit that is in no mask is detected', () => {
  expect(unused(['a', 'b', 'c'], { a: 1, b: 2, c: 4 }, [1, 4])).toEqual(['b']);
});

test('ids are unique, lower-case and hyphenated', () => {
  const ids = [...invariants, ...goals, someCallMaps].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test('the claim of an invariant is a sentence', () => {
  const others = invariants.filter(({ claim }) => !/^[A-Z].*\.$/.test(claim));
  expect(others.map(({ id }) => id)).toEqual([]);
});

test('every fact violates an invariant, except the one that ends all judgement', () => {
  const masks = invariants.map(({ violatedBy }) => violatedBy);
  expect(unused(factNames, Fact, masks)).toEqual(['notUnderstood']);
});

test('every occasion judges an invariant or reaches a goal, or is on the short list', () => {
  const masks = [
    ...invariants.map(({ judgedOn }) => judgedOn),
    ...goals.map(({ reachedOn }) => reachedOn),
  ];
  expect(unused(occasionNames, Occasion, masks)).toEqual(Object.keys(informative));
});
