/** A job is plain data with a kind, so that it can run in this thread or in another one. */
import type { SharedMemory } from '../explorer/parallel/shared-memory.ts';
import type { Progress, SearchHooks } from '../explorer/search.ts';
import type { TransitionRecord } from '../model/system.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

/** The progress of a job; fields that its kind lacks are 0. */
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
  /** Size in bytes of the objects of this thread. */
  readonly heapBytes?: () => number;
  /** See `SearchHooks`. */
  readonly fullHeap?: () => number | undefined;
}

/** How to run jobs of one kind. Each command has its own kinds; `main` has the table of all of them. */
export interface JobKind<Job, Answer> {
  readonly name: string;
  run(job: Job, hooks: JobHooks): Answer;
  /** Resources that `run` needs and cannot wait for. */
  prepare?(job: Job, subject: Subject): Promise<void>;
  /** The scopes that it searches; absent if they are not known before. */
  scopesOf?(job: Job): readonly ScopeData[];
  /** The shared memory of the threads of a job; undefined for a single thread. */
  sharedMemory?(job: Job, subject: Subject): SharedMemory | undefined;
  /** Runs the part of an additional thread, until the job is finished. */
  help?(job: Job, memory: SharedMemory, subject: Subject): void;
  /** The job within bounds that end before a thread would have started. Null if it has to run elsewhere. */
  small?(job: Job): SmallJob<Job, Answer> | null;
  /** Memory limit for the objects of the job. It gets its own thread, which is terminated at Ctrl-C. */
  memoryBytesMax?(job: Job): number;
}

export interface SmallJob<Job, Answer> {
  readonly job: Job;
  /** Whether the answer is also that of the job without the bounds. */
  isWhole(answer: Answer): boolean;
}

/** A search of this number of states takes less time than the start of a thread. */
export const statesWithoutThread = 1_000;

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

/** A claim that a job found violated. */
export interface JobSighting {
  readonly claim: string;
  readonly scope: ScopeData;
  /** Null if the answer keeps only its length. */
  readonly transitions: readonly TransitionRecord[] | null;
}

/** The violations of an answer that has their paths. */
export function sightingsOf(
  { scope }: { readonly scope: ScopeData },
  violations: readonly { readonly invariant: { readonly id: string } }[],
  paths: readonly (readonly TransitionRecord[])[],
): JobSighting[] {
  return violations.map(({ invariant }, at) => ({
    claim: invariant.id,
    scope,
    transitions: paths[at],
  }));
}

/** Bounds of one job on another machine; the job may have smaller ones. */
export interface JobBounds {
  readonly elapsedMsMax: number;
}

/** Where a job is saved while it runs. */
export interface SavedPlace {
  readonly file: string;
  readonly everyMs: number;
  /** It continues from the file. */
  readonly isResumed: boolean;
}

/** A kind whose jobs can run on another machine, and whose answers can be stored. */
export interface PlannedKind<Job, Answer> extends JobKind<Job, Answer> {
  /** The part of a job that determines its answer: no time limit, no number of threads, no files. */
  question(job: Job): unknown;
  /** Also for the estimate of its cost. */
  scopesOf(job: Job): readonly ScopeData[];
  /** Transitions of walks; absent for a search, whose cost is estimated in its scopes. */
  walkedTransitions?(job: Job): number;
  /** The claims that the answer violates, each with its story. */
  sightingsIn(answer: Answer, job: Job): readonly JobSighting[];
  /** The same job within these bounds. */
  bounded(job: Job, bounds: JobBounds): Job;
  /** The same job with a checkpoint. Absent if it cannot be saved. */
  saved?(job: Job, place: SavedPlace, subject: Subject): Job;
}

/** Thrown in place of an answer: the job ran elsewhere and left no result, so it is undecided. */
export class NoResult extends Error {
  /** For checks without `instanceof`. */
  override readonly name = 'NoResult';
}

/** Undefined if the job left no result. */
export async function unlessNoResult<Answer>(
  run: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NoResult) return undefined;
    throw error;
  }
}

/** A job that a run will need, before it runs. */
export interface ListedJob {
  readonly kind: PlannedKind<unknown, unknown>;
  readonly job: unknown;
  /** A few words for people. */
  readonly what: string;
}

/** Called with all independent jobs of a run before the first of them. May throw to end the run. */
export type JobsListener = (jobs: readonly ListedJob[], subject: Subject) => Promise<void>;

export function listedJob<Job, Answer>(
  kind: PlannedKind<Job, Answer>,
  job: Job,
  what: string,
): ListedJob {
  return { kind: kind as PlannedKind<unknown, unknown>, job, what };
}
