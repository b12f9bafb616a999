/** live-memmap-not-marked: marks written into the memmap of a live section. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('live-memmap-not-marked', { failAllocs: 1 }, 'revision', {
  bad: 'linux-5.10',
  good: 'error-kept',
});

test('bad: after a false success the neighbour treats the hole as unused', () => {
  expect(violationOf(bad)).toEqual([
    '2 operations, 36 steps',
    'add section 2, allocation 3 fails',
    'add section 3',
  ]);
});

test('good: the caller sees the error and does not use unmapped memory', () => {
  expect(heldBy(good)).toBe('35 states, judged 48 times');
});

const recycled = twins('live-memmap-not-marked', { fresh: 'recycled' }, 'revision', {
  bad: 'linux-5.10',
  good: 'part-marked',
});

test('bad: a remembered tail that is live is filled', () => {
  expect(violationOf(recycled.bad)).toEqual([
    '7 operations, 175 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
    'add section 2',
    'remove section 2',
  ]);
});

test('good: the block is never freed too early, so the tail is valid', () => {
  expect(heldBy(recycled.good)).toBe('63 states, judged 100 times');
});
