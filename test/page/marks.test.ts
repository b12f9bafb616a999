/** Marks below the slider: they never overlap, and the violation is always marked. */
import { expect, test } from 'vitest';
import { type Mark, marksOf } from '../../page/marks.ts';
import { traceOf } from './tracing.ts';

/** 62 steps; the claim of the file is violated at step 46, another one at 45 and 52. */
const trace = traceOf('F02-mark-left-out--linux-5.10');

function reported(marks: readonly Mark[]): string[] {
  return marks.map(({ text, position }) => `${text} ${position}`);
}

test('operation numbers in one row, claims in the other', () => {
  const { numbers, signs } = marksOf(trace);
  expect(reported(numbers)).toEqual(['1 1', '2 22', '3 38']);
  expect(reported(signs)).toEqual(['✗ 46', '! 52']);
});

test('a claim violated within 6 % of the violation has no mark, a more distant one has', () => {
  // 62 steps: each mark needs 3.72 steps. The mark of the violation, whose step is in the trace, stays.
  const breaking = (...positions: readonly number[]) => ({
    ...trace,
    steps: trace.steps.map((rest) => ({
      ...rest,
      violated: positions.includes(rest.index + 1) ? ['freed-once'] : [],
    })),
  });
  expect(reported(marksOf(breaking(42, 43)).signs)).toEqual(['✗ 46', '! 42']);
  expect(reported(marksOf(breaking(10, 13, 14)).signs)).toEqual(['✗ 46', '! 10', '! 14']);
});

test('of many short operations, only the first ones that fit are numbered', () => {
  const [operation] = trace.operations;
  const operations = Array.from({ length: 62 }, (_, firstStep) => ({ ...operation, firstStep }));
  const { numbers } = marksOf({ ...trace, operations });
  expect(reported(numbers).slice(0, 3)).toEqual(['1 1', '5 5', '9 9']);
});
