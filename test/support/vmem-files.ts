/** Reads, executes and traces counterexamples of vmem.c. */
import { basename } from 'node:path';
import { replayFile } from '../../src/commands/replay/run.ts';
import { surveyFile } from '../../src/commands/show/asked-window.ts';
import {
  type Counterexample,
  type CounterexampleParts,
  counterexampleText,
  fileContent,
  makeCounterexample,
  parseCounterexampleFile,
} from '../../src/counterexample/counterexample.ts';
import { readCounterexampleFile, writeCounterexampleFile } from '../../src/counterexample/files.ts';
import { wholeTrace } from '../../src/counterexample/trace/stream-steps.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import type { VmemCounterexample } from '../../src/subjects/vmem/trace/vmem-counterexample.ts';

export const readVmem = (file: string): VmemCounterexample =>
  readCounterexampleFile(vmem, file) as VmemCounterexample;

export const parseVmem = (name: string, text: string): VmemCounterexample =>
  parseCounterexampleFile(vmem, name, text) as VmemCounterexample;

export const formatVmem = (counterexample: Counterexample): string =>
  counterexampleText(vmem, counterexample);

export const contentOfVmem = (counterexample: Counterexample): ReturnType<typeof fileContent> =>
  fileContent(vmem, counterexample);

export const writeVmem = (
  directory: string,
  counterexample: Counterexample,
  suffix?: string,
): string => writeCounterexampleFile(vmem, directory, counterexample, suffix);

export const makeVmem = (parts: CounterexampleParts): VmemCounterexample =>
  makeCounterexample(vmem, parts) as VmemCounterexample;

export const replayVmem = (file: string, revision: string | null = null) => {
  const replayed = replayFile(vmem, file, revision);
  return { ...replayed, counterexample: replayed.counterexample as VmemCounterexample };
};

/** Every step with the state after it. */
export function traceVmem(file: string): VmemTrace {
  const { counterexample } = replayFile(vmem, file);
  const survey = surveyFile(vmem, { file: basename(file), counterexample });
  return wholeTrace(vmem.trace, counterexample, survey, null).trace as unknown as VmemTrace;
}
