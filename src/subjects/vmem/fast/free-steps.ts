/** Steps that free tables and memmap. */

import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { Origins } from './origins.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import type { VectorParts } from './table-steps.ts';
import type { ThreadFrame } from './thread-frame.ts';

const {
  classMask,
  none,
  leaf,
  table,
  freedLeaf,
  freedTable,
  cached,
  freedCached,
  clearedTable,
  held,
} = EntryByte;

export class FreeSteps {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly memmap: MemmapBytes;
  private readonly own: ThreadFrame;
  private readonly origins: Origins;
  private readonly isSingleThreaded: boolean;
  private readonly isRecycled: boolean;

  constructor(scope: Scope, parts: VectorParts) {
    this.layout = parts.layout;
    this.trie = parts.trie;
    this.state = parts.state;
    this.seen = parts.seen;
    this.guards = parts.guards;
    this.memmap = parts.memmap;
    this.own = parts.own;
    this.origins = parts.origins;
    this.isSingleThreaded = scope.threads === undefined;
    this.isRecycled = scope.config.fresh === 'recycled';
  }

  /** Marks the target of the entry as freed, and returns false if it was freed before. */
  private giveBack(entry: number, freed: number): boolean {
    const { state } = this;
    const { flags } = this.layout.at;
    const old = state.bytes[entry];
    const value = old & classMask;
    if (value !== leaf && value !== table) {
      this.seen.end(Fact.freedTwice);
      return false;
    }
    this.seen.facts |= Fact.freedWhileEntered;
    const isCached = (old & cached) !== 0;
    if (isCached) {
      this.seen.facts |= Fact.freedBeforeFlush;
      state.write(flags, state.bytes[flags] | Flag.reusePending);
    }
    state.write(entry, (old & ~classMask) | freed | (isCached ? freedCached : 0));
    this.origins.forget(entry);
    return true;
  }

  freeMemmap(node: number): number {
    const entry = this.trie.word(node, StepWord.entry);
    if (this.origins.isKept(entry)) return 0;
    const pmd = this.trie.word(node, StepWord.pmd);
    const altmap = this.trie.word(node, StepWord.altmap);
    const old = this.state.bytes[entry];
    const isSecond = altmap > 0 && (old & classMask) !== leaf;
    if (altmap !== this.origins.altmapOf(entry) || isSecond) {
      // Memory from elsewhere is returned here, or the same memory again.
      this.seen.end(Fact.freedTwice);
    } else if (altmap > 0) {
      // No other user can get it, so the TLB does not matter.
      this.state.write(entry, (old & ~classMask) | freedLeaf);
      this.noteBlockFreed(node, pmd);
    } else if (this.giveBack(entry, freedLeaf)) this.noteMemmapFreed(node, pmd);
    return 0;
  }

  /** A page (`pmd` -1) or the block of a PMD was freed to the allocator. */
  private noteMemmapFreed(node: number, pmd: number): void {
    this.noteBlockFreed(node, pmd);
    if (this.isRecycled && pmd >= 0)
      this.memmap.fresh.remember(this.state.bytes[this.layout.at.content + pmd]);
  }

  private noteBlockFreed(node: number, pmd: number): void {
    this.seen.occasions |= Occasion.memmapFreed;
    if (pmd < 0) return;
    this.seen.occasions |= Occasion.blockFreed;
    if (this.guards.hits(node)) this.seen.facts |= Fact.usedBlockFreed;
  }

  /** Frees the object that a `clear` kept in hand. */
  freeHeld(node: number): number {
    const { trie, state } = this;
    const { at } = this.layout;
    const entry = trie.word(node, StepWord.entry);
    const old = state.bytes[entry];
    if ((old & held) === 0) {
      this.seen.end(Fact.freedTwice);
      return 0;
    }
    if (this.origins.isKept(entry)) {
      // It stays allocated, but the last pointer to it is lost.
      state.write(entry, (old & cached) === 0 ? none : old & ~held);
      this.origins.forget(entry);
      const pmd = trie.word(node, StepWord.pmd);
      if (pmd >= 0) state.write(at.content + pmd, 0);
      return 0;
    }
    if (this.origins.altmapOf(entry) > 0) {
      this.seen.end(Fact.freedTwice);
      return 0;
    }
    this.origins.forget(entry);
    if ((old & cached) !== 0) {
      this.seen.facts |= Fact.freedBeforeFlush;
      state.write(at.flags, state.bytes[at.flags] | Flag.reusePending);
    }
    state.write(entry, (old & cached) === 0 ? none : (old & ~held) | freedCached);
    const isMemmap = this.layout.entryPmd[entry] >= 0 && (old & clearedTable) === 0;
    return isMemmap ? this.heldMemmapFreed(node) : this.heldTableFreed(node);
  }

  private heldMemmapFreed(node: number): number {
    const { trie, state, own } = this;
    const { at } = this.layout;
    this.letGo(own.heldMemmap);
    const pmd = trie.word(node, StepWord.pmd);
    this.noteMemmapFreed(node, pmd);
    if (pmd >= 0) state.write(at.content + pmd, 0);
    return 0;
  }

  /**
   * One object fewer is in hand. Without the mutex, another thread that cleared the entry first may
   * hold it: it frees the object again, and its path ends there.
   */
  private letGo(count: number): void {
    const held = this.state.bytes[count];
    if (held > 0 || this.isSingleThreaded) this.state.write(count, held - 1);
  }

  private heldTableFreed(node: number): number {
    this.letGo(this.own.heldTables);
    this.seen.occasions |= Occasion.tableFreed;
    if (this.trie.word(node, StepWord.isReserved) === 1) this.seen.facts |= Fact.reservedTableFreed;
    return 0;
  }

  freeTable(node: number): number {
    if (this.origins.isKept(this.trie.word(node, StepWord.entry))) return 0;
    if (!this.giveBack(this.trie.word(node, StepWord.entry), freedTable)) return 0;
    this.seen.occasions |= Occasion.tableFreed;
    if (this.trie.word(node, StepWord.isReserved) === 1) this.seen.facts |= Fact.reservedTableFreed;
    return 0;
  }
}
