/** Finds the known findings of counterexample files, as plain data for a worker thread. */

import { InputError } from '../../errors.ts';
import type { JobKind } from '../../jobs/job.ts';
import { Stopped, withStopCheck } from '../../stop.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';

export interface FindingsJob {
  readonly files: readonly string[];
  /** Limits for each file. */
  readonly elapsedMsMax: number;
  /** Memory for the objects of the thread. */
  readonly memoryBytesMax: number;
}

export interface FindingsAnswer {
  /**
   * One per file: the id of the finding, `none` if there is no known one, `failed` if it could not be
   * computed.
   */
  readonly findings: readonly string[];
}

export const findingSearches: JobKind<FindingsJob, FindingsAnswer> = {
  name: 'findings',
  run: ({ files, elapsedMsMax }, { subject, now }) => ({
    findings: files.map((file) => findingOf(subject, file, elapsedMsMax, now)),
  }),
  memoryBytesMax: (job) => job.memoryBytesMax,
};

function findingOf(
  subject: Subject,
  file: string,
  elapsedMsMax: number,
  now: () => number,
): string {
  const startedAt = now();
  const check = (): void => {
    if (now() - startedAt >= elapsedMsMax) throw new Stopped('time', elapsedMsMax);
  };
  try {
    return withStopCheck(check, () => {
      const { counterexample, invariant } = replayFile(subject, file);
      return subject.findings.of(counterexample, invariant)?.id ?? 'none';
    });
  } catch (error) {
    // A file that has changed, or that cannot be executed, is reported when it is opened.
    if (error instanceof Stopped || error instanceof InputError) return 'failed';
    throw error;
  }
}
