/**
 * Short names and rows: each invariant has a unique key, and each revision the row that it builds on.
 */

import { expect, test } from 'vitest';
import { rowBefore, seriesLines, seriesRevisions } from '../../../src/commands/series/rows.ts';
import { claimKey } from '../../../src/commands/series/words.ts';
import { invariants } from '../../../src/invariants/catalogue.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';

test('keys of invariants are unique', () => {
  expect(new Set(invariants.map(claimKey)).size).toBe(invariants.length);
});

test('rows of each series', () => {
  const names = (['v1', 'v2', 'all'] as const).map((series) =>
    seriesRevisions(vmem, series, false)
      .map(({ name }) => name)
      .join(' '),
  );
  expect(names).toMatchInlineSnapshot(`
    [
      "base v1-1 v1-2 v1-3 v1-4 v1-5 v1-6 v1-7 v1-8 v1-9",
      "base v2-1 v2-2 v2-3 v2-4 v2-5 v2-6 v2-7 v2-8 v2-9 linux-5.9-rc1 linux-5.9 linux-5.10",
      "base v1-1 v1-2 v1-3 v1-4 v1-5 v1-6 v1-7 v1-8 v1-9 v2-1 v2-2 v2-3 v2-4 v2-5 v2-6 v2-7 v2-8 v2-9 linux-5.9-rc1 linux-5.9 linux-5.10 mainline",
    ]
  `);
  expect(seriesRevisions(vmem, 'all', true)).toHaveLength(30);
});

test('the previous row is the nearest one that the revision builds on', () => {
  const rows = seriesRevisions(vmem, 'all', true);
  const before = (name: string, among = rows) => rowBefore(vmem, name, among)?.name ?? null;
  expect(
    ['base', 'v1-1', 'v1-9', 'v2-1', 'linux-5.9-rc1', 'mainline'].map((name) => before(name)),
  ).toEqual([null, 'base', 'v1-8', 'base', 'v2-9', 'linux-5.10']);
  expect(['error-kept', 'strict-order', 'marks-at-once'].map((name) => before(name))).toEqual([
    'linux-5.10',
    'repaired',
    'linux-5.10',
  ]);
  const few = rows.filter(({ name }) => ['v2-3', 'v1-2', 'v2-8', 'strict-order'].includes(name));
  expect(before('v2-8', few)).toBe('v2-3');
  expect(before('strict-order', few)).toBe('v2-8');
});

test('lines start with their base; a line without requested rows is omitted', () => {
  const reported = (names: readonly string[]) =>
    seriesLines(
      vmem,
      seriesRevisions(vmem, 'all', true).filter(({ name }) => names.includes(name)),
    ).map(({ name, rows }) => `${name}: ${rows.map((row) => row.name).join(' ')}`);
  expect(reported(['base', 'v1-2', 'v2-1', 'mainline', 'error-kept'])).toEqual([
    'v1: base v1-2',
    'v2: base v2-1 mainline',
    'error-kept: v2-1 error-kept',
  ]);
  expect(reported(['base', 'v2-9'])).toEqual(['v2: base v2-9']);
  expect(reported(['base'])).toEqual(['v1: base']);
});
