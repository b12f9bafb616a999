/** Explains a stored counterexample: what of it is needed. */
import { buildScope } from '../model/build-scope.ts';
import type { ExplainResult } from '../report/explain-report.ts';
import { explain } from '../trace/explain.ts';
import { explainTurns } from '../trace/interleaved/explain-turns.ts';
import { brokenPart } from './broken-part.ts';
import { replayFile } from './replay-files.ts';
import { requireReproduced } from './shrink.ts';

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
