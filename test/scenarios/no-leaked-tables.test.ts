/** no-leaked-tables: before 6/9 empty tables are not freed; 5.9 mistakes some for KASAN tables. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('no-leaked-tables', {}, 'revision', { bad: 'v2-5', good: 'v2-6' });

test('bad: before v2 6/9 the empty tables of a removed section stay', () => {
  expect(violationOf(bad)).toEqual(['2 operations, 38 steps', 'add section 2', 'remove section 2']);
});

test('good: v2 6/9 frees empty tables', () => {
  expect(heldBy(good)).toBe('5 states, judged 10 times');
});

const kasan = twins('no-leaked-tables', { kasan: true, edat2: false, blocks: [[1]] }, 'revision', {
  bad: 'linux-5.9',
  good: 'linux-5.10',
});

test('bad: with KASAN 5.9 keeps tables that lie below the shadow', () => {
  expect(violationOf(kasan.bad)).toEqual([
    '2 operations, 62 steps',
    'add section 1',
    'remove section 1',
  ]);
});

test('good: 108303b0a2d2 keeps only those that intersect the shadow', () => {
  expect(heldBy(kasan.good)).toBe('2 states, judged 2 times');
});
