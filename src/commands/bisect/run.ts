/** The bisection of a counterexample over all versions of a history, by several workers. */
import type { Context } from '../../cli/context.ts';
import { type PartsValues, workOnParts } from '../../cli/parts.ts';
import { withinGivenLimits } from '../../cli/stopping.ts';
import { InputError, NotReproduced } from '../../errors.ts';
import type { WorkEnd } from '../../files/each-file.ts';
import type { Subject } from '../../subject/subject.ts';
import type { TextVersion } from '../../subject/texts.ts';
import type { Stop } from '../../text/stop-text.ts';
import { replayFile } from '../replay/run.ts';
import { bisectionOf } from './bisect.ts';
import { type VersionPart, versionJudgements } from './judge-version.ts';
import type { BisectResult, BisectRow } from './result.ts';
import { revisionsOf, textsOf } from './revision-judge.ts';

export interface BisectOptions {
  /** The oldest revision to judge; null for the oldest known one. */
  readonly good: string | null;
  /** The newest revision to judge; null for the revision of the file. */
  readonly bad: string | null;
}

/** Throws `NotReproduced` if the bad revision keeps the claim, and `Stopped` if that was not decided. */
export async function bisectFile(
  context: Context,
  file: string,
  values: PartsValues,
  { good, bad }: BisectOptions,
): Promise<BisectResult> {
  const { subject } = context;
  const replayed = await withinGivenLimits(context, values, () => replayFile(subject, file));
  const { counterexample, invariant } = replayed;
  const names = historyBetween(subject, good, bad ?? counterexample.request.revision);
  const { rows, stop } = await judgeAll(context, values, file, { counterexample, versions: names });
  const last = rows[rows.length - 1];
  if (good !== null && stop === null && last.outcome === 'bad') {
    throw new InputError(
      `--good is ${JSON.stringify(good)}; the operations violate the claim there as well (${last.reason})`,
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
  context: Context,
  file: string,
  values: PartsValues,
  versions: readonly TextVersion[],
): Promise<BisectResult> {
  const { subject } = context;
  const newestFirst = [...versions].reverse();
  const reader = await textsOf(subject).reader();
  // The text that the violation was found in need not exist: the newest one is judged first.
  const replayed = await withinGivenLimits(context, values, () => {
    const { name, text, notes } = reader.read(newestFirst[0]);
    if (text === null) throw new InputError(`${name}, the newest version: ${notes.join('; ')}`);
    return replayFile(subject, file, text);
  });
  const { counterexample, invariant } = replayed;
  const history = { counterexample, versions: newestFirst };
  const { rows, stop } = await judgeAll(context, values, file, history);
  return { file, counterexample, invariant, stop, ...bisectionOf(rows) };
}

interface VersionHistory extends Pick<VersionPart, 'counterexample'> {
  /** The newest first. */
  readonly versions: readonly VersionPart['version'][];
}

interface JudgedHistory {
  readonly rows: readonly BisectRow[];
  /** The limit that ended the bisection early; null if there was none. */
  readonly stop: Stop | null;
}

/**
 * Throws `NotReproduced` if the operations do not violate the claim in the newest version, and `Stopped` if
 * that was not decided.
 */
async function judgeAll(
  context: Context,
  values: PartsValues,
  file: string,
  { counterexample, versions }: VersionHistory,
): Promise<JudgedHistory> {
  const judge = (some: VersionHistory['versions']): Promise<WorkEnd<BisectRow>[]> =>
    workOnParts(context, values, {
      kind: versionJudgements,
      parts: some.map((version) => ({ file, counterexample, version })),
      subjectOf: () => context.subject,
    });
  const [end] = await judge(versions.slice(0, 1));
  if (end.kind === 'stopped') throw end.stopped;
  const newest = rowOf(end);
  if (newest.outcome !== 'bad') {
    throw new NotReproduced(
      `${file}: ${newest.name} does not violate the claim (${newest.reason}); see replay`,
    );
  }
  const rows = [newest];
  let stop: Stop | null = null;
  for (const older of await judge(versions.slice(1))) {
    if (older.kind === 'stopped') {
      const { reason, value } = older.stopped;
      stop = { limit: reason, value };
      break;
    }
    rows.push(rowOf(older));
  }
  return { rows, stop };
}

function rowOf(end: Exclude<WorkEnd<BisectRow>, { kind: 'stopped' }>): BisectRow {
  if (end.kind === 'refused') throw end.error;
  return end.answer;
}
