/** Runs in the step list: loops are folded, and relevant steps are never inside a fold. */
import { expect, test } from 'vitest';
import { runsOf as runsOfShapes, type StepRun } from '../../page/step-runs.ts';
import { shapeOf } from '../../page/vmem/shape-of.ts';
import type { VmemStep } from '../../src/subjects/vmem/trace/steps.ts';
import { traceOf } from './tracing.ts';

const runsOf = (steps: readonly VmemStep[], current?: VmemStep) =>
  runsOfShapes(steps, shapeOf, current);

const [anyStep] = traceOf('F02-mark-left-out--linux-5.10').steps;

function steps(...texts: readonly string[]): VmemStep[] {
  return texts.map((text, index) => ({ ...anyStep, index, text, violated: [] }));
}

function reported(runs: readonly StepRun[]): string[] {
  return runs.map(
    ({ isRepeated, first, steps: { length } }) => `${isRepeated ? '…' : ''}${length} from ${first}`,
  );
}

const clear = (at: number): string => `clear pmd 0x${at.toString(16)} (was b${at})`;
const clears = (count: number): string[] => Array.from({ length: count }, (_, at) => clear(at));

test('a loop of one step: its first and last iterations are listed', () => {
  expect(reported(runsOf(steps('lock', ...clears(256), 'unlock')))).toEqual([
    '2 from 0',
    '…254 from 2',
    '2 from 256',
  ]);
});

test('a loop of two steps', () => {
  const loop = clears(20).flatMap((text, at) => [`free block b${at}`, text]);
  // 40 steps; the first two and the last two are listed.
  expect(reported(runsOf(steps('lock', ...loop, 'unlock')))).toEqual([
    '3 from 0',
    '…36 from 3',
    '3 from 39',
  ]);
});

test('a loop of 13 iterations is listed in full, one of 14 is not', () => {
  expect(reported(runsOf(steps(...clears(13))))).toEqual(['13 from 0']);
  expect(reported(runsOf(steps(...clears(14))))).toEqual(['1 from 0', '…12 from 1', '1 from 13']);
});

test('a step that violates a claim splits a run', () => {
  const loop = steps(...clears(40)).map((step) =>
    step.index === 20 ? { ...step, violated: ['freed-once'] } : step,
  );
  expect(reported(runsOf(loop))).toEqual([
    '1 from 0',
    '…18 from 1',
    '3 from 19',
    '…17 from 22',
    '1 from 39',
  ]);
});

test('a read that is the current step is listed in its place, and does not split a run', () => {
  const all = steps(...clears(40));
  const current = { ...all[20], text: 'read pmd', silent: true };
  const rest = all.filter(({ index }) => index !== 20);
  const runs = runsOf(rest, current);
  expect(reported(runs)).toEqual(['1 from 0', '…38 from 1', '1 from 39']);
  expect(runs[1].steps.map(({ index }) => index)).toEqual(
    Array.from({ length: 38 }, (_, at) => at + 1),
  );
  expect(reported(runsOf([], current))).toEqual(['1 from 20']);
  expect(runsOf(all, all[3])).toEqual(runsOf(all));
});
