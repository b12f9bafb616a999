/** The layout of the tree: every table of every state has its own position, also with many tables. */

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tablesByPlace } from '../../../page/vmem/drawn-tables.ts';
import { layTreeOut } from '../../../page/vmem/tree-layout.ts';
import { traceVmem } from '../../support/vmem-files.ts';
import { traceOf } from '../tracing.ts';

const real = 'test/page/vmem/real3-unused-means-unused.json';

test('the root at the top, its tables below, gaps for entries that are never used', () => {
  const { tables, bands } = layTreeOut(traceOf('F02-mark-left-out--linux-5.10'));
  expect(new Set(tables.keys())).toEqual(new Set(['pmd@0x80000', 'pud@0x0']));
  expect(bands).toHaveLength(2);
  const cells = tables.get('pud@0x0')?.cells.map(({ slot, count, isGap }) => [slot, count, isGap]);
  expect(cells).toEqual([
    [0, 2, true],
    [2, 1, false],
    [3, 1, false],
    [4, 4, true],
    [8, 1, false],
    [9, 23, true],
  ]);
});

test('a real geometry: a run of 512 entries has room for its text, and the root stays visible', () => {
  const { tables } = layTreeOut(traceVmem(real));
  const run = tables.get('pmd@0x0')?.cells.find(({ count, isGap }) => count === 512 && !isGap);
  // "512 of 512 identity": 19 characters of 8 pixels, plus 18 pixels of padding.
  expect(run?.width).toBe(19 * 8 + 18);
  const block = tables.get('pmd@0x3d280000000')?.cells.find(({ isGap }) => !isGap);
  // "0x3d280700000": 13 characters of 7.2 pixels, plus the padding.
  expect(block?.width).toBe(94 + 18);
  // 92 pixels for the level names, and at most 240 for the root, for any width of the tables below.
  const [root] = [...tables.values()].filter(({ depth }) => depth === 0);
  expect(root.x).toBe(92 + 240);
});

describe('in every counterexample of the corpus', () => {
  const names = readdirSync('corpus').filter((name) => name.endsWith('.json'));
  test.each(names)('%s: tables do not overlap, and each has a position', (name) => {
    const trace = traceOf(name.slice(0, -'.json'.length));
    const { tables, width } = layTreeOut(trace);
    const places = [...tables.values()];
    for (const place of places) {
      expect(place.x).toBeGreaterThanOrEqual(0);
      expect(place.x + place.width).toBeLessThanOrEqual(width);
      const beside = places.filter((other) => other !== place && other.y === place.y);
      const overlapping = beside.filter(
        (other) => other.x < place.x + place.width && place.x < other.x + other.width,
      );
      expect(overlapping).toEqual([]);
    }
    for (const { state } of trace.steps) {
      for (const key of tablesByPlace(state).keys()) expect(tables.has(key)).toBe(true);
    }
  });
});
