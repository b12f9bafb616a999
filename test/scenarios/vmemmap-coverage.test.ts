/** vmemmap-coverage: a block with the memmap of a live neighbour is freed too early. */
import { expect, test } from 'vitest';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = twins('vmemmap-coverage', { fresh: 'recycled' }, 'revision', {
  bad: 'linux-5.10',
  good: 'part-marked',
});

test('bad: a section continues the remembered tail in recycled memory, and its neighbour frees the block', () => {
  expect(violationOf(bad)).toEqual([
    '5 operations, 123 steps',
    'add section 2',
    'remove section 2',
    'add section 2, allocation 4 holds 0xFD: 16384 bytes at 0',
    'add section 3',
    'remove section 2',
  ]);
});

test('good: a mark of use in the continued part keeps the block', () => {
  expect(heldBy(good)).toBe('63 states, judged 152 times');
});
