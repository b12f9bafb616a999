/** Bisects a stored counterexample over the versions of a text: commits, or patches of a mailbox. */

import { InputError } from '../../errors.ts';
import type { Subject } from '../../subject/subject.ts';
import type { TextReader, TextVersion } from '../../subject/texts.ts';
import { replayFile } from '../replay/run.ts';
import { bisectionOf, type VersionJudge } from './bisect.ts';
import type { BisectResult, VersionJudgement } from './result.ts';
import { RevisionJudge, textsOf } from './revision-judge.ts';
import { collectRows } from './rows.ts';

/**
 * `versions` starts with the oldest. Throws `NotReproduced` if the operations do not break the claim
 * in the newest.
 */
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
    const judgement = this.judgeText(read.text);
    this.known.set(read.text, judgement);
    return judgement;
  }

  /** A version that the model does not support is neither good nor bad. */
  private judgeText(text: string): VersionJudgement {
    try {
      return this.revisions.judge(text);
    } catch (error) {
      if (error instanceof InputError) return { outcome: 'unknown', reason: error.message };
      throw error;
    }
  }

  repaired(): [] {
    return [];
  }
}
