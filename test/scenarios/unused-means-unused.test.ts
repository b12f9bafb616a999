/** unused-means-unused: the scan for 0xFD reports unused although a part is live. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('unused-means-unused', { fresh: 'recycled' }, 'revision', {
  bad: 'linux-5.10',
  good: 'part-marked',
});

test('bad: recycled memory holds 0xFD already, so the continued part looks unused', () => {
  expect(violationOf(bad)).toEqual([
    '5 operations, 123 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
  ]);
});

test('good: the continued part also gets its mark of use', () => {
  expect(heldBy(good)).toBe('63 states, judged 92 times');
});

const tail = twins('unused-means-unused', { fresh: 'recycled' }, 'revision', {
  bad: 'linux-5.10',
  good: 'marks-at-once',
});

test('bad: the same, because only a continued tail gets no mark', () => {
  expect(violationOf(tail.bad)).toEqual([
    '5 operations, 123 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
  ]);
});

test('good: without 9/9 no tail is continued', () => {
  expect(heldBy(tail.good)).toBe('47 states, judged 68 times');
});
