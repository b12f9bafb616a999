/** Explains a stored counterexample: which parts of it are needed. */

import { explain } from '../../counterexample/explain/explain.ts';
import { vmemExecution } from '../../subjects/vmem/execution/vmem-execution.ts';
import { vmemExplaining } from '../../subjects/vmem/explain/explaining.ts';
import { replayFile } from '../replay/run.ts';
import { requireReproduced } from '../shrink/run.ts';
import type { ExplainResult } from './report.ts';

/** Throws `NotReproduced` for a file that does not reproduce. */
export function explainFile(file: string): ExplainResult {
  const replayed = replayFile(file);
  requireReproduced(file, replayed);
  const { counterexample, invariant } = replayed;
  const subject = { execution: vmemExecution, explaining: vmemExplaining };
  return {
    file,
    counterexample,
    invariant,
    explanation: explain(subject, counterexample, invariant),
  };
}
