/** Who runs a job: this thread, or a worker thread so that this one stays free for Ctrl-C. */
import { Worker } from 'node:worker_threads';
import { InputError, MemoryError, ModelError } from '../errors.ts';
import { largerHeap } from '../report/larger-heap.ts';
import { type Answer, type Job, type JobProgress, runJob } from './search-job.ts';

export interface JobControl {
  readonly now: () => number;
  /** Aborted when the job should stop and tell what it has. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onNotice?: ((text: string) => void) | undefined;
}

export type JobRunner = (job: Job, control: JobControl) => Promise<Answer>;

export const runInThisThread: JobRunner = async (job, { now, signal, onProgress, onNotice }) =>
  runJob(job, {
    now,
    shouldStop: () => signal.aborted,
    onProgress,
    ...(onNotice && { onNotice }),
  });

/** What a worker is started with: the job, and a flag that asks it to stop. */
export interface WorkerInput {
  readonly job: Job;
  readonly stopFlag: Int32Array;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };

/** A search does not return to the event loop, so a signal handler beside it would never run. */
export const runInWorker: JobRunner = (job, { signal, onProgress, onNotice }) => {
  const stopFlag = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerInput = { job, stopFlag };
  return new Promise((resolve, reject) => {
    // On Node 20 a worker cannot start from TypeScript: this runs from dist only.
    const worker = new Worker(new URL('./search-worker.js', import.meta.url), { workerData });
    const stop = (): void => void Atomics.store(stopFlag, 0, 1);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') return onProgress(message.progress);
      if (message.kind === 'notice') return onNotice?.(message.text);
      signal.removeEventListener('abort', stop);
      if (message.kind === 'answer') resolve(message.answer);
      else reject(revive(message));
    });
    worker.on('error', (error) => reject(isOutOfMemory(error) ? outOfMemory() : error));
    worker.on('exit', (code) =>
      reject(new ModelError(`the search thread ended with code ${code} and without an answer`)),
    );
  });
};

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory(): MemoryError {
  return new MemoryError(
    `the JavaScript heap ran full and took the search with it; ${largerHeap}, or ask for less at a time`,
  );
}

/** Errors lose their class between threads. */
function revive(sent: { name: string; message: string; stack: string }): Error {
  if (sent.name === 'InputError') return new InputError(sent.message);
  const error = sent.name === 'ModelError' ? new ModelError(sent.message) : new Error(sent.message);
  error.stack = sent.stack;
  return error;
}
