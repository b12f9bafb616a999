/** Answers the jobs of a run from stored results, so that it reports the same as one machine. */
import { InputError } from '../../errors.ts';
import { type JobKind, type JobsListener, NoResult, type PlannedKind } from '../job.ts';
import type { JobControl, JobRunner } from '../job-runner.ts';
import { jobId, type Plan } from './plan.ts';
import { areEqualResults, type ResultFolder, type StoredResult } from './results.ts';

export interface Gathered {
  readonly plan: Plan;
  readonly results: ReadonlyMap<string, StoredResult>;
  /** Jobs of the plan that failed or have no result. */
  readonly missing: readonly string[];
}

const namedMax = 10;

/** The first few names. */
function namesOf(names: readonly string[]): string {
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : '';
  return `${names.slice(0, namedMax).join(', ')}${more}`;
}

/** Throws `InputError` for different plans, and for different, foreign or missing results. */
export function gather(folders: readonly ResultFolder[], allowsMissing: boolean): Gathered {
  const plans = folders.map((folder) => folder.plan());
  const [plan] = plans;
  const other = plans.findIndex(({ id }) => id !== plan.id);
  if (other >= 0) {
    throw new InputError(
      `${folders[0].path} and ${folders[other].path} have results of different plans: ${commandOf(plan)} and ${commandOf(plans[other])}`,
    );
  }
  const results = new Map<string, StoredResult>();
  const files = new Map<string, string>();
  const known = new Set(plan.jobs.map(({ id }) => id));
  const foreign: string[] = [];
  const different: string[] = [];
  for (const { file, result } of folders.flatMap((folder) => folder.all())) {
    const before = results.get(result.id);
    if (!known.has(result.id) || result.plan !== plan.id) foreign.push(file);
    else if (before !== undefined && !isFailed(before) && !isFailed(result)) {
      if (!areEqualResults(before, result)) different.push(`${files.get(result.id)} and ${file}`);
    } else if (before === undefined || isFailed(before)) {
      results.set(result.id, result);
      files.set(result.id, file);
    }
  }
  if (foreign.length > 0) {
    throw new InputError(`results of jobs that are not in the plan: ${namesOf(foreign)}`);
  }
  if (different.length > 0) {
    throw new InputError(`different results of one job: ${namesOf(different)}`);
  }
  const missing = plan.jobs.filter(({ id }) => isOpen(results.get(id)));
  if (missing.length > 0 && !allowsMissing) {
    const names = missing.map(({ id, what }) => `${id} (${what}${whyOf(results.get(id))})`);
    throw new InputError(
      `${missing.length} of ${plan.jobs.length} jobs have no result: ${namesOf(names)}; run them, or add --allow-missing to call them undecided`,
    );
  }
  return { plan, results, missing: missing.map(({ id }) => id) };
}

function commandOf({ command }: Plan): string {
  return `tablewalk ${command.join(' ')}`;
}

function isFailed({ end }: StoredResult): boolean {
  return end.kind === 'failed';
}

function isOpen(result: StoredResult | undefined): boolean {
  return result === undefined || isFailed(result);
}

function whyOf(result: StoredResult | undefined): string {
  return result?.end.kind === 'failed' ? `: failed, ${result.end.reason}` : '';
}

/** Answers planned jobs from results. Jobs that depend on answers, such as a search for causes, run here. */
export function answeredBy({ plan, results }: Gathered, runJob: JobRunner): JobRunner {
  const planned = new Set(plan.jobs.map(({ id }) => id));
  return async <Job, Answer>(kind: JobKind<Job, Answer>, job: Job, control: JobControl) => {
    if (!isPlanned(kind)) return runJob(kind, job, control);
    const id = jobId(kind, job);
    // A job that is not in the plan depends on the others.
    if (!planned.has(id)) return runJob(kind, job, control);
    const end = results.get(id)?.end;
    if (end?.kind === 'refused') throw new InputError(end.reason);
    if (end?.kind !== 'answered') throw new NoResult(end?.reason);
    return end.answer as Answer;
  };
}

function isPlanned<Job, Answer>(kind: JobKind<Job, Answer>): kind is PlannedKind<Job, Answer> {
  return 'question' in kind;
}

/** Refuses a run whose jobs are not those of the plan, because its texts or files have changed. */
export function expecting({ plan }: Gathered): JobsListener {
  const known = new Map(plan.jobs.map(({ id, what }) => [id, what]));
  return async (jobs) => {
    const ids = new Set(jobs.map(({ kind, job }) => jobId(kind, job)));
    const changed = jobs.filter(({ kind, job }) => !known.has(jobId(kind, job)));
    const gone = [...known].filter(([id]) => !ids.has(id));
    const [first] = [...changed.map(({ what }) => what), ...gone.map(([, what]) => what)];
    if (first === undefined) return;
    throw new InputError(
      `${commandOf(plan)} now has other jobs than when it was planned, for example ${first}: the files that it reads have changed; plan again`,
    );
  };
}
