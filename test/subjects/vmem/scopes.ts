/**
 * Small scopes for the tests of model and invariants, as differences from one base scope, and their
 * searches.
 */

import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { SearchResult } from '../../../src/explorer/outcome.ts';
import { invariants } from '../../../src/invariants/catalogue.ts';
import { goals } from '../../../src/invariants/goals.ts';
import type { System } from '../../../src/model/system.ts';
import { buildScopeWith } from '../../../src/subjects/vmem/build-scope.ts';
import type { Scope } from '../../../src/subjects/vmem/environment/scope.ts';
import type { Features } from '../../../src/subjects/vmem/kernel/features.ts';
import { HandWritten } from '../../../src/subjects/vmem/kernel/hand-written.ts';
import { findRevision } from '../../../src/subjects/vmem/kernel/revisions.ts';
import { findText } from '../../../src/subjects/vmem/kernel/text-revisions.ts';
import { findMutant } from '../../../src/subjects/vmem/mutation/catalogue.ts';
import { plainScope, type ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { ask } from '../../toys/ask.ts';

/** A scope, and the mistake in its kernel, if any. */
export interface World extends ScopeConfig {
  readonly mutant: string | null;
}

/**
 * Two sections with 1.5 PMDs of memmap each, which share the block at 0x90000 (section 2 starts at
 * 0x8c000).
 */
const twoSections: ScopeConfig = {
  ...plainScope,
  geometry: 'tiny3',
  structPage: 48,
  blocks: [[2], [3]],
  online: false,
  fresh: 'zero',
  failAllocs: 0,
  faults: 'end',
};

/** Two sections without a mistake, with the given fields changed. */
export function worldOf(over: Partial<World>): World {
  return { ...twoSections, mutant: null, ...over };
}

/** Contract `any` on a window: no sections. */
export const anyCallers: Partial<World> = { contract: 'any', blocks: [] };

export function featuresOf(revision: string): Features {
  const features = findRevision(revision)?.features;
  if (features === undefined) throw new Error(`no revision "${revision}"`);
  return features;
}

export function scopeOf(over: Partial<World>, features?: Features): Scope {
  const { mutant, ...config } = worldOf(over);
  const mistake = mutant === null ? undefined : findMutant(mutant);
  if (mutant !== null && mistake === undefined) throw new Error(`no mutant "${mutant}"`);
  const source =
    findText(config.revision) ??
    new HandWritten(config.revision, features ?? featuresOf(config.revision));
  return buildScopeWith(config, source, mistake);
}

/** A complete search with every claim and goal. */
export function searchAll(system: System): SearchResult {
  return breadthFirst(ask(system, { invariants, goals }));
}
