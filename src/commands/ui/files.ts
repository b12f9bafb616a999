/** The files of the ui list: each is read once and its finding computed once, as long as it does not change. */

import { statSync } from 'node:fs';
import { readCounterexampleFile } from '../../counterexample/files.ts';
import { InputError } from '../../errors.ts';
import type { JobKind } from '../../jobs/job.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { Stopped, withStopCheck } from '../../stop.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';
import type { ListedFile } from './list.ts';

export interface FilesControl {
  /** Files may be of several subjects. Throws `InputError`. */
  readonly subjectOf: (file: string) => Promise<Subject>;
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly pageLimits: { readonly memoryBytesMax: number };
}

type Read = ListedFile & { readonly version: string };

/** Per file; those of a tiny geometry take a few hundredths of a second. */
const elapsedMsMax = 10_000;
/** One thread computes them in order; starting it takes longer than most files. */
const filesAtOnce = 20;
/** Files beyond this number are read again at each request. */
const filesMax = 10_000;

export class UiFiles {
  private readonly control: FilesControl;
  private readonly stopping = new AbortController();
  private readonly files = new Map<string, Read>();
  private readonly waiting = new Set<string>();
  private running: Promise<void> | null = null;

  constructor(control: FilesControl) {
    this.control = control;
  }

  /** The findings known so far; the others are being computed. */
  async list(paths: readonly string[]): Promise<ListedFile[]> {
    if (this.files.size > filesMax) this.files.clear();
    const listed = await Promise.all(paths.map((path) => this.listed(path)));
    if (this.running === null && this.waiting.size > 0) this.running = this.compute();
    return listed;
  }

  /** Stops the computation and waits for its thread. */
  async stopAll(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async listed(path: string): Promise<ListedFile> {
    const version = versionOf(path);
    const known = this.files.get(path);
    if (known?.version === version) return known;
    const read = { ...(await readOf(this.control, path)), version };
    this.files.set(path, read);
    if ('file' in read) this.waiting.add(path);
    return read;
  }

  private subjectRead(file: string): Subject | null {
    const read = this.files.get(file);
    return read !== undefined && 'file' in read ? read.subject : null;
  }

  /** The files of one subject at a time. */
  private async compute(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopping.signal.aborted) {
      const [first] = [...this.waiting].map((file) => this.subjectRead(file));
      const files = [...this.waiting]
        .filter((file) => this.subjectRead(file) === first)
        .slice(0, filesAtOnce);
      for (const file of files) this.waiting.delete(file);
      const versions = files.map((file) => this.files.get(file)?.version);
      const findings = first === null ? [] : await this.findingsOf(first, files);
      files.forEach((file, index) => {
        const read = this.files.get(file);
        // A file that was changed meanwhile is queued again.
        if (read === undefined || !('file' in read) || read.version !== versions[index]) return;
        this.files.set(file, { ...read, finding: findings[index] });
      });
    }
    this.running = null;
  }

  /** A file that kills the thread, for example by its memory, is isolated by computing each alone. */
  private async findingsOf(subject: Subject, files: readonly string[]): Promise<readonly string[]> {
    const { runJob, now, pageLimits } = this.control;
    const { signal } = this.stopping;
    const { memoryBytesMax } = pageLimits;
    const job = { files, elapsedMsMax, memoryBytesMax };
    try {
      const control = { subject, now, signal, onProgress: () => undefined };
      return (await runJob(findingSearches, job, control)).findings;
    } catch {
      // Its page reports the error in the file.
      if (files.length > 1 && !signal.aborted) {
        const each: string[] = [];
        for (const file of files) each.push(...(await this.findingsOf(subject, [file])));
        return each;
      }
    }
    return files.map(() => 'failed');
  }
}

/** A key that changes with the file. */
function versionOf(path: string): string {
  const { mtimeMs = 0, size = -1 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}

async function readOf({ subjectOf }: FilesControl, file: string): Promise<ListedFile> {
  try {
    const subject = await subjectOf(file);
    const counterexample = readCounterexampleFile(subject, file);
    return { file, subject, counterexample, finding: 'waiting' };
  } catch (error) {
    if (error instanceof InputError) return { error: error.message };
    throw error;
  }
}

export interface FindingsJob {
  readonly files: readonly string[];
  /** Limits for each file. */
  readonly elapsedMsMax: number;
  /** Memory for the objects of the thread. */
  readonly memoryBytesMax: number;
}

export interface FindingsAnswer {
  /** One per file: the id of the finding, `none`, or `failed` if it could not be computed. */
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
