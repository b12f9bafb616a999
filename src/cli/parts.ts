/** Processes independent parts of a command, such as files, by several workers. */
import type { WorkEnd } from '../files/each-file.ts';
import { runWork, type WorkRun } from '../jobs/work-jobs.ts';
import { atOnceOf } from './common-options.ts';
import type { Context } from './context.ts';
import { sayStopping, untilInterrupted } from './interruption.ts';
import { type ExecutionLimitValues, givenLimits } from './stopping.ts';

export interface PartsValues extends ExecutionLimitValues {
  readonly workers?: number;
}

/** Within the limits; by default those that were given. */
export function workOnParts<Part, Answer>(
  context: Context,
  values: PartsValues,
  run: Pick<WorkRun<Part, Answer>, 'kind' | 'parts' | 'subjectOf' | 'onPart'>,
  limits = givenLimits(values),
): Promise<WorkEnd<Answer>[]> {
  const { io, startedAt } = context;
  const atOnce = atOnceOf(io, values.workers);
  const { runJob, now, isInterrupted, heapBytes } = io;
  return untilInterrupted(
    context,
    (signal) =>
      runWork(
        { ...run, atOnce, limits },
        { runJob, now, startedAt, signal, isInterrupted, heapBytes },
      ),
    { onStop: sayStopping(context) },
  );
}
