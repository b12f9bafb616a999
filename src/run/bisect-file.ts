/** Bisects a stored counterexample over the revisions from a bad one back to a good one. */
import { InputError } from '../errors.ts';
import { historyOf } from '../model/kernel/revisions.ts';
import type { BisectResult, BisectRow } from '../report/bisect-result.ts';
import { bisectionOf, judgeVersions } from './bisect.ts';
import { replayFile } from './replay-files.ts';
import { RevisionJudge } from './revision-judge.ts';
import { NotReproduced } from './shrink.ts';

export interface BisectOptions {
  /** Where it goes back to; null for the oldest revision. */
  readonly good: string | null;
  /** Where it starts; null for the revision of the file. */
  readonly bad: string | null;
  readonly signal: AbortSignal;
}

/** Throws `NotReproduced` if the operations do not break the claim on the bad revision. */
export async function bisectFile(file: string, options: BisectOptions): Promise<BisectResult> {
  const { counterexample, invariant } = replayFile(file);
  const bad = options.bad ?? counterexample.request.revision;
  const names = historyBetween(options.good, bad);
  const rows: BisectRow[] = [];
  let isInterrupted = false;
  for (const row of judgeVersions(names, new RevisionJudge(counterexample, invariant))) {
    rows.push(row);
    if (rows.length === 1 && row.outcome !== 'bad') {
      throw new NotReproduced(
        `${file}: ${bad} does not break the claim (${row.reason}); see replay`,
      );
    }
    // Signals arrive only when nothing runs.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (options.signal.aborted && rows.length < names.length) {
      isInterrupted = true;
      break;
    }
  }
  const last = rows[rows.length - 1];
  if (options.good !== null && !isInterrupted && last.outcome === 'bad') {
    throw new InputError(
      `--good is ${JSON.stringify(options.good)}; the operations break the claim there, too (${last.reason})`,
    );
  }
  return { file, counterexample, invariant, isInterrupted, ...bisectionOf(rows) };
}

/** From the bad revision back to the good one. */
function historyBetween(good: string | null, bad: string): string[] {
  const names = historyOf(bad);
  if (good === null) return names;
  const at = names.indexOf(good);
  if (at <= 0) {
    const older = names.slice(1);
    throw new InputError(
      `--good is ${JSON.stringify(good)}; it must come before ${bad}: ${older.length === 0 ? 'nothing does' : older.join(', ')}`,
      older,
    );
  }
  return names.slice(0, at + 1);
}
