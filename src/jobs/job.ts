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
  /** Of a job for several threads: what those share with this one. */
  readonly memory?: SharedMemory | undefined;
  /** A message that cannot wait for the result. */
  readonly onNotice?: (text: string) => void;
  /** As `SearchHooks` has it. */
  readonly fullHeap?: () => number | undefined;
}

/** How jobs of one kind are run. Each command has its own kinds; `main` has the table of all of them. */
export interface JobKind<Job, Answer> {
  readonly name: string;
  run(job: Job, hooks: JobHooks): Answer;
  /** What the threads of a job share; undefined if one thread does it alone. */
  sharedMemory?(job: Job, subject: Subject): SharedMemory | undefined;
  /** Does the part of one more thread, until the job is over. */
  help?(job: Job, memory: SharedMemory, subject: Subject): void;
  /** Most bytes of the objects of the job. It gets a thread of its own, which is terminated at Ctrl-C. */
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
