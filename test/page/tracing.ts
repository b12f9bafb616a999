/** Traces that the tests of the page draw: counterexamples of the corpus, executed. */
import { replayFile } from '../../src/run/replay-files.ts';
import { traceFile } from '../../src/run/trace-file.ts';
import type { ExecutionTrace } from '../../src/trace/steps.ts';

export function traceOf(name: string): ExecutionTrace {
  const file = `corpus/${name}.json`;
  return traceFile(file, replayFile(file));
}
