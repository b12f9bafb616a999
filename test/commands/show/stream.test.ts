/** `show --format json` is written one step at a time: the output equals the whole document. */

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { surveyFile } from '../../../src/commands/show/asked-window.ts';
import { ShowStream, type StateForm, showDocument } from '../../../src/commands/show/document.ts';
import { valuesOf } from '../../../src/counterexample/differences.ts';
import { streamSteps } from '../../../src/counterexample/trace/stream-steps.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { replayVmem, traceVmem } from '../../support/vmem-files.ts';

function streamed(file: string, states: StateForm): string {
  const replayed = replayVmem(file);
  const pieces: Uint8Array[] = [];
  const sink = {
    encode: (text: string) => Buffer.from(text),
    write: (bytes: Uint8Array) => pieces.push(bytes),
  };
  const { counterexample, invariant } = replayed;
  const stream = new ShowStream(sink, { states, listsOfState: vmem.trace.listsOfState }, (trace) =>
    showDocument(vmem, counterexample, invariant, trace),
  );
  streamSteps(vmem.trace, counterexample, surveyFile(vmem, replayed), null, stream);
  stream.end();
  return Buffer.concat(pieces).toString();
}

function wholeOf(file: string) {
  const replayed = replayVmem(file);
  const { counterexample, invariant } = replayed;
  return showDocument(vmem, counterexample, invariant, traceVmem(file));
}

const corpus = readdirSync('corpus').filter((name) => name.endsWith('.json'));

test.each(corpus)('%s', (name) => {
  const file = `corpus/${name}`;
  expect(streamed(file, 'whole')).toBe(`${JSON.stringify(wholeOf(file), null, 2)}\n`);
});

test('the states can be rebuilt from the changes of each step', () => {
  const file = 'corpus/F02-mark-left-out--linux-5.10.json';
  const { initial, steps, ...rest } = wholeOf(file);
  const document = JSON.parse(streamed(file, 'changes'));
  const changes = document.steps.map(({ change }: { change: unknown }) => change);
  const states = valuesOf({ first: document.initial, changes });
  expect(states).toEqual([initial, ...steps.map(({ state }) => state)]);
  expect(document).toEqual({
    ...rest,
    initial,
    states: 'changes',
    steps: steps.map(({ state: _, ...step }, index) => ({ ...step, change: changes[index] })),
  });
});
