/** no-use-after-clear: entries that were cleared. */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = await textTwins(
  'no-use-after-clear',
  '\tpage_table_free(&init_mm, __va(pmd_deref(*holder)));\n\tpmd_clear(holder);',
  '\tpmd_clear(holder);\n\tpage_table_free(&init_mm, __va(pmd_deref(*holder)));',
  { edat1: false, edat2: false },
);

test('bad: the address of a page table is read after its entry was emptied', () => {
  expect(violationOf(bad)).toEqual([
    '2 operations, 105 steps',
    'add section 3',
    'remove section 3',
  ]);
});

test('good: before it', () => {
  expect(heldBy(good)).toBe('4 states, judged 8 times');
});

test('the same in a hand-written program', () => {
  const byHand = twins('no-use-after-clear', { failAllocs: 1 }, 'mutant', {
    bad: 'address-after-clear',
    good: null,
  });
  expect(violationOf(byHand.bad)).toEqual([
    '2 operations, 26 steps',
    'add section 2, allocation 3 fails',
    'remove section 2',
  ]);
  expect(heldBy(byHand.good)).toBe('39 states, judged 116 times');
});
