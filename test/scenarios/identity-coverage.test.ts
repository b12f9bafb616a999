/**
 * identity-coverage: a large leaf is removed as a whole or not at all, so callers must not remove a
 * part of it.
 */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'identity-coverage',
  { contract: 'any', blocks: [], identityPages: 6, identityFirst: 2, ops: 2 },
  'debugPagealloc',
  { bad: false, good: true },
);

test('bad: a part of a large leaf is removed, and all of it stays mapped', () => {
  expect(violationOf(bad)).toEqual([
    '2 operations, 17 steps',
    'map 0x4000-0x8000',
    'unmap 0x4000-0x5000',
  ]);
});

test('good: debug_pagealloc maps by 4 KiB pages, so every part can be removed', () => {
  expect(heldBy(good)).toBe('80 states, judged 966 times');
});

const uncleared = twins(
  'identity-coverage',
  { revision: 'strict-order', blocks: [[2]] },
  'mutant',
  { bad: 'drop-clear-identity', good: null },
);

test('bad: identity leaves are uncounted but not cleared', () => {
  expect(violationOf(uncleared.bad)).toEqual([
    '2 operations, 55 steps',
    'add section 2',
    'remove section 2',
  ]);
});

test('good: a removed section is no longer mapped', () => {
  expect(heldBy(uncleared.good)).toBe('2 states, judged 2 times');
});
