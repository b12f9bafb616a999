/** direct-map-counters: an add over an existing mapping counts it again. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins(
  'direct-map-counters',
  { contract: 'any', blocks: [], identityPages: 2, identityFirst: 16, ops: 2 },
  'revision',
  { bad: 'base', good: 'v2-2' },
);

test('bad: the old walk writes over a page that is mapped, and counts it again', () => {
  expect(violationOf(bad)).toEqual([
    '2 operations, 20 steps',
    'map 0x10000-0x11000',
    'map 0x10000-0x11000',
  ]);
});

test('good: the single walker of v2 2/9 skips mapped pages', () => {
  expect(heldBy(good)).toBe('10 states, judged 30 times');
});
