/** The other end of `runInWorker`: runs one job, or helps with it, and reports by messages. */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { giveUp } from '../explorer/parallel/threads.ts';
import type { WorkerInput, WorkerMessage } from './job-runner.ts';
import { receiveTexts } from './kernel-texts.ts';
import { helpSearch, runJob } from './search-job.ts';

/** Between two messages about progress. */
const progressMs = 100;

/**
 * Of the heap of this thread; then it is full. Near its end V8 collects garbage when half of what is
 * left is used up, so at least seven tenths of a heap that looks so full are in use.
 */
const fullHeapShare = 0.85;

function fullHeap(): number | undefined {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  return used > most * fullHeapShare ? most : undefined;
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function runOwn({ job, stopFlag, memory }: WorkerInput): void {
  let toldAt = -Infinity;
  const answer = runJob(job, {
    now: () => performance.now(),
    shouldStop: () => Atomics.load(stopFlag, 0) !== 0,
    onProgress: (progress) => {
      const now = performance.now();
      if (now - toldAt < progressMs) return;
      toldAt = now;
      send({ kind: 'progress', progress });
    },
    onNotice: (text) => send({ kind: 'notice', text }),
    fullHeap,
    memory,
  });
  send({ kind: 'answer', answer });
}

const input: WorkerInput = workerData;
const { job, memory, isHelper } = input;
try {
  await receiveTexts(input.texts);
  if (isHelper && job.kind === 'search' && memory !== undefined) helpSearch(job, memory);
  else runOwn(input);
} catch (error) {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  send({ kind: 'error', name, message, stack });
  if (memory !== undefined) giveUp(memory);
}
