/** Explains a stored counterexample: what of it is needed. */
import { InputError } from '../errors.ts';
import { buildScope } from '../model/build-scope.ts';
import type { ExplainResult } from '../report/explain-report.ts';
import { explain } from '../trace/explain.ts';
import { replayFile } from './replay-files.ts';
import { requireReproduced } from './shrink.ts';

/** Throws `NotReproduced` for a file whose operations do not do what it says. */
export function explainFile(file: string): ExplainResult {
  const replayed = replayFile(file);
  requireReproduced(file, replayed);
  const { counterexample, invariant, execution } = replayed;
  if (counterexample.turns !== undefined) {
    throw new InputError(
      `${file}: the counterexample has threads; explain takes one thread only (tablewalk shrink leaves out what it can)`,
    );
  }
  const explanation = explain({
    request: counterexample.request,
    operations: counterexample.operations,
    labels: execution.operations.map(({ label }) => label),
    violatedBy: invariant.violatedBy,
    buildScope,
  });
  return { file, counterexample, invariant, explanation };
}
