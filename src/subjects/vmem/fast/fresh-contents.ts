/**
 * Possible contents of a fresh block: zeroes, 0xFD, or, with recycled memory, those in a pool of
 * freed contents.
 */

import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { rankedContents, unusedBlock } from './block-content.ts';
import type { VectorLayout } from './layout.ts';
import { PoolBytes } from './pool-bytes.ts';
import { emptySet, type PoolSets } from './pool-sets.ts';

export class FreshContents {
  /** Contents that the next block may have, filled by `list`. */
  readonly contents: Uint8Array;
  private readonly state: StateBytes;
  private readonly pool: PoolBytes;
  private readonly effectAt: number;
  private readonly firstContent: number;
  /** All possible contents of a pool, in its order. */
  private readonly ranked: Uint8Array;
  private sets: PoolSets | undefined;
  private set: number = emptySet;

  constructor(scope: Scope, layout: VectorLayout, state: StateBytes) {
    const isRecycled = scope.config.fresh === 'recycled';
    this.state = state;
    this.pool = new PoolBytes(state, layout.at.pool, isRecycled ? scope.recycledMax : 0);
    this.effectAt = layout.at.poolEffect;
    this.firstContent = scope.config.fresh === 'unused' ? unusedBlock(layout.pagesPerPmd) : 0;
    this.contents = new Uint8Array(1 << layout.pagesPerPmd);
    this.ranked = Uint8Array.from(rankedContents(layout.pagesPerPmd));
  }

  /** Switches to all pools of a set instead of the one in the state. */
  useSet(sets: PoolSets, set: number): void {
    this.sets = sets;
    this.set = set;
  }

  /** Switches to the pool in the state. */
  useState(): void {
    this.sets = undefined;
  }

  get isOfSet(): boolean {
    return this.sets !== undefined;
  }

  /** Lists the possible contents of a fresh block, and returns their number. */
  list(): number {
    this.contents[0] = this.firstContent;
    return this.sets === undefined ? this.pool.list(this.contents) : this.listFrom(this.sets);
  }

  /** Takes the content listed at `choice`; a content from the pool is removed from it. */
  take(choice: number): number {
    const content = this.contents[choice];
    if (choice === 0) return content;
    if (this.sets === undefined) this.pool.take(content);
    else this.writeEffect(this.sets.taking(this.poolEffect, content));
    return content;
  }

  /** A block with this content was freed: the allocator remembers it if it could mislead a scan. */
  remember(content: number): void {
    if (this.sets === undefined) this.pool.remember(content);
    else this.writeEffect(this.sets.remembering(this.poolEffect, content));
  }

  /** The effect of the transition on the pools so far. */
  get poolEffect(): number {
    const { bytes } = this.state;
    const at = this.effectAt;
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  }

  private writeEffect(poolEffect: number): void {
    const { state, effectAt } = this;
    state.write(effectAt, poolEffect & 0xff);
    state.write(effectAt + 1, (poolEffect >> 8) & 0xff);
    state.write(effectAt + 2, poolEffect >> 16);
  }

  private listFrom(sets: PoolSets): number {
    const available = sets.contentsOf(this.set, this.poolEffect);
    let count = 1;
    for (let at = 0; at < this.ranked.length; at++) {
      const content = this.ranked[at];
      if ((available & (1 << content)) !== 0) this.contents[count++] = content;
    }
    return count;
  }
}
