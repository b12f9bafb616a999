/** entries-well-formed: the formats of entries. */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = await textTwins(
  'entries-well-formed',
  'pmd_val(*pmd) = __pa(block) | bits',
  'pmd_val(*pmd) = __pa(block)',
);

test('bad: a block is mapped without its protection bits', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 13 steps', 'add section 2']);
});

test('good: with them', () => {
  expect(heldBy(good)).toBe('10 states, judged 20 times');
});

test('the same in a hand-written program', () => {
  const byHand = twins('entries-well-formed', { failAllocs: 1 }, 'mutant', {
    bad: 'memmap-without-protection',
    good: null,
  });
  expect(violationOf(byHand.bad)).toEqual(['1 operation, 13 steps', 'add section 2']);
  expect(heldBy(byHand.good)).toBe('39 states, judged 116 times');
});
