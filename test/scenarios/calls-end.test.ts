/** calls-end: loops and BUG_ON(). */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = await textTwins(
  'calls-end',
  '\t\tat += PAGE_SIZE;\n\t\tpte++;',
  '\t\tpte += 0;',
  { edat1: false, edat2: false },
);

test('bad: the walk over a range never leaves the first page', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 13 steps', 'add section 2']);
});

test('good: it advances to the next page', () => {
  expect(heldBy(good)).toBe('4 states, judged 8 times');
});

test('the same in a hand-written program', () => {
  const byHand = twins('calls-end', { failAllocs: 1 }, 'mutant', {
    bad: 'scan-without-end',
    good: null,
  });
  expect(violationOf(byHand.bad)).toEqual([
    '2 operations, 24 steps',
    'add section 2, allocation 3 fails',
    'remove section 2',
  ]);
  expect(heldBy(byHand.good)).toBe('39 states, judged 116 times');
});
