/** no-self-deadlock: a mutex is not recursive. */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const world = { failAllocs: 1 };
const { bad, good } = twins('no-self-deadlock', world, 'mutant', {
  bad: 'locked-again',
  good: null,
});

test('bad: the clean-up after a failure takes the mutex that its caller holds', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 9 steps', 'add section 2, allocation 1 fails']);
});

test('good: it does not', () => {
  expect(heldBy(good)).toBe('39 states, judged 116 times');
});

test('the same in a C source', async () => {
  const text = await textTwins(
    'no-self-deadlock',
    'mutex_lock(&vmem_mutex);\n\tunplug(start, end, false);',
    'mutex_lock(&vmem_mutex);\n\tmutex_lock(&vmem_mutex);\n\tunplug(start, end, false);',
    world,
  );
  expect(violationOf(text.bad)).toEqual([
    '1 operation, 13 steps',
    'add section 3, allocation 1 fails',
  ]);
  expect(heldBy(text.good)).toBe('39 states, judged 116 times');
});
