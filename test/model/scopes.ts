/** Small scopes for the tests of model and invariants: all are differences from one; and searches of them. */
import type { ScopeConfig } from '../../src/config/scope-config.ts';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { goals } from '../../src/invariants/goals.ts';
import { buildScopeWith } from '../../src/model/build-scope.ts';
import type { Scope } from '../../src/model/environment/scope.ts';
import type { Features } from '../../src/model/kernel/features.ts';
import { findRevision } from '../../src/model/kernel/revisions.ts';
import { findMutant } from '../../src/model/mutation/catalogue.ts';
import type { System } from '../../src/model/system.ts';
import { ask } from '../toys/ask.ts';

/** A scope, and a mistake that is put into its kernel, if any. */
export interface World extends ScopeConfig {
  readonly mutant: string | null;
}

/** Two sections of 1.5 PMDs of memmap each: they share the block at 0x90000 (section 2 lies at 0x8c000). */
export const twoSections: World = {
  revision: 'linux-5.10',
  mutant: null,
  geometry: 'tiny3',
  structPage: 48,
  edat1: true,
  edat2: true,
  debugPagealloc: false,
  kasan: false,
  vmalloc: 'far',
  contract: 'kernel',
  blocks: [[2], [3]],
  dcss: null,
  memmapPages: 0,
  identityPages: 0,
  memmapFirst: 0,
  identityFirst: 0,
  memmapPoints: [],
  identityPoints: [],
  online: false,
  fresh: 'zero',
  failAllocs: 0,
  faults: 'end',
  ops: Infinity,
};

/** Contract `any` on a window: no sections. */
export const anyCallers: Partial<World> = { contract: 'any', blocks: [] };

export function featuresOf(revision: string): Features {
  const features = findRevision(revision)?.features;
  if (features === undefined) throw new Error(`no revision "${revision}"`);
  return features;
}

export function scopeOf(over: Partial<World>, features?: Features): Scope {
  const { mutant, ...config } = { ...twoSections, ...over };
  const mistake = mutant === null ? undefined : findMutant(mutant);
  if (mutant !== null && mistake === undefined) throw new Error(`no mutant "${mutant}"`);
  return buildScopeWith(config, features ?? featuresOf(config.revision), mistake);
}

/** All of it, with every claim and goal. */
export function searchAll(system: System): SearchResult {
  return breadthFirst(ask(system, { invariants, goals }));
}
