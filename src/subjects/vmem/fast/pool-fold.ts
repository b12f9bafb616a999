/** The pool as the part of a state that a search tracks as a set: see `Fold`. */

import type { Fold } from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import type { FreshContents } from './fresh-contents.ts';
import type { VectorLayout } from './layout.ts';
import { PoolSets } from './pool-sets.ts';
import { Pools } from './pools.ts';

export class PoolFold implements Fold {
  readonly start: number;
  readonly end: number;
  private readonly pools: Pools;
  private readonly sets: PoolSets;
  private readonly fresh: FreshContents;
  private readonly loadState: (states: Uint8Array, offset: number) => void;
  private loaded = 0;

  constructor(
    scope: Scope,
    layout: VectorLayout,
    fresh: FreshContents,
    loadState: (states: Uint8Array, offset: number) => void,
  ) {
    this.start = layout.at.pool;
    this.end = this.start + scope.recycledMax;
    this.pools = new Pools(scope.recycledMax, layout.pagesPerPmd);
    this.sets = new PoolSets(this.pools);
    this.fresh = fresh;
    this.loadState = loadState;
  }

  get byteLength(): number {
    return this.sets.byteLength;
  }

  get image(): number {
    return this.sets.imageOf(this.loaded, this.fresh.poolEffect);
  }

  get weight(): number {
    return this.sets.weightOf(this.loaded, this.fresh.poolEffect);
  }

  load(states: Uint8Array, offset: number, set: number): void {
    this.loadState(states, offset);
    this.fresh.useSet(this.sets, set);
    this.loaded = set;
  }

  setOf(state: Uint8Array): number {
    return this.sets.single(this.pools.numberOf(state, this.start));
  }

  sizeOf(set: number): number {
    return this.sets.sizeOf(set);
  }

  union(one: number, other: number): number {
    return this.sets.union(one, other);
  }

  without(one: number, other: number): number {
    return this.sets.without(one, other);
  }

  membersOf(set: number): number[] {
    return this.sets.membersOf(set);
  }

  writeMember(member: number, state: Uint8Array): void {
    this.pools.write(member, state, this.start);
  }

  save(): Int32Array {
    return this.sets.save();
  }

  restore(words: Int32Array): void {
    this.sets.restore(words);
  }
}
