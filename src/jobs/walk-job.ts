/** Walks as plain data: those of a store first, then those of a seed; or a single one, repeated. */

import seedrandom from 'seedrandom';
import {
  type Random,
  randomWalk,
  type WalkEnd,
  type WalkHooks,
  type WalkResult,
} from '../explorer/random-walk.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';
import type { Coverage } from '../subject/reach.ts';
import type { ScopeData } from '../subject/scopes.ts';
import { searchMsOf } from './aftermath.ts';
import { type JobHooks, type PlannedKind, sightingsOf } from './job.ts';
import { invariantsOf } from './job-claims.ts';
import { within } from './job-limits.ts';
import type { ViolationPaths } from './search-job.ts';
import { walkedFromInitialState } from './user-system.ts';

/** Identifies a walk: its seed, its number among the walks of the seed, and its length. */
export interface NamedWalk {
  readonly seed: string;
  readonly walk: number;
  readonly transitions: number;
}

/** One generator per walk, so that walk 17 of a seed is the same however many walks are taken. */
export function randomOf(seed: string, walk: number): Random {
  return seedrandom(`${seed}/${walk}`);
}

export interface WalkClaims {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
}

/** Repeats one walk, up to where it found something. */
export function takeWalk(
  { system, invariants, goals }: WalkClaims,
  { seed, walk, transitions }: NamedWalk,
  hooks: WalkHooks,
  elapsedMsMax: number,
): WalkResult {
  return randomWalk({
    system,
    invariants,
    goals,
    walkFirst: walk,
    walkCount: 1,
    randomOf: (number) => randomOf(seed, number),
    depthMax: transitions,
    elapsedMsMax,
    hooks,
    stopAtFirst: false,
  });
}

export interface WalkJob {
  readonly scope: ScopeData;
  readonly invariantIds: readonly string[];
  /** Walks of a store, replayed before those of the seed. */
  readonly stored: readonly NamedWalk[];
  readonly seed: string;
  /** The number of the first walk of the seed. */
  readonly walkFirst: number;
  readonly runs: number;
  readonly depth: number;
  readonly stopAtFirst: boolean;
  readonly elapsedMsMax: number;
}

export interface WalkAnswer {
  readonly result: WalkResult;
  readonly paths: ViolationPaths;
  /** In the order of the job; fewer if a limit or a first violation ended it. */
  readonly stored: readonly { readonly result: WalkResult; readonly paths: ViolationPaths }[];
  /** For subjects whose walks report coverage; one per job. */
  readonly coverages: readonly Coverage[];
}

export const walks: PlannedKind<WalkJob, WalkAnswer> = {
  name: 'walk',
  run: runWalks,
  question: ({ elapsedMsMax: _, ...job }) => job,
  scopesOf: ({ scope }) => [scope],
  sightingsIn: ({ result, paths, stored }, job) =>
    [{ result, paths }, ...stored].flatMap((walked) =>
      sightingsOf(job, walked.result.violations, walked.paths),
    ),
  walkedTransitions: ({ runs, depth }) => runs * depth,
  bounded: (job, { elapsedMsMax }) => within(job, elapsedMsMax),
};

function runWalks(job: WalkJob, jobHooks: JobHooks): WalkAnswer {
  const { subject } = jobHooks;
  const hooks = walkHooks(jobHooks);
  const watched = subject.watchWalks?.(job.scope);
  const claims: WalkClaims = {
    system: watched?.system ?? subject.createSystem(job.scope),
    invariants: invariantsOf(subject.claims, job.invariantIds),
    goals: subject.claims.goals,
  };
  const { seed, walkFirst, runs, depth, stopAtFirst, elapsedMsMax } = job;
  const startedAt = hooks.now();
  const left = (): number => elapsedMsMax - (hooks.now() - startedAt);
  const stored: WalkAnswer['stored'][number][] = [];
  let end: WalkEnd | null = null;
  for (const walk of job.stored) {
    if (hooks.shouldStop?.() === true)
      end = { kind: 'limit', limit: 'interrupted', value: hooks.now() - startedAt };
    else if (left() <= 0) end = { kind: 'limit', limit: 'time', value: elapsedMsMax };
    if (end !== null) break;
    const result = takeWalk(claims, walk, hooks, left());
    stored.push({ result, paths: result.violations.map(({ records }) => records) });
    if (stopAtFirst && result.violations.length > 0) end = { kind: 'stopped-at-violation' };
  }
  const walked = randomWalk({
    ...claims,
    walkFirst,
    walkCount: end === null ? runs : 0,
    randomOf: (walk) => randomOf(seed, walk),
    depthMax: depth,
    elapsedMsMax: searchMsOf(left(), claims.system.isExpensive === true),
    hooks,
    stopAtFirst,
  });
  const isTime = walked.end.kind === 'limit' && walked.end.limit === 'time';
  const timeOf: WalkEnd = { kind: 'limit', limit: 'time', value: elapsedMsMax };
  const ended = { ...walked, end: end ?? (isTime ? timeOf : walked.end) };
  const result = walkedFromInitialState(ended, claims, walkFirst);
  const paths = result.violations.map(({ records }) => records);
  return { result, paths, stored, coverages: watched === undefined ? [] : [watched.coverage(0)] };
}

function walkHooks({ now, shouldStop, onProgress, fullHeap }: JobHooks): WalkHooks {
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
