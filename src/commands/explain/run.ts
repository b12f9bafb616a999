/** Explains a stored counterexample: what of it is needed. */

import { brokenPart } from '../../counterexample/broken-part.ts';
import { explain } from '../../counterexample/explain/explain.ts';
import { explainTurns } from '../../counterexample/explain/explain-turns.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import { replayFile } from '../replay/run.ts';
import { requireReproduced } from '../shrink/run.ts';
import type { ExplainResult } from './report.ts';

/** Throws `NotReproduced` for a file whose operations do not do what it says. */
export function explainFile(file: string): ExplainResult {
  const replayed = replayFile(file);
  requireReproduced(file, replayed);
  const { counterexample, invariant, execution } = replayed;
  const { request, operations, turns } = counterexample;
  const explanation =
    turns === undefined
      ? explain({
          request,
          operations,
          labels: execution.operations.map(({ label }) => label),
          violatedBy: invariant.violatedBy,
          buildScope,
        })
      : explainTurns({
          request,
          operations,
          turns,
          brokenPart: (turned) => brokenPart(invariant, turned),
          buildScope,
        });
  return { file, counterexample, invariant, explanation };
}
