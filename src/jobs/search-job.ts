/** One search or one set of walks as plain data, so that it can be run in this thread or in another. */

import {
  type CheckpointJob,
  type CheckpointOutcome,
  searchWithCheckpoint,
} from '../checkpoint/search.ts';
import type { PoolsFollowed } from '../commands/check/pools.ts';
import { type RootsAnswer, type RootsJob, runRoots } from '../commands/check/roots-job.ts';
import { type MutantAnswer, type MutantJob, runMutants } from '../commands/mutate/job.ts';
import { runSweep, type SweepAnswer, type SweepJob } from '../commands/series/job.ts';
import { runSize, type SizeAnswer, type SizeJob } from '../commands/size/job.ts';
import { type FindingsAnswer, type FindingsJob, runFindings } from '../commands/ui/findings-job.ts';
import { type PageAnswer, type PageJob, runPage } from '../commands/ui/page-job.ts';
import { InputError, ModelError } from '../errors.ts';
import { breadthFirst } from '../explorer/breadth-first.ts';
import { depthFirst } from '../explorer/depth-first.ts';
import { foldedSearch } from '../explorer/folded/folded-search.ts';
import type { SearchEnd, SearchResult, Violation } from '../explorer/outcome.ts';
import type { SharedMemory } from '../explorer/parallel/shared-memory.ts';
import { help } from '../explorer/parallel/threads.ts';
import type { WalkHooks } from '../explorer/random-walk.ts';
import { replayedOrBug, replaySchedule } from '../explorer/replay.ts';
import type {
  Progress,
  SearchHooks,
  SearchLimits,
  SearchRequest,
  SlotBytes,
} from '../explorer/search.ts';
import type { ShortenedResult } from '../explorer/shortest-schedules.ts';
import { mustBeOneOf } from '../input/nearest.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import { union } from '../model/masks.ts';
import { isFolded, type System, type TransitionRecord } from '../model/system.ts';
import type { SubjectClaims } from '../subject/claims.ts';
import type { Coverage } from '../subject/reach.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import { searchMsOf } from './aftermath.ts';
import { memoryForCrew, searchByCrew } from './search-crew.ts';
import { slowStatesForStories, statesForStories, withShorterStories } from './shorter-stories.ts';
import { runWalks, type WalkAnswer, type WalkJob } from './walk-job.ts';

export interface SearchJob extends CheckpointJob {
  readonly kind: 'search';
  readonly scope: ScopeData;
  readonly invariantIds: readonly string[];
  readonly search: 'bfs' | 'dfs';
  readonly exact: boolean;
  readonly slotBytes?: SlotBytes;
  /** Sets of pools: the system must be one that can be folded. */
  readonly pools?: PoolsFollowed;
  readonly stopAtFirst: boolean;
  /** Breadth-first, alone: stop when every claim was seen violated. */
  readonly stopWhenAllSeen?: boolean;
  readonly limits: SearchLimits;
  /** So many workers on one table: breadth-first, 8 bytes a state, tiny geometries. Absent: a search alone. */
  readonly workers?: number | undefined;
}

export type Job =
  | SearchJob
  | WalkJob
  | SweepJob
  | MutantJob
  | SizeJob
  | RootsJob
  | PageJob
  | FindingsJob;

/** Those of reports first: a result is read by this order. */
function goalsOf({ goals, neededGoal, occasions }: SubjectClaims): Goal[] {
  return [...goals, ...(neededGoal === null ? [] : [neededGoal]), ...occasions];
}

function reachedOf(
  { goals, neededGoal, occasions }: SubjectClaims,
  { goalsReached, stateCount }: SearchResult,
): { readonly maps: boolean; readonly occasions: number } {
  const others = goalsReached.slice(goals.length);
  const isNeededReached = neededGoal === null || others.shift() === true;
  const arisen = occasions.filter((_, at) => others[at]);
  return {
    maps: isNeededReached && stateCount > 1,
    occasions: union(...arisen.map(({ reachedOn }) => reachedOn)),
  };
}

/** The transitions to each violation, in the order of `result.violations`. */
type Paths = readonly (readonly TransitionRecord[])[];

export interface SearchAnswer extends CheckpointOutcome {
  readonly kind: 'search';
  readonly result: SearchResult;
  readonly paths: Paths;
  /** The needed goal was reached, and a path continued: without that no claim can hold. */
  readonly maps: boolean;
  readonly coverage: Coverage;
}

export type Answer =
  | SearchAnswer
  | WalkAnswer
  | SweepAnswer
  | MutantAnswer
  | SizeAnswer
  | RootsAnswer
  | PageAnswer
  | FindingsAnswer;

/** What a job tells while it runs; fields that its kind does not have are 0. */
export interface JobProgress extends Progress {
  readonly walkCount: number;
}

export interface JobHooks {
  readonly subject: Subject;
  readonly now: () => number;
  readonly shouldStop: () => boolean;
  readonly onProgress: (progress: JobProgress) => void;
  /** Of a search by several workers: what those in other threads share with this one. */
  readonly memory?: SharedMemory | undefined;
  /** Something for people that cannot wait: what went wrong while the job goes on. */
  readonly onNotice?: (text: string) => void;
  /** As `SearchHooks` has it. */
  readonly fullHeap?: () => number | undefined;
}

export function runJob(job: Job, hooks: JobHooks): Answer {
  switch (job.kind) {
    case 'search':
      return runSearch(job, hooks);
    case 'walk':
      return runWalks(
        job,
        {
          system: hooks.subject.createSystem(job.scope),
          invariants: invariantsOf(hooks.subject.claims, job.invariantIds),
          goals: hooks.subject.claims.goals,
        },
        hooksOfWalks(hooks),
      );
    case 'sweep':
      return runSweep(job, withoutWalks(hooks));
    case 'mutants':
      return runMutants(job, withoutWalks(hooks));
    case 'size':
      return runSize(job, withoutWalks(hooks));
    case 'roots':
      return runRoots(job, withoutWalks(hooks));
    case 'page':
      return runPage(job);
    case 'findings':
      return runFindings(job, hooks.now);
  }
}

function withoutWalks(hooks: JobHooks): SearchHooks {
  const { now, shouldStop, onProgress, fullHeap } = hooks;
  return {
    now,
    shouldStop,
    onProgress: (progress) => onProgress({ ...progress, walkCount: 0 }),
    ...(fullHeap && { fullHeap }),
  };
}

function runSearch(job: SearchJob, hooks: JobHooks): SearchAnswer {
  const { scope, invariantIds, exact, slotBytes = 8, stopAtFirst, limits } = job;
  const { stopWhenAllSeen = false } = job;
  const { subject } = hooks;
  const { claims } = subject;
  const watched = subject.watchSystem(scope);
  const { system } = watched;
  const elapsedMsMax = searchMsOf(limits.elapsedMsMax, system.isDear === true);
  const request: SearchRequest = {
    system,
    invariants: invariantsOf(claims, invariantIds),
    goals: goalsOf(claims),
    limits: { ...limits, elapsedMsMax },
    hooks: withoutWalks(hooks),
    exact,
    slotBytes,
    stopAtFirst,
    stopWhenAllSeen,
  };
  const say = hooks.onNotice ?? (() => undefined);
  const startedAt = hooks.now();
  const { result: found, ...saved } = searchWithCheckpoint(
    exploreOf(job, hooks),
    request,
    job,
    watched,
    say,
  );
  const { result: told, systemFor } = shortened(job, found, request, hooks, startedAt);
  const paths = told.violations.map((violation) => path(systemFor(violation), violation));
  const result = { ...told, end: byTheLimitAsked(told.end, limits) };
  const { maps, occasions } = reachedOf(claims, result);
  return {
    kind: 'search',
    result,
    paths,
    maps,
    coverage: watched.coverage(occasions),
    ...saved,
  };
}

/** What was found breadth-first is as short as it can be. */
function shortened(
  { search, scope }: SearchJob,
  found: SearchResult,
  request: SearchRequest,
  { subject }: JobHooks,
  startedAt: number,
): ShortenedResult {
  const { system } = request;
  if (search === 'bfs') return { result: found, systemFor: () => system };
  return withShorterStories(found, request, {
    stateCountMax: system.isDear === true ? slowStatesForStories : statesForStories,
    elapsedMs: request.hooks.now() - startedAt,
    createSystem: () => subject.createSystem(scope),
  });
}

type Explore = (request: SearchRequest) => SearchResult;

function exploreOf(job: SearchJob, { memory, subject }: JobHooks): Explore {
  const { workers, search, scope, pools } = job;
  if (pools === 'sets') return (request) => followSets(request, search);
  if (workers === undefined) return search === 'bfs' ? breadthFirst : depthFirst;
  const createSystem = (): System => subject.createSystem(scope);
  return (request) => searchByCrew(request, { workers, memory, createSystem });
}

function followSets(request: SearchRequest, search: SearchJob['search']): SearchResult {
  const { system } = request;
  const fold = isFolded(system) ? system.fold() : undefined;
  if (fold === undefined)
    throw new ModelError('sets of pools were asked of a system without pools');
  return foldedSearch(request, fold, search === 'bfs' ? 'levels' : 'oldest-first');
}

/** What the workers of a search share; undefined if it is a search alone. */
export function memoryOf(
  { workers, limits, invariantIds }: SearchJob,
  { claims }: Subject,
): SharedMemory | undefined {
  if (workers === undefined) return undefined;
  const counts = { invariantCount: invariantIds.length, goalCount: goalsOf(claims).length };
  return memoryForCrew(workers, limits.memoryBytesMax, counts);
}

/** Does the part of one worker in the search that another thread leads, until it is over. */
export function helpSearch(job: SearchJob, memory: SharedMemory, subject: Subject): void {
  const { scope, invariantIds, limits, stopAtFirst } = job;
  help(memory, {
    system: subject.createSystem(scope),
    invariants: invariantsOf(subject.claims, invariantIds),
    goals: goalsOf(subject.claims),
    memoryBytesMax: limits.memoryBytesMax,
    stopAtFirst,
  });
}

/** What was left for confirming is a part of the time that was asked for. */
function byTheLimitAsked(end: SearchEnd, { elapsedMsMax }: SearchLimits): SearchEnd {
  return end.kind === 'limit' && end.limit === 'time' ? { ...end, value: elapsedMsMax } : end;
}

function path(system: System, { schedule, records }: Violation): readonly TransitionRecord[] {
  if (records !== undefined) return records;
  const transitions = replayedOrBug(replaySchedule(system, schedule));
  return transitions.map(({ record }) => record);
}

function hooksOfWalks({ now, shouldStop, onProgress, fullHeap }: JobHooks): WalkHooks {
  return {
    now,
    shouldStop,
    ...(fullHeap && { fullHeap }),
    onProgress: ({ walkCount, transitionCount, elapsedMs }) =>
      onProgress({
        walkCount,
        transitionCount,
        elapsedMs,
        depth: 0,
        stateCount: 0,
        frontierCount: 0,
        memoryBytes: 0,
      }),
  };
}

function invariantsOf({ invariants }: SubjectClaims, ids: readonly string[]): Invariant[] {
  return ids.map((id) => {
    const invariant = invariants.find((one) => one.id === id);
    if (invariant === undefined) {
      throw new InputError(
        `invariant is "${id}"; ${mustBeOneOf(
          id,
          invariants.map((one) => one.id),
          'tablewalk list invariants',
        )}`,
      );
    }
    return invariant;
  });
}
