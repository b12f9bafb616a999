/** no-write-unmapped: struct pages are written through a mapping that was removed with the neighbour. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('no-write-unmapped', { fresh: 'recycled', online: true }, 'revision', {
  bad: 'linux-5.10',
  good: 'part-marked',
});

test('bad: the core writes struct pages that were unmapped with the neighbour', () => {
  expect(violationOf(bad)).toEqual([
    '6 operations, 124 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
    'online section 3',
  ]);
});

test('good: they are still mapped', () => {
  expect(heldBy(good)).toBe('97 states, judged 227 times');
});
