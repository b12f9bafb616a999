/** Nothing that is observed goes unjudged: files, catalogue, facts and occasions name the same things. */

import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { allInvariants as invariants } from '../../src/invariants/catalogue.ts';
import { Fact, factNames, Occasion, occasionNames } from '../../src/invariants/facts.ts';
import { goals } from '../../src/invariants/goals.ts';
import { meet, union } from '../../src/model/masks.ts';
import { filesBelow } from './files.ts';

/** Files of src/invariants that are about all invariants. */
const frame = ['catalogue', 'facts', 'goals', 'invariant'];

/** Occasions that no claim or goal asks for, each with what it is good for. */
const informative = {
  initialised: 'narration and comparison of the two machines',
  largeIdentity: 'narration and comparison of the two machines',
  counted: 'narration and comparison of the two machines',
  entryRead: 'readers that interleave: the claims about walks are judged on followed entries',
};

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** Names whose bit is in none of the masks. */
function unused(
  names: readonly string[],
  bits: Readonly<Record<string, number>>,
  masks: readonly number[],
): string[] {
  const asked = union(...masks);
  return names.filter((name) => !meet(asked, bits[name]));
}

test('a bit that no mask asks for is found', () => {
  expect(unused(['a', 'b', 'c'], { a: 1, b: 2, c: 4 }, [1, 4])).toEqual(['b']);
});

test('each invariant has a file of its name, and each file is in the catalogue', () => {
  const files = filesBelow('src/invariants', '.ts').map(({ path }) => basename(path, '.ts'));
  const ids = invariants.map(({ id }) => id);
  expect(files.filter((file) => !frame.includes(file))).toEqual(ids.toSorted(byName));
});

test('the first words of the file of an invariant are its claim', () => {
  const claims = new Map(invariants.map(({ id, claim }) => [id, claim]));
  const files = filesBelow('src/invariants', '.ts').filter(({ path }) =>
    claims.has(basename(path, '.ts')),
  );
  const different = files.filter(
    ({ path, text }) => !text.startsWith(`/** ${claims.get(basename(path, '.ts'))} */\n`),
  );
  expect(different.map(({ path }) => path)).toEqual([]);
});

test('every fact breaks an invariant', () => {
  const masks = invariants.map(({ violatedBy }) => violatedBy);
  expect(unused(factNames, Fact, masks)).toEqual([]);
});

test('every occasion is asked for by an invariant or a goal, or is on the short list', () => {
  const masks = [
    ...invariants.map(({ judgedOn }) => judgedOn),
    ...goals.map(({ reachedOn }) => reachedOn),
  ];
  expect(unused(occasionNames, Occasion, masks)).toEqual(Object.keys(informative));
});
