/** One search as plain data, so that it can run in this thread or in another. */

import {
  type CheckpointJob,
  type CheckpointOutcome,
  searchWithCheckpoint,
} from '../checkpoint/search.ts';
import { ModelError } from '../errors.ts';
import { breadthFirst } from '../explorer/breadth-first.ts';
import { depthFirst } from '../explorer/depth-first.ts';
import { foldedSearch } from '../explorer/folded/folded-search.ts';
import type { SearchEnd, SearchResult } from '../explorer/outcome.ts';
import { type SharedMemory, shareMemory } from '../explorer/parallel/shared-memory.ts';
import { tallyLength } from '../explorer/parallel/tally.ts';
import { help, lead } from '../explorer/parallel/threads.ts';
import { searchInTurns } from '../explorer/parallel/turns.ts';
import { recordsTo } from '../explorer/replay.ts';
import type { SearchLimits, SearchRequest, SlotBytes } from '../explorer/search.ts';
import { type ShortenedResult, withShortestSchedules } from '../explorer/shortest-schedules.ts';
import { union } from '../model/masks.ts';
import { canFold, type System, type TransitionRecord } from '../model/system.ts';
import type { SubjectClaims } from '../subject/claims.ts';
import type { Coverage } from '../subject/reach.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { PoolsFollowed } from '../subject/search-ways.ts';
import type { Subject } from '../subject/subject.ts';
import { searchMsOf } from './aftermath.ts';
import {
  type JobHooks,
  type JobKind,
  type SmallJob,
  searchHooks,
  statesWithoutThread,
} from './job.ts';
import { goalsOf, invariantsOf } from './job-claims.ts';
import { stopOf } from './stop-of.ts';
import { blamingTheSystem, withInitialState } from './user-system.ts';

export interface SearchJob extends CheckpointJob {
  readonly scope: ScopeData;
  readonly invariantIds: readonly string[];
  readonly search: 'bfs' | 'dfs';
  readonly exact: boolean;
  readonly slotBytes?: SlotBytes;
  /** Sets of pools: requires a system that can be folded. */
  readonly pools?: PoolsFollowed;
  readonly stopAtFirst: boolean;
  /** Breadth-first, single worker: stop when every claim has been violated. */
  readonly stopWhenAllSeen?: boolean;
  readonly limits: SearchLimits;
  /** Workers on one table: breadth-first, 8 bytes per state, tiny geometries. Absent: one thread. */
  readonly workers?: number | undefined;
}

function reachedOf(
  { goals, neededGoal, occasions }: SubjectClaims,
  { goalsReached, stateCount }: SearchResult,
): { readonly maps: boolean; readonly occasions: number } {
  const others = goalsReached.slice(goals.length);
  const isNeededReached = neededGoal === null || others.shift() === true;
  const arisen = occasions.filter((_, at) => others[at]);
  return {
    maps: isNeededReached && (neededGoal === null || stateCount > 1),
    occasions: union(...arisen.map(({ reachedOn }) => reachedOn)),
  };
}

/** The transitions to each violation, in the order of `result.violations`. */
export type ViolationPaths = readonly (readonly TransitionRecord[])[];

export interface SearchAnswer extends CheckpointOutcome {
  readonly result: SearchResult;
  readonly paths: ViolationPaths;
  /** The needed goal was reached, and a path continued; otherwise no claim can hold. */
  readonly maps: boolean;
  readonly coverage: Coverage;
}

/** One search of one scope. */
export const searches: JobKind<SearchJob, SearchAnswer> = {
  name: 'search',
  run: runSearch,
  sharedMemory: (job, subject) =>
    job.workers === undefined ? undefined : memoryForCrew(job, job.workers, subject),
  help: helpSearch,
  small: smallSearch,
};

function smallSearch(job: SearchJob): SmallJob<SearchJob, SearchAnswer> | null {
  const { checkpoint, resume, limits } = job;
  if (resume !== undefined || checkpoint?.onLimits === true) return null;
  const stateCountMax = Math.min(limits.stateCountMax, statesWithoutThread);
  return {
    job: {
      ...job,
      workers: undefined,
      checkpoint: undefined,
      limits: { ...limits, stateCountMax },
    },
    isWhole: ({ result: { end } }) => {
      const limit = stopOf(end)?.limit;
      const isCut = limit === 'states' && stateCountMax < limits.stateCountMax;
      return !isCut && limit !== 'time' && limit !== 'interrupted';
    },
  };
}

function runSearch(job: SearchJob, hooks: JobHooks): SearchAnswer {
  const { scope, invariantIds, exact, slotBytes = 8, stopAtFirst, limits } = job;
  const { stopWhenAllSeen = false } = job;
  const { subject } = hooks;
  const { claims } = subject;
  const watched = subject.watchSystem(scope);
  const { system } = watched;
  const elapsedMsMax = searchMsOf(limits.elapsedMsMax, system.isExpensive === true);
  const request: SearchRequest = {
    system,
    invariants: invariantsOf(claims, invariantIds),
    goals: goalsOf(claims),
    limits: { ...limits, elapsedMsMax },
    hooks: searchHooks(hooks),
    exact,
    slotBytes,
    stopAtFirst,
    stopWhenAllSeen,
  };
  const startedAt = hooks.now();
  const explore = exploreOf(job, hooks);
  const say = hooks.onNotice ?? (() => undefined);
  const { result: found, ...saved } = searchWithCheckpoint(explore, request, job, watched, say);
  const { completed, paths } = blamingTheSystem(subject, () => {
    const { result: searched, systemFor } = withShorterPaths(job, found, request, hooks, startedAt);
    const completed = withInitialState(searched, request);
    return {
      completed,
      paths: completed.violations.map((violation) => recordsTo(systemFor(violation), violation)),
    };
  });
  const result = { ...completed, end: byTheLimitAsked(completed.end, limits) };
  const { maps, occasions } = reachedOf(claims, result);
  return { result, paths, maps, coverage: watched.coverage(occasions), ...saved };
}

/**
 * States of the second search. No time limit, so that every machine reports the same: this number of states
 * of page tables takes two or three seconds and about 6 MB, independent of the first search.
 */
export const statesForStories = 100_000;
/** For a system whose transitions may take a thousand times longer: half a minute. */
export const slowStatesForStories = 1_000;

/** The results of a depth-first search, with the shorter stories that a second search finds. */
function withShorterPaths(
  { search, scope }: SearchJob,
  found: SearchResult,
  request: SearchRequest,
  { subject }: JobHooks,
  startedAt: number,
): ShortenedResult {
  const { system, limits, hooks } = request;
  // Results of breadth-first search are already shortest.
  if (search === 'bfs') return { result: found, systemFor: () => system };
  const most = system.isExpensive === true ? slowStatesForStories : statesForStories;
  const left = {
    ...limits,
    stateCountMax: Math.min(limits.stateCountMax, most),
    elapsedMsMax: limits.elapsedMsMax - (hooks.now() - startedAt),
  };
  const createSystem = (): System => subject.watchSystem(scope).system;
  return withShortestSchedules(found, { ...request, limits: left }, createSystem);
}

type Explore = (request: SearchRequest) => SearchResult;

/** For workers in one thread. */
const transitionsPerTurn = 1024;

function exploreOf(job: SearchJob, { memory, subject }: JobHooks): Explore {
  const { workers, search, scope, pools } = job;
  if (pools === 'sets') return (request) => followSets(request, search);
  if (workers === undefined) return search === 'bfs' ? breadthFirst : depthFirst;
  if (memory !== undefined) return (request) => lead(memory, request);
  // Unsupported code of a C source ends a path only in watched systems.
  const createSystem = (): System => subject.watchSystem(scope).system;
  const helpers = Array.from({ length: workers - 1 }, createSystem);
  const ownMemory = memoryForCrew(job, workers, subject);
  // The workers of this thread that have work left, in turn.
  const turnOf = () => ({ worker: 0, transitions: transitionsPerTurn });
  return (request) => searchInTurns(ownMemory, request, helpers, turnOf);
}

function followSets(request: SearchRequest, search: SearchJob['search']): SearchResult {
  const { system } = request;
  const fold = canFold(system) ? system.fold() : undefined;
  if (fold === undefined)
    throw new ModelError('sets of pools were requested of a system without pools');
  return foldedSearch(request, fold, search === 'bfs' ? 'levels' : 'oldest-first');
}

function memoryForCrew(
  { limits, invariantIds }: SearchJob,
  workerCount: number,
  { claims }: Subject,
): SharedMemory {
  return shareMemory({
    workerCount,
    memoryBytesMax: limits.memoryBytesMax,
    tallyLength: tallyLength(invariantIds.length, goalsOf(claims).length),
  });
}

/** Runs one worker of the search that another thread leads, until it is finished. */
function helpSearch(job: SearchJob, memory: SharedMemory, subject: Subject): void {
  const { scope, invariantIds, limits, stopAtFirst } = job;
  help(memory, {
    system: subject.watchSystem(scope).system,
    invariants: invariantsOf(subject.claims, invariantIds),
    goals: goalsOf(subject.claims),
    memoryBytesMax: limits.memoryBytesMax,
    stopAtFirst,
  });
}

/** The time reserved for confirming is part of the requested time. */
function byTheLimitAsked(end: SearchEnd, { elapsedMsMax }: SearchLimits): SearchEnd {
  return end.kind === 'limit' && end.limit === 'time' ? { ...end, value: elapsedMsMax } : end;
}
