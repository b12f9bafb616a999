/** A job is plain data of a kind, so that it can be run in this thread or in another one. */
import type { SharedMemory } from '../explorer/parallel/shared-memory.ts';
import type { Progress, SearchHooks } from '../explorer/search.ts';
import type { Subject } from '../subject/subject.ts';

/** What a job reports while it runs; fields that its kind does not have are 0. */
export interface JobProgress extends Progress {
  readonly walkCount: number;
}

export interface JobHooks {
  readonly subject: Subject;
  readonly now: () => number;
  readonly shouldStop: () => boolean;
  readonly onProgress: (progress: JobProgress) => void;
  /** For a job with several threads: the memory that they share. */
  readonly memory?: SharedMemory | undefined;
  /** A message to show before the result. */
  readonly onNotice?: (text: string) => void;
  /** As `SearchHooks` has it. */
  readonly fullHeap?: () => number | undefined;
}

/** How jobs of one kind are run. Each command has its own kinds; `main` has the table of all of them. */
export interface JobKind<Job, Answer> {
  readonly name: string;
  run(job: Job, hooks: JobHooks): Answer;
  /** The shared memory of the threads of a job; undefined for a single thread. */
  sharedMemory?(job: Job, subject: Subject): SharedMemory | undefined;
  /** Runs the part of an additional thread, until the job is finished. */
  help?(job: Job, memory: SharedMemory, subject: Subject): void;
  /** Memory limit for the objects of the job. It gets its own thread, which is terminated at Ctrl-C. */
  memoryBytesMax?(job: Job): number;
}

/** The hooks of a search within a job. */
export function searchHooks(hooks: JobHooks): SearchHooks {
  const { now, shouldStop, onProgress, fullHeap } = hooks;
  return {
    now,
    shouldStop,
    onProgress: (progress) => onProgress({ ...progress, walkCount: 0 }),
    ...(fullHeap && { fullHeap }),
  };
}
