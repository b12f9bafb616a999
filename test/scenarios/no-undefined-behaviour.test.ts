/** no-undefined-behaviour: undefined behaviour in C. */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const { bad, good } = await textTwins(
  'no-undefined-behaviour',
  '\tint status = -ENOMEM;\n\n\tfor (at = job.from; at < job.to; at = next) {\n\t\tpgd_t',
  '\tint status;\n\n\tfor (at = job.from; at < job.to; at = next) {\n\t\tpgd_t',
  { geometry: 'tiny5', failAllocs: 1 },
);

test('bad: an uninitialised error code is returned', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 4 steps', 'add section 2, allocation 1 fails']);
});

test('good: it is initialised', () => {
  expect(heldBy(good)).toBe('39 states, judged 124 times');
});

const overflowing = {
  from: '\tstatus = walk_root(job);\n',
  to: '\tstatus = 0x7fffffff;\n\tstatus++;\n\tstatus = walk_root(job);\n',
};

const overflow = async (signedOverflow: 'undefined' | 'wraps') =>
  textTwins('no-undefined-behaviour', overflowing.from, overflowing.to, { signedOverflow });

test('bad: an int is incremented beyond its maximum', async () => {
  const undefinedThere = await overflow('undefined');
  expect(violationOf(undefinedThere.bad)).toEqual(['1 operation, 2 steps', 'add section 2']);
});

test('good: it is not, or the type is unsigned and wraps', async () => {
  const wrapping = await overflow('wraps');
  expect(heldBy(wrapping.good)).toBe('10 states, judged 20 times');
  expect(heldBy(wrapping.bad)).toBe('10 states, judged 20 times');
});

test('the same in a hand-written program', () => {
  const byHand = twins('no-undefined-behaviour', { failAllocs: 1 }, 'mutant', {
    bad: 'error-without-value',
    good: null,
  });
  expect(violationOf(byHand.bad)).toEqual([
    '1 operation, 9 steps',
    'add section 2, allocation 1 fails',
  ]);
  expect(heldBy(byHand.good)).toBe('39 states, judged 116 times');
});
