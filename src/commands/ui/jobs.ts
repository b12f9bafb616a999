/** Jobs of the ui: one bounded check or series at a time, with progress for its listeners. */

import { needed } from '../../cli/capability.ts';
import { InputError } from '../../errors.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import type { JobRunner, RunProgress } from '../../jobs/job-runner.ts';
import type { Subject } from '../../subject/subject.ts';
import { plain } from '../../text/paragraph.ts';
import { commandHere, type Self } from '../../text/shell.ts';
import type { CheckResult } from '../check/result.ts';
import { claimsAsked, runCheck } from '../check/run.ts';
import { checkText } from '../check/text.ts';
import { seriesHtml } from '../series/html.ts';
import { seriesNames, seriesRevisions } from '../series/rows.ts';
import { runSeries } from '../series/run.ts';
import { seriesText } from '../series/text.ts';

/** Limits of a form: a browser should not occupy the machine for an hour. */
export const checkSeconds = [10, 60, 300] as const;
const memoryBytesMax = 2 ** 30;
const stateCountMax = 5_000_000;
const seriesWorkers = 2;

export interface RunnerControl {
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly now: () => number;
  /** Where counterexamples are written. */
  readonly directory: string;
  /** For the commands that the pages show. */
  readonly self: Self;
}

interface JobResult {
  readonly text: string;
  readonly result: CheckResult | null;
  readonly matrix: string | null;
  /** Why it has no result. */
  readonly problem: string | null;
}

export type JobListener = (progress: RunProgress | null) => void;

/** A job; `found` is null while it runs. Listeners receive progress, and null at the end. */
export interface RunningJob {
  readonly id: number;
  readonly title: string;
  readonly stopping: AbortController;
  readonly listeners: Set<JobListener>;
  readonly ended: Promise<void>;
  found: JobResult | null;
}

type JobTask = (signal: AbortSignal, notify: (progress: RunProgress) => void) => Promise<JobResult>;

export class UiJobs {
  readonly jobs: RunningJob[] = [];
  private readonly control: RunnerControl;

  constructor(control: RunnerControl) {
    this.control = control;
  }

  find(id: number): RunningJob | undefined {
    return this.jobs.find((job) => job.id === id);
  }

  /** @throws InputError for an invalid form, and while another job runs */
  startCheck(form: URLSearchParams): RunningJob {
    checkFormFields(form, ['preset', 'revision', 'invariant', 'seconds']);
    const { subject } = this.control;
    const { invariants } = subject.claims;
    const preset = chosen(
      form,
      'preset',
      subject.scopes.presets.map(({ name }) => name),
    );
    const revision = form.get('revision') ?? '';
    const claim = chosen(form, 'invariant', ['all', ...invariants.map(({ id }) => id)]);
    const seconds = Number(chosen(form, 'seconds', checkSeconds.map(String)));
    const scopes = subject.scopes.resolve(preset, { revision });
    const named = invariants.find(({ id }) => id === claim);
    const { runJob, now, directory, self } = this.control;
    const flags = named === undefined ? '' : ` --invariants ${named.id}`;
    const scope =
      subject.revisions === undefined
        ? subject.scopes.flagsHere(scopes[0]).join(' ')
        : `--preset ${preset} --revision ${revision}`;
    const command = `tablewalk check ${scope}${flags} --time-limit ${seconds}s`;
    return this.start(commandHere(command, self), async (signal, onProgress) => {
      const result = await runCheck(
        {
          command,
          preset,
          scopes,
          ...claimsAsked(subject, scopes, named && [named]),
          search: 'bfs',
          exact: false,
          stopAtFirst: false,
          limits: {
            stateCountMax,
            memoryBytesMax,
            depthMax: Infinity,
            elapsedMsMax: seconds * 1000,
          },
          directory,
        },
        { subject, runJob, now, signal, onProgress },
      );
      const unwritten = result.invariants.flatMap(({ violation }) => violation?.unwritten ?? []);
      const errors = [...new Set(unwritten)].map((error) => `error: ${error}`);
      const text = [checkText(result, { ...plain, self }), ...errors].join('\n');
      return { text, result, matrix: null, problem: errors[0] ?? null };
    });
  }

  startSeries(form: URLSearchParams): RunningJob {
    checkFormFields(form, ['series']);
    const { subject } = this.control;
    const { contracts } = needed(subject, 'series', 'series');
    const series = chosen(form, 'series', seriesNames(subject));
    const { runJob, now, self } = this.control;
    const command = `tablewalk series ${series}`;
    return this.start(commandHere(command, self), async (signal, onProgress) => {
      const result = await runSeries(
        {
          command,
          series,
          revisions: seriesRevisions(subject, series, false),
          invariants: subject.claims.judgedIn([]),
          invariantsAreNamed: false,
          contracts,
          limits: { stateCountMax, memoryBytesMax, depthMax: Infinity, elapsedMsMax: Infinity },
          elapsedMsMax: Infinity,
          workers: seriesWorkers,
          directory: null,
        },
        { subject, runJob, now, signal, onProgress },
      );
      return {
        text: seriesText(result, { ...plain, self }),
        result: null,
        matrix: seriesHtml(result),
        problem: null,
      };
    });
  }

  /** Stops the running job and waits for its end. */
  async stopAll(): Promise<void> {
    for (const { stopping } of this.jobs) stopping.abort();
    await Promise.all(this.jobs.map(({ ended }) => ended));
  }

  private start(title: string, action: JobTask): RunningJob {
    const running = this.jobs.find(({ found }) => found === null);
    if (running !== undefined) {
      throw new InputError(`"${running.title}" is still running; stop it first`);
    }
    const stopping = new AbortController();
    const listeners = new Set<JobListener>();
    const notify: JobListener = (progress) => {
      for (const listener of listeners) listener(progress);
    };
    const finish = (found: JobResult): void => {
      job.found = found;
      notify(null);
      listeners.clear();
    };
    const ended = action(stopping.signal, notify).then(finish, (error: unknown) =>
      finish({ text: '', result: null, matrix: null, problem: problemText(error) }),
    );
    const id = this.jobs.length + 1;
    const job: RunningJob = { id, title, stopping, listeners, ended, found: null };
    this.jobs.push(job);
    return job;
  }
}

/** An unknown field is an error, because ignoring it would be misleading. */
function checkFormFields(form: URLSearchParams, known: readonly string[]): void {
  for (const name of form.keys()) {
    const text = JSON.stringify(name.slice(0, 60));
    if (!known.includes(name)) {
      throw new InputError(`the form has a field ${text}; it must be one of ${known.join(', ')}`);
    }
    if (form.getAll(name).length > 1) throw new InputError(`the form has the field ${text} twice`);
  }
}

function problemText(error: unknown): string {
  if (error instanceof InputError) return error.message;
  return `This is a bug in tablewalk: ${String(error)}`;
}

function chosen(form: URLSearchParams, field: string, allowed: readonly string[]): string {
  const value = form.get(field) ?? '';
  if (!allowed.includes(value)) {
    throw new InputError(
      `${field} is ${JSON.stringify(value.slice(0, 60))}; ${mustBeOneOf(value, allowed, 'the list of the form')}`,
    );
  }
  return value;
}
