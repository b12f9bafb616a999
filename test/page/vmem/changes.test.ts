/** Exactly the parts that a step changed are drawn as changed. */
import { expect, test } from 'vitest';
import { stateAt } from '../../../page/positions.ts';
import { changesBetween } from '../../../page/vmem/changes.ts';
import { traceOf } from '../tracing.ts';

const trace = traceOf('F02-mark-left-out--linux-5.10');

function changesAt(position: number): ReadonlySet<string> {
  return changesBetween(stateAt(trace, position - 1), stateAt(trace, position));
}

test.each([
  ['a call', 1, []],
  ['lock', 2, ['mutex']],
  ['set pud 0x20000 -> identity', 4, ['counter pud', 'entry root 2']],
  ['count direct-map pud leaves +1', 5, ['counter pud']],
  ['alloc block b1', 15, ['marks b1', 'object b1']],
  ['set pmd 0x84000 -> b1', 16, ['entry t1 1', 'object b1']],
  ['memset 0x84000 +512 = 0', 18, ['marks b1']],
  ['unused_pmd_start = 0x86000', 19, ['tail']],
  ['free block b1', 46, ['entry t1 1', 'object b1']],
])('%s', (_step, position, changes) => {
  expect(changesAt(position)).toEqual(new Set(changes));
});

test('a step that only reads changes nothing', () => {
  const silent = trace.steps.filter((step) => step.silent);
  expect(silent.length).toBeGreaterThan(0);
  expect(silent.flatMap(({ index }) => [...changesAt(index + 1)])).toEqual([]);
});
