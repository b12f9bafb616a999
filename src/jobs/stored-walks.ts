/** Repeats walks by seed and number: stored ones before a sample, or a single one for a replay. */

import seedrandom from 'seedrandom';
import type { SeedStore, StoredSeed } from '../commands/sample/seed-store.ts';
import { walkGenerator } from '../counterexample/walk-generator.ts';
import {
  type Random,
  randomWalk,
  type WalkHooks,
  type WalkResult,
} from '../explorer/random-walk.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';

/** A walk by name: a seed, a number among the walks of the seed, and its length. */
export interface NamedWalk {
  readonly seed: string;
  readonly walk: number;
  readonly transitions: number;
}

/** A generator for each walk: walk 17 of a seed is the same however many walks are taken. */
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

/** The scope of a seed, without the revision: other revisions are searched in the same way. */
interface SeedScope {
  readonly revision: string;
  readonly rest: string;
}

/** Which seeds of a store a sample takes, and which it skips and why. */
export interface ChosenSeeds {
  /** Seeds of this scope, whatever the revision on which they found something. */
  readonly taken: readonly StoredSeed[];
  readonly otherScopes: readonly StoredSeed[];
  /** Of another generator: the same seed is another walk now. */
  readonly otherGenerators: readonly StoredSeed[];
}

export function chooseSeeds(subject: Subject, { seeds }: SeedStore, scope: ScopeData): ChosenSeeds {
  const walks = seeds.filter(({ generator }) => generator.startsWith('walk/'));
  const { rest } = seedScope(scopeText(subject, scope));
  const here = walks.filter((seed) => seedScope(seed.scope).rest === rest);
  return {
    taken: here.filter(({ generator }) => generator === walkGenerator),
    otherGenerators: here.filter(({ generator }) => generator !== walkGenerator),
    otherScopes: walks.filter((seed) => !here.includes(seed)),
  };
}

export function scopeText({ scopes }: Subject, scope: ScopeData): string {
  return scopes.flagsOf(scope).join(' ');
}

/** `flagsOf` begins with the revision. */
export function seedScope(text: string): SeedScope {
  const match = /^--revision (\S+) ?(.*)$/.exec(text);
  return match === null ? { revision: '', rest: text } : { revision: match[1], rest: match[2] };
}
