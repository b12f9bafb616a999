/** Runs a job: in this thread, or in worker threads so that this thread can handle Ctrl-C. */

import { Worker, type WorkerOptions } from 'node:worker_threads';
import { InputError, MemoryError, ModelError } from '../errors.ts';
import type { SharedMemory } from '../explorer/parallel/shared-memory.ts';
import { Stopped } from '../stop.ts';
import type { Subject, SubjectRef } from '../subject/subject.ts';
import { largerHeap } from '../text/larger-heap.ts';
import type { JobKind, JobProgress, JobsListener } from './job.ts';

export interface RunProgress extends JobProgress {
  readonly scopeIndex: number;
  readonly scopeCount: number;
}

export interface RunControl {
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly now: () => number;
  /** When the command began to read what it checks; absent if it read nothing. */
  readonly startedAt?: number | undefined;
  readonly signal: AbortSignal;
  /** Like the signal, but also during work that does not return to the event loop. */
  readonly isInterrupted?: () => boolean;
  readonly onProgress: (progress: RunProgress) => void;
  /** Given if the jobs are planned, run elsewhere, or answered from files. */
  readonly onJobs?: JobsListener | undefined;
  /** A message for the user before the result. */
  readonly onNotice?: (text: string) => void;
}

/** Runs a job of a run, whose progress is that of a part of it. */
export function runPart<Job, Answer>(
  { runJob, onProgress, ...control }: RunControl,
  kind: JobKind<Job, Answer>,
  job: Job,
  part: Pick<RunProgress, 'scopeIndex' | 'scopeCount'>,
): Promise<Answer> {
  const onPartProgress = (progress: JobProgress): void => onProgress({ ...progress, ...part });
  const isAlone = part.scopeCount === 1;
  return runJob(kind, job, { ...control, isAlone, onProgress: onPartProgress });
}

/** Limits and reports count the time from here. */
export function startOf({ startedAt, now }: Pick<RunControl, 'startedAt' | 'now'>): number {
  return startedAt ?? now();
}

/** Progress of all running jobs together. */
export interface SeriesProgress extends RunProgress {
  readonly jobsDone: number;
  readonly jobCount: number;
}

export interface JobControl {
  readonly subject: Subject;
  readonly now: () => number;
  /** Aborted when the job should stop and report what it has. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Nothing else runs until it ends. */
  readonly isAlone?: boolean;
  /** See `RunControl`. */
  readonly isInterrupted?: (() => boolean) | undefined;
}

export type JobRunner = <Job, Answer>(
  kind: JobKind<Job, Answer>,
  job: Job,
  control: JobControl,
) => Promise<Answer>;

export const runInThisThread: JobRunner = (kind, job, control) =>
  runHere(kind, job, control, () => control.signal.aborted);

async function runHere<Job, Answer>(
  kind: JobKind<Job, Answer>,
  job: Job,
  { subject, now, onProgress, onNotice }: JobControl,
  shouldStop: () => boolean,
): Promise<Answer> {
  await kind.prepare?.(job, subject);
  return kind.run(job, {
    subject,
    now,
    shouldStop,
    onProgress,
    ...(onNotice && { onNotice }),
  });
}

/** The input of a worker: the job, and a flag that stops it. */
export interface WorkerInput {
  /** The name of the kind of the job. */
  readonly kind: string;
  readonly job: unknown;
  readonly stopFlag: Int32Array;
  /** For a search by several workers: their shared memory, and whether this one helps or leads. */
  readonly memory: SharedMemory | undefined;
  readonly isHelper: boolean;
  readonly subject: SubjectRef;
}

/** Starts a thread that loads the program and waits for a job, while this one is busy. */
export function warmThread(script: URL): void {
  keepThread(script, new Worker(script, { workerData: null }));
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly text: string }
  /** `isWaiting`: the thread takes another job. */
  | { readonly kind: 'answer'; readonly answer: unknown; readonly isWaiting: boolean }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };

/** Idle threads that can take another job, by script. They do not keep the process alive. */
const waiting = new Map<string, Worker[]>();

function startThread(script: URL, input: WorkerInput, limits: WorkerOptions): Worker {
  // A memory limit is set when a thread starts.
  const isAny = limits.resourceLimits === undefined;
  const thread = isAny ? waiting.get(script.href)?.pop() : undefined;
  if (thread === undefined) return new Worker(script, { workerData: input, ...limits });
  thread.ref();
  thread.postMessage(input);
  return thread;
}

function keepThread(script: URL, thread: Worker): void {
  const threads = waiting.get(script.href) ?? [];
  waiting.set(script.href, [...threads, thread]);
  thread.unref();
}

/** A search of at most this many transitions ends before other threads would be ready to help. */
const transitionsAlone = 10_000;

/**
 * Runs jobs in threads that start with `script`, which calls `serveJobs`: a search does not return to the
 * event loop, so this thread must stay free for signals. A small job runs in this thread, which starts no
 * other.
 */
export function runInThreads(script: URL): JobRunner {
  return async (kind, job, control) => {
    const small = canRunHere(script, control) ? kind.small?.(job) : undefined;
    if (small) {
      const { signal, isInterrupted = () => signal.aborted } = control;
      const answer = await runHere(kind, small.job, control, isInterrupted);
      if (small.isWhole(answer)) return answer;
    }
    return runInThread(script, kind, job, control);
  };
}

/** Nothing bounds the time of a step of a system that a user defines. */
function canRunHere(script: URL, { subject, isAlone = false }: JobControl): boolean {
  const isOwnCode = subject.notReproduced === undefined;
  return isAlone && isOwnCode && !waiting.get(script.href)?.length;
}

async function runInThread<Job, Answer>(
  script: URL,
  kind: JobKind<Job, Answer>,
  job: Job,
  { subject, signal, onProgress, onNotice }: JobControl,
): Promise<Answer> {
  const stopFlag = new Int32Array(new SharedArrayBuffer(4));
  const memory = kind.sharedMemory?.(job, subject);
  const bytesMax = kind.memoryBytesMax?.(job);
  const helperCount = memory === undefined ? 0 : memory.workerCount - 1;
  const stop = (): void => void Atomics.store(stopFlag, 0, 1);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  // Threads of one search share its memory, and a bounded thread has the limits of one job.
  const areForOneJob = memory !== undefined || bytesMax !== undefined;
  const threads: Worker[] = [];
  const reference = subject.refForThread?.(kind.scopesOf?.(job) ?? null) ?? subject.ref();
  const start = (isHelper: boolean): Worker => {
    const thread = startThread(
      script,
      { kind: kind.name, job, stopFlag, memory, isHelper, subject: reference },
      heapOf(bytesMax),
    );
    threads.push(thread);
    return thread;
  };
  try {
    return await new Promise((resolve, reject) => {
      const watch = (thread: Worker, isHelper: boolean): void => {
        const onMessage = (message: WorkerMessage): void => {
          if (message.kind === 'progress') report(message.progress);
          else if (message.kind === 'notice') onNotice?.(message.text);
          else if (message.kind === 'error') reject(revive(message));
          else answered(message);
        };
        const answered = ({ answer, isWaiting }: WorkerMessage & { kind: 'answer' }): void => {
          resolve(answer as Answer);
          if (!isWaiting || areForOneJob) return;
          thread.off('message', onMessage).off('error', onError).off('exit', onExit);
          keepThread(script, thread);
        };
        const onError = (error: Error): void =>
          reject(isOutOfMemory(error) ? outOfMemory() : error);
        // A helper has no result at its end, which is before that of the search.
        const onExit = (code: number): void => {
          if (isHelper && code === 0) return;
          reject(new ModelError(`a search thread ended with code ${code} and without a result`));
        };
        thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      };
      const report = (progress: JobProgress): void => {
        onProgress(progress);
        if (progress.transitionCount < transitionsAlone || threads.length > 1) return;
        for (let helper = 0; helper < helperCount; helper++) watch(start(true), true);
      };
      // It has no partial result and writes no files: it can be terminated.
      if (bytesMax !== undefined) endAt(signal, () => reject(new Stopped('interrupted', 0)));
      watch(start(false), false);
    });
  } finally {
    signal.removeEventListener('abort', stop);
    // The remaining workers would wait for a worker that has ended, or have nothing left to do.
    if (areForOneJob) {
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
  }
}

/** Memory limit for the objects of a thread, if a job has its own limit. */
function heapOf(bytesMax: number | undefined): WorkerOptions {
  if (bytesMax === undefined) return {};
  return {
    resourceLimits: { maxOldGenerationSizeMb: Math.max(1, Math.floor(bytesMax / 2 ** 20)) },
  };
}

function endAt(signal: AbortSignal, end: () => void): void {
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory(): MemoryError {
  return new MemoryError(
    `the JavaScript heap was exhausted and the search is lost; ${largerHeap}, or search less at a time`,
  );
}

/** Errors lose their class between threads. */
function revive(sent: { name: string; message: string; stack: string }): Error {
  if (sent.name === 'InputError') return new InputError(sent.message);
  if (sent.name === 'Stopped') return new Stopped('interrupted', 0);
  const error = sent.name === 'ModelError' ? new ModelError(sent.message) : new Error(sent.message);
  error.stack = sent.stack;
  return error;
}
