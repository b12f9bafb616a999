/** Bisects a stored counterexample: over known revisions, or over the versions of a text. */

import { InputError, NotReproduced, unlessRefused } from '../../errors.ts';
import { Stopped, stopIfDue } from '../../stop.ts';
import type { Subject } from '../../subject/subject.ts';
import type { TextReader, TextVersion } from '../../subject/texts.ts';
import type { Stop } from '../../text/stop-text.ts';
import { replayFile } from '../replay/run.ts';
import { bisectionOf, judgeVersions, type VersionJudge } from './bisect.ts';
import type { BisectResult, BisectRow, VersionJudgement } from './result.ts';
import { RevisionJudge, revisionsOf, textsOf } from './revision-judge.ts';

export interface BisectOptions {
  /** The oldest revision to judge; null for the oldest known one. */
  readonly good: string | null;
  /** The newest revision to judge; null for the revision of the file. */
  readonly bad: string | null;
}

/** Throws `NotReproduced` if the bad revision keeps the claim, and `Stopped` if that was not decided. */
export function bisectFile(subject: Subject, file: string, options: BisectOptions): BisectResult {
  const { counterexample, invariant } = replayFile(subject, file);
  const bad = options.bad ?? counterexample.request.revision;
  const names = historyBetween(subject, options.good, bad);
  const judge = new RevisionJudge(subject, counterexample, invariant);
  const { rows, stop } = collectRows(file, names, judge);
  const last = rows[rows.length - 1];
  if (options.good !== null && stop === null && last.outcome === 'bad') {
    throw new InputError(
      `--good is ${JSON.stringify(options.good)}; the operations violate the claim there as well (${last.reason})`,
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

/** `versions` starts with the oldest. Throws `NotReproduced` if the newest keeps the claim. */
export async function bisectTexts(
  subject: Subject,
  file: string,
  versions: readonly TextVersion[],
): Promise<BisectResult> {
  const newestFirst = [...versions].reverse();
  const reader = await textsOf(subject).reader();
  const newest = reader.read(newestFirst[0]);
  if (newest.text === null) {
    throw new InputError(`${newest.name}, the newest version: ${newest.notes.join('; ')}`);
  }
  // The text that the violation was found in need not exist: the newest one is judged first.
  const { counterexample, invariant } = replayFile(subject, file, newest.text);
  const judge = new TextJudge(
    newestFirst,
    reader,
    new RevisionJudge(subject, counterexample, invariant),
  );
  const { rows, stop } = collectRows(
    file,
    newestFirst.map(({ name }) => name),
    judge,
  );
  const named = rows.map((row, at) => {
    const { subject, origin } = newestFirst[at];
    return { ...row, text: { subject, origin } };
  });
  return { file, counterexample, invariant, stop, ...bisectionOf(named) };
}

/** Reads a text when it is requested; equal texts share a result. */
class TextJudge implements VersionJudge {
  private readonly versions: readonly TextVersion[];
  private readonly reader: TextReader;
  private readonly revisions: RevisionJudge;
  private readonly known = new Map<string, VersionJudgement>();

  constructor(versions: readonly TextVersion[], reader: TextReader, revisions: RevisionJudge) {
    this.versions = versions;
    this.reader = reader;
    this.revisions = revisions;
  }

  judge(name: string): VersionJudgement {
    const version = this.versions.find((one) => one.name === name);
    const read = version === undefined ? null : this.reader.read(version);
    if (read === null || read.text === null) {
      return { outcome: 'unknown', reason: read?.notes.join('; ') ?? 'the file does not exist' };
    }
    const known = this.known.get(read.text);
    if (known !== undefined) return known;
    const { text } = read;
    // A version that the model does not support is neither good nor bad.
    const judgement = unlessRefused(
      () => this.revisions.judge(text),
      ({ message }): VersionJudgement => ({ outcome: 'unknown', reason: message }),
    );
    this.known.set(text, judgement);
    return judgement;
  }

  repaired(): [] {
    return [];
  }
}

interface CollectedRows {
  readonly rows: readonly BisectRow[];
  /** The limit that ended the bisection early; null if there was none. */
  readonly stop: Stop | null;
}

/**
 * `names` starts with the newest version. Throws `NotReproduced` if the operations do not break the
 * claim there, and `Stopped` if that was not decided.
 */
function collectRows(file: string, names: readonly string[], judge: VersionJudge): CollectedRows {
  const rows: BisectRow[] = [];
  const stop = orStop(rows, () => {
    for (const row of judgeVersions(names, judge)) {
      if (rows.length === 0 && row.outcome !== 'bad') {
        throw new NotReproduced(
          `${file}: ${row.name} does not violate the claim (${row.reason}); see replay`,
        );
      }
      rows.push(row);
      if (rows.length < names.length) stopIfDue();
    }
  });
  return { rows, stop };
}

function orStop(rows: readonly BisectRow[], collect: () => void): Stop | null {
  try {
    collect();
    return null;
  } catch (error) {
    if (!(error instanceof Stopped) || rows.length === 0) throw error;
    return { limit: error.reason, value: error.value };
  }
}
