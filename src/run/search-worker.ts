/** The other end of `runInWorker`: runs one job and reports by messages. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerInput, WorkerMessage } from './job-runner.ts';
import { runJob } from './search-job.ts';

/** Between two messages about progress. */
const progressMs = 100;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

const { job, stopFlag }: WorkerInput = workerData;
let toldAt = -Infinity;
try {
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
  });
  send({ kind: 'answer', answer });
} catch (error) {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  send({ kind: 'error', name, message, stack });
}
