/** locks-released: the mutex at return. */
import { expect, test } from 'vitest';
import { textTwins } from './text-twins.ts';
import { heldBy, twins, violationOf } from './twins.ts';

const world = { failAllocs: 1 };
const { bad, good } = twins('locks-released', world, 'mutant', {
  bad: 'unlock-forgotten',
  good: null,
});

test('bad: the mutex is not released after a failure', () => {
  expect(violationOf(bad)).toEqual(['1 operation, 11 steps', 'add section 3, allocation 1 fails']);
});

test('good: it is released', () => {
  expect(heldBy(good)).toBe('39 states, judged 116 times');
});

test('the same in a C source', async () => {
  const text = await textTwins(
    'locks-released',
    'status = all_or_nothing(&plug, &unplug, start, end, false);\n\tmutex_unlock(&vmem_mutex);',
    'status = all_or_nothing(&plug, &unplug, start, end, false);\n\tif (!status)\n\t\tmutex_unlock(&vmem_mutex);',
    world,
  );
  expect(violationOf(text.bad)).toEqual([
    '1 operation, 11 steps',
    'add section 3, allocation 1 fails',
  ]);
  expect(heldBy(text.good)).toBe('39 states, judged 116 times');
});
