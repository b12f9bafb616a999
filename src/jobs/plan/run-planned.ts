/** Runs a planned job so that it always ends with a result. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError, MemoryError, ModelError } from '../../errors.ts';
import type { PlannedKind, SavedPlace } from '../job.ts';
import type { JobControl, JobRunner } from '../job-runner.ts';
import { jobId, type PlannedJob } from './plan.ts';
import type { JobEnd } from './results.ts';

export interface PlannedRun {
  readonly kinds: readonly PlannedKind<unknown, unknown>[];
  readonly runJob: JobRunner;
  readonly control: JobControl;
  /** Time limit of the job. */
  readonly elapsedMsMax: number;
  /** The file where the job is saved while it runs; null for none. */
  readonly checkpoint: Omit<SavedPlace, 'isResumed'> | null;
}

export const savedEveryMs = 30_000;

/** Null if it was interrupted. Rethrows errors other than limits and wrong input. */
export async function runPlanned(
  planned: PlannedJob,
  { kinds, runJob, control, elapsedMsMax, checkpoint }: PlannedRun,
): Promise<JobEnd | null> {
  const kind = plannedKindOf(kinds, planned);
  const bounded = kind.bounded(planned.job, { elapsedMsMax });
  try {
    const answer = await runSaved(kind, bounded, checkpoint, runJob, control);
    return control.signal.aborted ? null : { kind: 'answered', answer };
  } catch (error) {
    if (control.signal.aborted) return null;
    if (error instanceof InputError) return { kind: 'refused', reason: error.message };
    if (error instanceof MemoryError) return { kind: 'undecided', reason: error.message };
    throw error;
  }
}

/** Throws `InputError` if the job does not match its id. */
export function plannedKindOf(
  kinds: PlannedRun['kinds'],
  { id, kind: name, job, what }: PlannedJob,
): PlannedKind<unknown, unknown> {
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined || jobId(kind, job) !== id) {
    throw new InputError(
      `job ${id} (${what}) does not match its id: the plan was edited; plan again`,
    );
  }
  return kind;
}

/** Runs from the last checkpoint if it is usable, else from the start. */
async function runSaved<Job, Answer>(
  kind: PlannedKind<Job, Answer>,
  job: Job,
  checkpoint: PlannedRun['checkpoint'],
  runJob: JobRunner,
  control: JobControl,
): Promise<Answer> {
  if (checkpoint === null || kind.saved === undefined) return runJob(kind, job, control);
  const { file } = checkpoint;
  mkdirSync(dirname(file), { recursive: true });
  const saved = (isResumed: boolean): Promise<Answer> => {
    const one = kind.saved?.(job, { ...checkpoint, isResumed }, control.subject) ?? job;
    return runJob(kind, one, control);
  };
  const answer = existsSync(file) ? await resumedOr(saved) : await saved(false);
  if (!control.signal.aborted) rmSync(file, { force: true });
  return answer;
}

/** A truncated checkpoint of a killed worker, or one of another build, is refused. */
async function resumedOr<Answer>(run: (isResumed: boolean) => Promise<Answer>): Promise<Answer> {
  try {
    return await run(true);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ModelError)) throw error;
    return run(false);
  }
}
