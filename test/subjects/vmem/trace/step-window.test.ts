/** Windows of a trace: the steps they contain, and states that match the whole trace. */

import { describe, expect, test } from 'vitest';
import {
  askedWindow,
  pageWindow,
  statesWindow,
  surveyFile,
} from '../../../../src/commands/show/asked-window.ts';
import { cutOperations } from '../../../../src/counterexample/trace/cut-operations.ts';
import { indicesOf } from '../../../../src/counterexample/trace/step-window.ts';
import { streamSteps } from '../../../../src/counterexample/trace/stream-steps.ts';
import { vmem } from '../../../../src/subjects/vmem/subject.ts';
import type { VmemStep, VmemTrace } from '../../../../src/subjects/vmem/trace/steps.ts';
import { replayVmem, traceVmem } from '../../../support/vmem-files.ts';

const file = 'corpus/F02-mark-left-out--linux-5.10.json';
const replayed = replayVmem(file);
const whole = traceVmem(file);
const survey = surveyFile(vmem, replayed);

function part(from: number, to: number): { trace: VmemTrace; steps: VmemStep[] } {
  const steps: VmemStep[] = [];
  let trace: VmemTrace | undefined;
  streamSteps(
    vmem.trace,
    replayed.counterexample,
    survey,
    { from, to },
    {
      begin: (begun) => {
        trace = begun as unknown as VmemTrace;
      },
      step: (step) => steps.push(step as VmemStep),
    },
  );
  if (trace === undefined) throw new Error('no trace');
  return { trace, steps };
}

test('the frames of a call belong to its first and last step', () => {
  const frames = [
    { index: 0, kind: 'call' },
    { index: 3, kind: 'return' },
    { index: 4, kind: 'call' },
    { index: 6, kind: 'return' },
  ] as const;
  // call 1 2 return call 3 return
  expect(indicesOf({ from: 1, to: 3 }, 7, frames)).toEqual({ first: 0, last: 6 });
  expect(indicesOf({ from: 1, to: 2 }, 7, frames)).toEqual({ first: 0, last: 3 });
  expect(indicesOf({ from: 2, to: 2 }, 7, frames)).toEqual({ first: 2, last: 3 });
  expect(indicesOf({ from: 3, to: 3 }, 7, frames)).toEqual({ first: 4, last: 6 });
});

test('an operation outside the window has no steps, one across its edge is cut', () => {
  const cut = cutOperations(whole.operations, { first: 25, last: 40 });
  // Uncut, they begin at 0, 21 and 37 and end at 20, 36 and 61.
  expect(cut.map(({ firstStep, lastStep }) => [firstStep, lastStep])).toEqual([
    [0, -1],
    [0, 11],
    [12, 15],
  ]);
});

test('every window has the steps and states of the whole trace', () => {
  const count = whole.steps[whole.steps.length - 1].number;
  for (const [from, to] of [
    [1, count],
    [1, 1],
    [count, count],
    [10, 30],
    [count - 5, count],
  ]) {
    const { trace, steps } = part(from, to);
    const first =
      steps[0].index +
      whole.steps.findIndex(({ text, state }) => {
        return (
          text === steps[0].text && String(JSON.stringify(state)) === JSON.stringify(steps[0].state)
        );
      });
    expect(steps).toEqual(
      whole.steps
        .slice(first, first + steps.length)
        .map((step) => ({ ...step, index: step.index - first })),
    );
    expect(trace.initial).toEqual(first === 0 ? whole.initial : whole.steps[first - 1].state);
    const numbered = steps.filter(({ kind }) => kind !== 'call' && kind !== 'return');
    expect([numbered[0].number, numbered[numbered.length - 1].number]).toEqual([from, to]);
    const broken = whole.steps[whole.violatedAt ?? 0].number;
    const brokenBefore = new Map<string, number>();
    for (const { violated, number } of whole.steps.slice(0, first)) {
      for (const id of violated) brokenBefore.set(id, brokenBefore.get(id) ?? number);
    }
    expect(trace.window).toEqual({
      from,
      to,
      of: count,
      violatedAt: broken,
      brokenBefore: [...brokenBefore].map(([invariant, step]) => ({ invariant, step })),
    });
    expect(trace.violatedAt === null).toBe(broken < from || broken > to);
  }
});

describe('the chosen window', () => {
  /**
   * One call of 10,000 steps that violates the claim at step 6,000, which is index 6,000 after its
   * frame.
   */
  const long = {
    listed: 10_002,
    frames: [
      { index: 0, kind: 'call' },
      { index: 10_001, kind: 'return' },
    ],
    violatedAt: 6_000,
  } as const;

  test('none requested: all steps, or on a page those around the violation', () => {
    expect(askedWindow({}, long)).toBe(null);
    expect(pageWindow({}, survey)).toBe(null);
    // 3,000 steps, of which three quarters are before the violation.
    expect(pageWindow({}, long)).toEqual({ from: 3_750, to: 6_749 });
    expect(pageWindow({}, { ...long, violatedAt: 10_000 })).toEqual({ from: 7_001, to: 10_000 });
    expect(pageWindow({}, { ...long, violatedAt: 5 })).toEqual({ from: 1, to: 3_000 });
  });

  test('whole states: all up to 3,000 steps, otherwise 300 around the violation', () => {
    expect(statesWindow({}, { ...long, listed: 3_002 })).toBe(null);
    // Three quarters of 300 before the violation.
    expect(statesWindow({}, long)).toEqual({ from: 5_775, to: 6_074 });
    expect(statesWindow({}, { ...long, violatedAt: null })).toEqual({ from: 9_701, to: 10_000 });
    // A requested window may have any length.
    expect(statesWindow({ from: 1, to: 10_000 }, long)).toEqual({ from: 1, to: 10_000 });
    expect(statesWindow({ from: 9_000 }, long)).toEqual({ from: 9_000, to: 10_000 });
  });

  test('one end is requested', () => {
    expect(askedWindow({ from: 9 }, long)).toEqual({ from: 9, to: 10_000 });
    expect(askedWindow({ to: 9 }, long)).toEqual({ from: 1, to: 9 });
    expect(pageWindow({ from: 9 }, long)).toEqual({ from: 9, to: 3_008 });
    expect(pageWindow({ to: 5_000 }, long)).toEqual({ from: 2_001, to: 5_000 });
  });

  test('a window outside the story is refused', () => {
    expect(() => askedWindow({ from: 10_001 }, long)).toThrow(
      '--from is 10001; the steps of this story are 1 to 10000',
    );
    expect(() => pageWindow({ to: 10_001 }, long)).toThrow(
      '--to is 10001; the steps of this story are 1 to 10000',
    );
    expect(() => askedWindow({ from: 9, to: 8 }, long)).toThrow(
      '--from is 9 and --to is 8; --from must not be above --to',
    );
    const longer = { ...long, listed: 20_002 };
    expect(() => pageWindow({ from: 1, to: 20_000 }, longer)).toThrow(
      '--from 1 and --to 20000 span 20000 steps; a page holds at most 10000',
    );
  });
});
