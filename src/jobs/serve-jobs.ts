/** The worker side of `runInThreads`: runs jobs in order, or helps with one, and reports by messages. */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { ModelError } from '../errors.ts';
import { giveUp } from '../explorer/parallel/threads.ts';
import type { Subject, SubjectLoader } from '../subject/subject.ts';
import type { JobKind } from './job.ts';
import type { WorkerInput, WorkerMessage } from './job-runner.ts';

/** Between two progress messages. */
const progressMs = 100;

/**
 * Share of the heap of this thread at which it counts as full. Near its limit V8 collects garbage
 * after using half of the rest, so at least seven tenths of a heap that looks this full are in use.
 */
const fullHeapShare = 0.85;

function fullHeap(): number | undefined {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  return used > most * fullHeapShare ? most : undefined;
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function runOwn(
  kind: AnyJobKind,
  { job, stopFlag, memory }: WorkerInput,
  subject: Subject,
  onNextJob: () => void,
): void {
  let toldAt = -Infinity;
  const answer = kind.run(job, {
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
    heapBytes: () => getHeapStatistics().used_heap_size,
    fullHeap,
    memory,
  });
  const isWaiting = isSmall();
  if (isWaiting) onNextJob();
  send({ kind: 'answer', answer, isWaiting });
}

/** Keeping a thread with a smaller heap, garbage included, is worth its memory: it has loaded and compiled the program. */
const waitingBytesMax = 512 << 20;

function isSmall(): boolean {
  const { used_heap_size: used, external_memory: outside } = getHeapStatistics();
  return used + outside < waitingBytesMax;
}

/** A job of any kind; the name of its kind is sent with it. */
type AnyJobKind = JobKind<unknown, unknown>;

/** Runs jobs of these kinds for the thread that started this one. */
export async function serveJobs(
  kinds: readonly AnyJobKind[],
  loadSubject: SubjectLoader,
): Promise<void> {
  const take = async (input: WorkerInput): Promise<void> => {
    const { job, memory, isHelper } = input;
    try {
      const subject = await loadSubject(input.subject);
      const kind = kinds.find(({ name }) => name === input.kind);
      if (kind === undefined) throw new ModelError(`there is no job of kind ${input.kind}`);
      await kind.prepare?.(job, subject);
      if (isHelper && memory !== undefined) kind.help?.(job, memory, subject);
      else runOwn(kind, input, subject, () => parentPort?.once('message', take));
    } catch (error) {
      const sent = error instanceof Error ? error : new Error(String(error));
      const { name, message, stack = '' } = sent;
      send({ kind: 'error', name, message, stack });
      if (memory !== undefined) giveUp(memory);
    }
  };
  const first: WorkerInput | null = workerData;
  if (first === null) parentPort?.once('message', take);
  else await take(first);
}
