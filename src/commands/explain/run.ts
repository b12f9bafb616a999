/** Explains a stored counterexample: which parts of it are needed. */

import { explain } from '../../counterexample/explain/explain.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';
import { requireReproduced } from '../shrink/run.ts';
import type { ExplainResult } from './result.ts';

/** Throws `NotReproduced` for a file that does not reproduce. */
export function explainFile(subject: Subject, file: string): ExplainResult {
  const replayed = replayFile(subject, file);
  requireReproduced(replayed);
  const { counterexample, invariant } = replayed;
  return {
    file,
    counterexample,
    invariant,
    explanation: explain(subject, counterexample, invariant),
  };
}
