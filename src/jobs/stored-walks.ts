/** Repeats walks by seed and number: stored ones before a sample, or a single one for a replay. */

import seedrandom from 'seedrandom';
import {
  type Random,
  randomWalk,
  type WalkHooks,
  type WalkResult,
} from '../explorer/random-walk.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';

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
