/** Judges the sentences of the series, each as a job, and confirms their violations. */
import { needed } from '../../cli/capability.ts';
import { confirm, type FoundViolation } from '../../counterexample/confirm.ts';
import { version } from '../../files/package.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { Stopped } from '../../stop.ts';
import type { Sentence } from '../../subject/sentences.ts';
import type { Subject } from '../../subject/subject.ts';
import { type JudgedSentence, sentenceJudgements } from './job.ts';
import type { ClaimsResult, SentenceResult } from './result.ts';

export interface ClaimsControl {
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Sentences at a time; default: 1. */
  readonly processors?: number;
  /** Called before each sentence. */
  readonly onSentence: (sentence: Sentence, index: number, count: number) => void;
}

/** Ctrl-C ends it, without the sentences that are being judged. */
export async function judgeSentences(
  sentences: readonly Sentence[],
  command: string,
  control: ClaimsControl,
): Promise<ClaimsResult> {
  const { subject, runJob, now, signal: interrupt, processors = 1 } = control;
  const { title } = needed(subject, 'sentences', 'claims');
  const judged = await runAtOnce(
    sentences,
    processors,
    interrupt,
    async (sentence, index, signal) => {
      // Signals are handled between sentences.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return null;
      control.onSentence(sentence, index, sentences.length);
      const jobControl = { subject, now, signal, onProgress: () => undefined };
      return unlessStopped(() => runJob(sentenceJudgements, { sentence }, jobControl));
    },
  );
  const results = judged.flatMap((one) => (one === null ? [] : [confirmed(subject, one)]));
  const isInterrupted = results.length < sentences.length;
  return { subject, title, version, command, sentences: results, isInterrupted };
}

async function unlessStopped<Result>(run: () => Promise<Result>): Promise<Result | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

function confirmed(subject: Subject, judged: JudgedSentence): SentenceResult {
  const orNull = (found: FoundViolation | null) =>
    found === null ? null : confirm(subject, found);
  return {
    ...judged,
    violation: orNull(judged.violation),
    alsoAt: judged.alsoAt.map((one) => ({ ...one, violation: orNull(one.violation) })),
    minimalSets: judged.minimalSets.map((set) => ({
      ...set,
      without: set.without.map(({ assumption, violation }) => ({
        assumption,
        violation: confirm(subject, violation),
      })),
    })),
  };
}
