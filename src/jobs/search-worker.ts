/** The other end of `runInWorker`: runs jobs one after the other, or helps with one, and reports by messages. */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { giveUp } from '../explorer/parallel/threads.ts';
import type { Subject } from '../subject/subject.ts';
import { loadVmem } from '../subjects/vmem/subject.ts';
import type { WorkerInput, WorkerMessage } from './job-runner.ts';
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

function runOwn({ job, stopFlag, memory }: WorkerInput, subject: Subject): void {
  let toldAt = -Infinity;
  const answer = runJob(job, {
    subject,
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
  const isWaiting = isSmall();
  if (isWaiting) parentPort?.once('message', take);
  send({ kind: 'answer', answer, isWaiting });
}

/** A thread with less than this is worth more than its memory: it has loaded the program and compiled it. */
const waitingBytesMax = 64 << 20;

function isSmall(): boolean {
  const { used_heap_size: used, external_memory: outside } = getHeapStatistics();
  return used + outside < waitingBytesMax;
}

async function take(input: WorkerInput): Promise<void> {
  const { job, memory, isHelper } = input;
  try {
    const subject = await loadVmem(input.subject);
    if (isHelper && job.kind === 'search' && memory !== undefined) helpSearch(job, memory, subject);
    else runOwn(input, subject);
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'error', name, message, stack });
    if (memory !== undefined) giveUp(memory);
  }
}

await take(workerData);
