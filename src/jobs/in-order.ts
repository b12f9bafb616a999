/** Runs jobs in parallel, with the same outcome as one after the other. */
import { runAtOnce } from './at-once.ts';

export interface InOrder<Job, Answer> {
  readonly jobs: readonly Job[];
  /** Maximum number of jobs at a time. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  /** Undefined for a job without an answer, which does not end the run. */
  readonly run: (job: Job, index: number, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Whether the last of these answers ends the run: then later jobs have no answer. */
  readonly ends: (answers: readonly Answer[]) => boolean;
}

/** By job; undefined for those without an answer. */
export async function runInOrder<Job, Answer>({
  jobs,
  atOnce,
  signal,
  run,
  ends,
}: InOrder<Job, Answer>): Promise<(Answer | undefined)[]> {
  const answers = new Array<Answer | undefined>(jobs.length).fill(undefined);
  const errors = new Map<number, unknown>();
  const later = jobs.map(() => new AbortController());
  let last = Infinity;
  const endAt = (index: number): void => {
    last = Math.min(last, index);
    for (const controller of later.slice(last + 1)) controller.abort();
  };
  await runAtOnce(jobs, atOnce, signal, async (job, index, either) => {
    if (index > last) return;
    try {
      answers[index] = await run(job, index, AbortSignal.any([either, later[index].signal]));
      endAt(endOf(answers, ends));
    } catch (error) {
      // It counts only if no earlier job ends the run.
      errors.set(index, error);
      endAt(index);
    }
  });
  if (errors.has(last)) throw errors.get(last);
  return answers.map((answer, index) => (index > last ? undefined : answer));
}

function endOf<Answer>(
  answers: readonly (Answer | undefined)[],
  ends: (answers: readonly Answer[]) => boolean,
): number {
  const before: Answer[] = [];
  for (const [index, answer] of answers.entries()) {
    if (answer === undefined) break;
    before.push(answer);
    if (ends(before)) return index;
  }
  return Infinity;
}
