/** Judges one version of a history, as a part of a run: its text is read here, in any thread. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { unlessRefused } from '../../errors.ts';
import { workKindWith } from '../../jobs/work-jobs.ts';
import type { Subject } from '../../subject/subject.ts';
import type { TextReader, TextVersion } from '../../subject/texts.ts';
import { claimOfFile } from '../replay/run.ts';
import { judgeVersions } from './bisect.ts';
import type { BisectRow, VersionJudgement } from './result.ts';
import { RevisionJudge, textsOf } from './revision-judge.ts';

/** Plain data. */
export interface VersionPart {
  readonly file: string;
  readonly counterexample: Counterexample;
  /** The name of a revision, or a text. */
  readonly version: string | TextVersion;
}

export const versionJudgements = workKindWith(
  'version',
  (subject) => HistoryJudge.of(subject),
  (part: VersionPart, judge) => judge.row(part),
);

/** The judge of one counterexample, with its results. */
interface Judges {
  readonly revisions: RevisionJudge;
  readonly texts: Map<string, VersionJudgement>;
}

class HistoryJudge {
  private readonly subject: Subject;
  private readonly reader: TextReader;
  private readonly judges = new WeakMap<Counterexample, Judges>();

  private constructor(subject: Subject, reader: TextReader) {
    this.subject = subject;
    this.reader = reader;
  }

  static async of(subject: Subject): Promise<HistoryJudge> {
    return new HistoryJudge(subject, await textsOf(subject).reader());
  }

  row(part: VersionPart): BisectRow {
    const judges = this.judgesOf(part);
    const { version } = part;
    if (typeof version === 'string') {
      const [row] = judgeVersions([version], judges.revisions);
      return row;
    }
    const { name, subject, origin } = version;
    const judgement = this.judgeText(version, judges);
    return { name, ...judgement, repaired: null, text: { subject, origin } };
  }

  /** They execute the counterexample, so its versions share them. */
  private judgesOf({ file, counterexample }: VersionPart): Judges {
    const known = this.judges.get(counterexample);
    if (known !== undefined) return known;
    const claim = claimOfFile(this.subject, file, counterexample);
    const revisions = new RevisionJudge(this.subject, counterexample, claim);
    const judges = { revisions, texts: new Map<string, VersionJudgement>() };
    this.judges.set(counterexample, judges);
    return judges;
  }

  /** Equal texts share a result. */
  private judgeText(version: TextVersion, { revisions, texts }: Judges): VersionJudgement {
    const { text, notes } = this.reader.read(version);
    if (text === null) return { outcome: 'unknown', reason: notes.join('; ') };
    const known = texts.get(text);
    if (known !== undefined) return known;
    // A version that the model does not support is neither good nor bad.
    const judgement = unlessRefused(
      () => revisions.judge(text),
      ({ message }): VersionJudgement => ({ outcome: 'unknown', reason: message }),
    );
    texts.set(text, judgement);
    return judgement;
  }
}
