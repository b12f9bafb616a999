/** Hundreds of similar neighbours share a row, and a changed one has its own row. */
import { expect, test } from 'vitest';
import { rangeText } from '../../../page/vmem/address.ts';
import { partKeys } from '../../../page/vmem/changes.ts';
import { frameGroups, groupName, groupSpan } from '../../../page/vmem/groups.ts';
import { ownerText } from '../../../page/vmem/place-text.ts';
import type { MemmapState } from '../../../src/subjects/vmem/trace/step-state.ts';

/** `p1` to `p<count>`, 4 KiB each, one after another. */
function pages(count: number, change: (name: string) => Partial<MemmapState> = () => ({})) {
  return Array.from({ length: count }, (_, index): MemmapState => {
    const name = `p${index + 1}`;
    return {
      name,
      kind: 'page',
      bytes: 0x1000,
      range: {
        start: `0x${(0x100000 + index * 0x1000).toString(16)}`,
        end: `0x${(0x101000 + index * 0x1000).toString(16)}`,
      },
      place: 'linked',
      holder: null,
      boot: false,
      fromAltmap: false,
      mayBeCached: true,
      marked: [],
      ...change(name),
    };
  });
}

const namesOf = (frames: readonly MemmapState[], changed: readonly string[] = []) =>
  frameGroups(frames, new Set(changed)).map(groupName);

test('256 equal pages', () => {
  const [group, ...others] = frameGroups(pages(256), new Set());
  expect(others).toEqual([]);
  expect(groupName(group)).toBe('p1 … p256 ×256');
  expect(rangeText(groupSpan(group))).toBe('0x100000-0x200000');
  expect(ownerText(group)).toBe('memmap, mapped at 0x100000-0x200000');
});

test('the page that a step changed is listed alone, even if only its content changed', () => {
  for (const key of [partKeys.object('p100'), partKeys.marks('p100')]) {
    expect(namesOf(pages(256), [key])).toEqual(['p1 … p99 ×99', 'p100', 'p101 … p256 ×156']);
  }
});

test('up to three are listed one by one', () => {
  expect(namesOf(pages(3))).toEqual(['p1', 'p2', 'p3']);
  expect(namesOf(pages(4))).toEqual(['p1 … p4 ×4']);
});

test.each<[string, Partial<MemmapState>]>([
  ['another place', { place: 'freed' }],
  ['another thread that holds it', { place: 'held', holder: 2 }],
  ['from boot', { boot: true }],
  ['from the altmap', { fromAltmap: true }],
  ['not in a TLB', { mayBeCached: false }],
  ['0xFD in all of it', { marked: [[0, 0x1000]] }],
  ['0xFD in a part of it', { marked: [[0, 8]] }],
])('pages that differ are not grouped: %s', (_, change) => {
  expect(namesOf(pages(9, (name) => (name === 'p5' ? change : {})))).toEqual([
    'p1 … p4 ×4',
    'p5',
    'p6 … p9 ×4',
  ]);
});

test('0xFD in a part: each page has its own marks', () => {
  expect(namesOf(pages(5, () => ({ marked: [[0, 8]] })))).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
});

test('a hole between addresses ends a group', () => {
  expect(namesOf(pages(9).filter(({ name }) => name !== 'p5'))).toEqual([
    'p1 … p4 ×4',
    'p6 … p9 ×4',
  ]);
});
