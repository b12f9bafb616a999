/** Lists of values stored as differences: the values are restored, and share their common parts. */
import { isDeepStrictEqual } from 'node:util';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { deltasOf, valuesOf } from '../../src/counterexample/differences.ts';

test('fields, elements of lists with unchanged length, and lists that grow or shrink', () => {
  const values = [
    { text: 'a', tables: [{ name: 'root', count: 1 }], facts: [] },
    { text: 'b', tables: [{ name: 'root', count: 2 }], facts: [] },
    { text: 'b', tables: [{ name: 'root', count: 2 }], facts: [] },
    { text: 'c', tables: [{ name: 'root', count: 2 }, { name: 't1' }], facts: ['x'] },
    { text: 'c', tables: [{ name: 't1' }], facts: ['y'] },
    'another',
  ];
  const differences = deltasOf(values);
  expect(differences).toEqual({
    first: values[0],
    changes: [
      { text: ['b'], tables: { 0: { count: [2] } } },
      null,
      { text: ['c'], tables: [1, 0, [{ name: 't1' }]], facts: [0, 0, ['x']] },
      { tables: [0, 1, []], facts: { 0: ['y'] } },
      ['another'],
    ],
  });
  expect(valuesOf(differences)).toEqual(values);
});

test('unchanged parts are one object', () => {
  const [a, b] = valuesOf(
    deltasOf([
      { n: 1, kept: [{}] },
      { n: 2, kept: [{}] },
    ]),
  ) as {
    kept: object;
  }[];
  expect(b.kept).toBe(a.kept);
});

test('no values', () => {
  expect(deltasOf([])).toEqual({ first: null, changes: [] });
});

describe('any JSON', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  // Neighbours with small differences, and names of built-in object properties.
  const named = fc.record({
    constructor: fc.array(fc.constantFrom(1, 2, [], {}, null)),
    ['__proto__']: fc.option(fc.dictionary(fc.constantFrom('a', '0', '__proto__'), value)),
  });
  property.prop([fc.array(fc.oneof(value, named), { maxLength: 8, minLength: 1 })])(
    'comes back through text',
    (values) => {
      // Normalised through JSON, which turns -0 into 0.
      const plain: unknown[] = JSON.parse(JSON.stringify(values));
      const written = JSON.stringify(deltasOf(plain));
      expect(isDeepStrictEqual(valuesOf(JSON.parse(written)), plain)).toBe(true);
    },
  );
});

test('an element that moves within a list is written once', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const freed = { name: 'a', place: 'freed' };
  const lists = [
    [a, b, c, d],
    [b, c, freed, d],
    [b, c, d, freed],
  ];
  const differences = deltasOf(lists);
  expect(differences.changes[0]).toEqual([
    [0, 3, []],
    [2, 1, [freed]],
  ]);
  expect(valuesOf(JSON.parse(JSON.stringify(differences)))).toEqual(lists);
});
