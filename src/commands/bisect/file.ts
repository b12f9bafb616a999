/** Bisects a stored counterexample over the revisions from a bad one back to a good one. */
import { InputError } from '../../errors.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';
import { bisectionOf } from './bisect.ts';
import type { BisectResult } from './result.ts';
import { RevisionJudge, revisionsOf } from './revision-judge.ts';
import { collectRows } from './rows.ts';

export interface BisectOptions {
  /** The oldest revision to judge; null for the oldest known one. */
  readonly good: string | null;
  /** The newest revision to judge; null for the revision of the file. */
  readonly bad: string | null;
}

/**
 * Throws `NotReproduced` if the operations do not break the claim on the bad revision, and `Stopped` if that
 * was not decided.
 */
export function bisectFile(subject: Subject, file: string, options: BisectOptions): BisectResult {
  const { counterexample, invariant } = replayFile(subject, file);
  const bad = options.bad ?? counterexample.request.revision;
  const names = historyBetween(subject, options.good, bad);
  const judge = new RevisionJudge(subject, counterexample, invariant);
  const { rows, stop } = collectRows(file, names, judge);
  const last = rows[rows.length - 1];
  if (options.good !== null && stop === null && last.outcome === 'bad') {
    throw new InputError(
      `--good is ${JSON.stringify(options.good)}; the operations break the claim there as well (${last.reason})`,
    );
  }
  return { file, counterexample, invariant, stop, ...bisectionOf(rows) };
}

/** From the bad revision back to the good one. */
function historyBetween(subject: Subject, good: string | null, bad: string): readonly string[] {
  const names = revisionsOf(subject).historyOf(bad);
  if (good === null) return names;
  const at = names.indexOf(good);
  if (at <= 0) {
    const older = names.slice(1);
    throw new InputError(
      `--good is ${JSON.stringify(good)}; it must come before ${bad}: ${older.length === 0 ? 'nothing comes before it' : older.join(', ')}`,
      older,
    );
  }
  return names.slice(0, at + 1);
}
