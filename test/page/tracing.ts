/** Traces that the tests of the page draw: counterexamples of the corpus, executed. */
import { replayFile } from '../../src/commands/replay/run.ts';
import { traceFile } from '../../src/commands/show/trace-file.ts';
import type { ExecutionTrace } from '../../src/subjects/vmem/trace/steps.ts';

export function traceOf(name: string): ExecutionTrace {
  const file = `corpus/${name}.json`;
  return traceFile(file, replayFile(file));
}
