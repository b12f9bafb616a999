/**
 * Step numbers of a story are the same everywhere: in the file, on the machine, and in each format of
 * show.
 */

import { describe, expect, test } from 'vitest';
import { placeInText, positionText, stepCount } from '../../page/step-place.ts';
import { findCounterexamples } from '../../src/counterexample/files.ts';
import { printed } from '../support/fake-io.ts';
import { replayVmem, traceVmem } from '../support/vmem-files.ts';

interface ItfState {
  readonly step: number;
}

/** The numbers at the beginning of the lines of `show --all-steps`. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/^ {7} *(\d+) {2}\S/gm)].map(([, number]) => Number(number));
}

describe.each(findCounterexamples(['corpus']))('%s', (file) => {
  const replayed = replayVmem(file);
  const trace = traceVmem(file);
  const expected = replayed.counterexample.expected.steps;

  test('the file, the operations, the last step and the page agree', () => {
    const sum = trace.operations.reduce((total, { steps }) => total + steps, 0);
    expect([sum, trace.steps.at(-1)?.number, stepCount(trace)]).toEqual([
      expected,
      expected,
      expected,
    ]);
    expect(positionText(trace, trace.steps.length)).toMatch(new RegExp(` of ${expected}$`));
  });

  test('text numbers each step once; itf ends with the last step', async () => {
    const text = await printed('show', file, '--all-steps');
    expect(numbersIn(text)).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
    const itf = JSON.parse(await printed('show', file, '--format', 'itf')) as {
      states: readonly ItfState[];
    };
    expect(itf.states.at(-1)?.step).toBe(expected);
    for (const format of ['text', 'mail']) {
      const reported = await printed('show', file, '--format', format);
      const count = /(\d+) of (\d+) steps? shown/.exec(reported);
      // There is no note if everything is shown.
      expect(count === null ? expected : Number(count[2])).toBe(expected);
    }
  });
});

test('calls and returns have no step number', () => {
  const file = 'corpus/F03-pud-table-not-linked--v2-2.json';
  const { steps } = traceVmem(file);
  expect(steps.map((step) => [step.kind, step.number, placeInText(step)])).toEqual([
    ['call', 0, 'call before step 1'],
    ['lock', 1, 'step 1'],
    ['read', 2, 'step 2'],
    ['alloc', 3, 'step 3'],
    ['follow', 4, 'step 4'],
  ]);
});
