/** Bisects a stored counterexample over the versions of a text: commits, or patches of a mailbox. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import { InputError } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { TextVersion } from '../../subject/texts.ts';
import { VersionReader } from '../../subjects/vmem/texts/text-versions.ts';
import { replayFile } from '../replay/run.ts';
import { bisectionOf, type VersionJudge } from './bisect.ts';
import type { BisectResult, Judgement } from './result.ts';
import { RevisionJudge } from './revision-judge.ts';
import { collectRows } from './rows.ts';

/**
 * `versions` have the oldest first. Throws `NotReproduced` if the operations do not break the claim in the
 * newest.
 */
export async function bisectTexts(
  file: string,
  versions: readonly TextVersion[],
): Promise<BisectResult> {
  const newestFirst = [...versions].reverse();
  const reader = await VersionReader.create();
  const newest = reader.read(newestFirst[0]);
  if (newest.text === null) {
    throw new InputError(`${newest.name}, the newest version: ${newest.notes.join('; ')}`);
  }
  // The original text may not be in the history: the newest version is judged first.
  const { counterexample, invariant } = replayFile(file, newest.text);
  const judge = new TextJudge(newestFirst, reader, counterexample, invariant);
  const { rows, stop } = collectRows(
    file,
    newestFirst.map(({ name }) => name),
    judge,
  );
  const told = rows.map((row, at) => {
    const { subject, origin } = newestFirst[at];
    return { ...row, text: { subject, origin } };
  });
  return { file, counterexample, invariant, stop, ...bisectionOf(told) };
}

/** Reads a text when it is first needed; equal texts have equal results. */
class TextJudge implements VersionJudge {
  private readonly versions: readonly TextVersion[];
  private readonly reader: VersionReader;
  private readonly revisions: RevisionJudge;
  private readonly known = new Map<string, Judgement>();

  constructor(
    versions: readonly TextVersion[],
    reader: VersionReader,
    counterexample: Counterexample,
    invariant: Invariant,
  ) {
    this.versions = versions;
    this.reader = reader;
    this.revisions = new RevisionJudge(counterexample, invariant);
  }

  judge(name: string): Judgement {
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

  /** What the model does not support is neither good nor bad. */
  private judgeText(text: string): Judgement {
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
