/** Bisecting a history: only the direct predecessor decides, and unknown never counts as good. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  bisectionOf,
  blameOf,
  judgeVersions,
  type VersionJudge,
} from '../../../src/commands/bisect/bisect.ts';
import { type BisectRow, firstBadOf, isOldest } from '../../../src/commands/bisect/result.ts';

const outcomes = { b: 'bad', g: 'good', u: 'unknown' } as const;
type Letter = keyof typeof outcomes;

/** `b u g`: the newest first, named 0, 1, 2 ... */
function historyOf(letters: string): BisectRow[] {
  return [...letters.replaceAll(' ', '')].map((letter, at) => ({
    name: String(at),
    outcome: outcomes[letter as Letter],
    reason: '',
    repaired: null,
  }));
}

test.each([
  ['b g', { since: '0', before: '1', suspects: ['0'] }],
  ['b b g b', { since: '1', before: '2', suspects: ['1'] }],
  ['b u u g', { since: '0', before: '3', suspects: ['2', '1', '0'] }],
  // An unknown version between two bad ones is not a suspect.
  ['b u b g', { since: '2', before: '3', suspects: ['2'] }],
  ['b u b u g', { since: '2', before: '4', suspects: ['3', '2'] }],
  ['b b', { since: '1', before: null, suspects: ['1'] }],
  ['b u', { since: '0', before: null, suspects: ['1', '0'] }],
  ['b', { since: '0', before: null, suspects: ['0'] }],
])('%s', (letters, blame) => {
  expect(blameOf(historyOf(letters))).toEqual(blame);
});

const letters = fc.string({ unit: fc.constantFrom('b', 'g', 'u'), maxLength: 12 });

property.prop([letters])(
  'a first bad version is bad, and the one right before it is good',
  (past) => {
    const rows = historyOf(`b${past}`);
    const blame = blameOf(rows);
    const first = firstBadOf(blame);
    const at = rows.findIndex(({ name }) => name === first);
    if (first !== null) expect([rows[at].outcome, rows[at + 1].outcome]).toEqual(['bad', 'good']);
    expect(first !== null || isOldest(blame) || blame.suspects.length > 1).toBe(true);
    // Good versions are not suspects, and lie outside the range of suspects.
    const suspected = rows.filter(({ name }) => blame.suspects.includes(name));
    expect(suspected.map(({ outcome }) => outcome)).not.toContain('good');
    expect(suspected.map(({ name }) => name).reverse()).toEqual(blame.suspects);
  },
);

describe('later repairs', () => {
  /** Versions 1 and 2 crash; with the repair, 1 is bad and 2 is good. */
  const judge: VersionJudge = {
    judge: (name) => {
      const letter = {
        '0': 'b',
        '1': 'u',
        '2': 'u',
        '3': 'g',
        '1+a': 'u',
        '1+a+b': 'b',
        '2+a': 'g',
      };
      const known = letter[name as keyof typeof letter] as Letter;
      return { outcome: outcomes[known], reason: '' };
    },
    repaired: (name) => [
      { name: `${name}+a`, commits: ['a'] },
      { name: `${name}+a+b`, commits: ['a', 'b'] },
    ],
  };

  test('narrow the suspects further', () => {
    const rows = [...judgeVersions(['0', '1', '2', '3'], judge)];
    expect(rows.map(({ repaired }) => repaired?.name ?? null)).toEqual([
      null,
      '1+a+b',
      '2+a',
      null,
    ]);
    expect(bisectionOf(rows)).toEqual({
      rows,
      blame: { since: '0', before: '3', suspects: ['2', '1', '0'] },
      repaired: { since: '1', before: '2', suspects: ['1'], commits: ['a', 'b'] },
    });
  });

  test('are omitted where they are redundant', () => {
    const rows = [...judgeVersions(['0'], judge), ...judgeVersions(['3'], judge)];
    expect(bisectionOf(rows).repaired).toBeNull();
  });
});
