/** Steps on tables and their targets: read, follow, allocate, write, clear, free. */

import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind } from '../kernel/request.ts';
import { Level } from '../machine/geometry.ts';
import { contentRank } from './block-content.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { StepObservation } from './observation.ts';
import type { StateBytes } from './state-bytes.ts';
import type { ThreadFrame } from './thread-frame.ts';
import type { HistoryTrie } from './trie.ts';

/** What the steps work on; built once by the machine. */
export interface VectorParts {
  readonly layout: VectorLayout;
  readonly trie: HistoryTrie;
  readonly state: StateBytes;
  readonly seen: StepObservation;
  readonly guards: Guards;
  readonly memmap: MemmapBytes;
  readonly own: ThreadFrame;
}

/** Stands for no bound on failures: the count stops one below it. */
const anyNumber = 255;

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
  clearedBefore,
} = EntryByte;

export class TableSteps {
  private readonly layout: VectorLayout;
  private readonly trie: HistoryTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly memmap: MemmapBytes;
  private readonly own: ThreadFrame;
  private readonly failuresMax: number;
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
    this.failuresMax = Math.min(scope.failuresMax, anyNumber);
    this.isSingleThreaded = scope.interleaving === undefined;
    this.isRecycled = scope.fresh === 'recycled';
  }

  /** The number of ways in which an allocation can succeed: each possible content. */
  contentOptions(node: number): number {
    return this.trie.a[node] === AllocKind.block ? this.memmap.fresh.list() : 1;
  }

  /** True if one more allocation of this operation may fail. */
  mayFail(): boolean {
    return this.state.bytes[this.own.failures] < this.failuresMax;
  }

  read(entry: number): number {
    const value = this.state.bytes[entry] & classMask;
    // What was freed is still in the entry: the kernel reads a leaf or a table.
    if (value === freedLeaf) return leaf;
    return value === freedTable ? table : value;
  }

  follow(entry: number): number {
    if ((this.state.bytes[entry] & classMask) !== table) this.seen.end(Fact.walkedIntoNoTable);
    else this.seen.occasions |= Occasion.followed;
    return 0;
  }

  /** An entry is about to be written. */
  noteWrite(): void {
    this.seen.occasions |= Occasion.entryWritten;
    const holder = this.state.bytes[this.layout.at.mutex];
    if (holder !== this.own.lockTag) this.seen.facts |= Fact.wroteWithoutMutex;
  }

  set(node: number): number {
    const { trie, state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    const entry = trie.a[node];
    const old = bytes[entry];
    const level = trie.d[node];
    // An identity leaf over the same identity leaf changes nothing.
    if (level >= 0 && (old & classMask) === leaf) return 0;
    this.noteWrite();
    if ((old & classMask) !== none) {
      this.seen.end(Fact.entryOverwritten);
      return 0;
    }
    if (!this.isSingleThreaded && (old & held) !== 0) {
      // Without the mutex two threads can hold tables of one position, which a position cannot distinguish.
      this.seen.end(0);
      return 0;
    }
    const used = trie.b[node];
    state.write(used, bytes[used] + 1);
    const before = (old & (cached | freedCached)) === 0 ? 0 : clearedBefore;
    state.write(
      entry,
      (old & (freedCached | clearedTable | clearedBefore)) | before | trie.c[node] | cached,
    );
    if (level >= 0) {
      state.write(own.counterDrift + level, (bytes[own.counterDrift + level] + 1) & 0xff);
      if (level > Level.pte) this.seen.occasions |= Occasion.largeIdentity;
    } else if (trie.c[node] === table) {
      state.write(own.heldTables, bytes[own.heldTables] - 1);
    } else {
      state.write(own.heldMemmap, bytes[own.heldMemmap] - 1);
      if (this.layout.entryLevel[entry] === Level.pmd) {
        state.write(at.content + this.layout.entryPmd[entry], bytes[own.handContent]);
        state.write(own.handContent, 0);
      }
    }
    return 0;
  }

  clear(node: number): number {
    const { trie, state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    const entry = trie.a[node];
    const old = bytes[entry];
    const value = old & classMask;
    this.noteWrite();
    if (value === none) return 0;
    const used = trie.b[node];
    state.write(used, bytes[used] - 1);
    state.write(at.flags, bytes[at.flags] | Flag.cleared);
    const named = value === table || value === freedTable;
    const kept = trie.d[node] === 1;
    const rest = (old & (cached | freedCached | clearedBefore)) | (named ? clearedTable : 0);
    state.write(entry, kept ? rest | held : rest);
    const level = trie.c[node];
    if (named) {
      if (value === table) state.write(own.heldTables, bytes[own.heldTables] + 1);
      this.dropSubtree(this.layout.childTable[entry]);
    } else if (level >= 0) {
      state.write(own.counterDrift + level, (bytes[own.counterDrift + level] - 1) & 0xff);
    } else {
      this.seen.occasions |= Occasion.memmapCleared;
      if (this.guards.hits(node)) this.seen.facts |= Fact.memmapClearedLive;
      if (value === leaf) state.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
      if (this.layout.entryLevel[entry] === Level.pmd && !kept) {
        state.write(at.content + this.layout.entryPmd[entry], 0);
      }
    }
    return 0;
  }

  /**
   * A table was unlinked with entries in it: everything below it leaks. Only mistakes and missing locks do
   * that.
   */
  private dropSubtree(child: number): void {
    const { state, own } = this;
    const { bytes } = state;
    const { at, childTable, entryLevel, entryStart, machine } = this.layout;
    if (bytes[at.used + child] === 0) return;
    const place = this.layout.tables[child];
    for (let entry = place.offset; entry < place.offset + place.count; entry++) {
      const value = bytes[entry] & classMask;
      if (value === none) continue;
      const level = entryLevel[entry];
      if (value === table) {
        state.write(own.heldTables, bytes[own.heldTables] + 1);
        this.dropSubtree(childTable[entry]);
      } else if (entryStart[entry] < machine.vmemmapStart) {
        const drift = own.counterDrift + level;
        state.write(drift, (bytes[drift] - 1) & 0xff);
      } else if (value === leaf) {
        state.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
      }
      if (level === Level.pmd && this.layout.entryPmd[entry] >= 0) {
        state.write(at.content + this.layout.entryPmd[entry], 0);
      }
      // A TLB entry for it was loaded through the table: a flush that misses the table misses it.
      const rest = bytes[entry] & ~classMask;
      state.write(entry, (rest & cached) === 0 ? rest : rest | clearedTable);
    }
    state.write(at.used + child, 0);
  }

  alloc(node: number, choice: number): number {
    const { trie, state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    const kind = trie.a[node];
    if (choice >= this.contentOptions(node)) {
      state.write(
        own.failures,
        bytes[own.failures] + (bytes[own.failures] < anyNumber - 1 ? 1 : 0),
      );
      state.write(own.failedInCall, 1);
      if (kind === AllocKind.block) state.write(own.blockFailedInCall, 1);
      return 0;
    }
    this.seen.occasions |= Occasion.allocated;
    if ((bytes[at.flags] & Flag.reusePending) !== 0) this.seen.facts |= Fact.reusedBeforeFlush;
    if (kind === AllocKind.table) {
      state.write(own.heldTables, bytes[own.heldTables] + 1);
      const isFallback = trie.b[node] === Level.pte && bytes[own.blockFailedInCall] === 1;
      if (isFallback) this.seen.occasions |= Occasion.fellBack;
      return 1;
    }
    state.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
    if (kind === AllocKind.block) {
      const content = this.memmap.fresh.take(choice);
      state.write(own.handContent, content);
      if (this.isRecycled && contentRank[content] > 0) this.seen.occasions |= Occasion.recycled;
    }
    return 1;
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
    return true;
  }

  freeMemmap(node: number): number {
    const entry = this.trie.a[node];
    if (this.giveBack(entry, freedLeaf)) this.noteMemmapFreed(node, this.trie.b[node]);
    return 0;
  }

  /** A page (`pmd` -1) or the block of a PMD was freed to the allocator. */
  private noteMemmapFreed(node: number, pmd: number): void {
    this.seen.occasions |= Occasion.memmapFreed;
    if (pmd < 0) return;
    this.seen.occasions |= Occasion.blockFreed;
    if (this.guards.hits(node)) this.seen.facts |= Fact.usedBlockFreed;
    if (this.isRecycled) this.memmap.fresh.remember(this.state.bytes[this.layout.at.content + pmd]);
  }

  /** Frees what a `clear` kept in hand. */
  freeHeld(node: number): number {
    const { trie, state } = this;
    const { at } = this.layout;
    const entry = trie.a[node];
    const old = state.bytes[entry];
    if ((old & held) === 0) {
      this.seen.end(Fact.freedTwice);
      return 0;
    }
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
    this.noteMemmapFreed(node, trie.b[node]);
    const pmd = trie.b[node];
    if (pmd >= 0) state.write(at.content + pmd, 0);
    return 0;
  }

  /**
   * One object less is in hand. Without the mutex it may be in the hand of another thread, which cleared the
   * entry first: that thread frees it again, and its path ends there.
   */
  private letGo(count: number): void {
    const held = this.state.bytes[count];
    if (held > 0 || this.isSingleThreaded) this.state.write(count, held - 1);
  }

  private heldTableFreed(node: number): number {
    this.letGo(this.own.heldTables);
    this.seen.occasions |= Occasion.tableFreed;
    if (this.trie.c[node] === 1) this.seen.facts |= Fact.reservedTableFreed;
    return 0;
  }

  freeTable(node: number): number {
    if (!this.giveBack(this.trie.a[node], freedTable)) return 0;
    this.seen.occasions |= Occasion.tableFreed;
    if (this.trie.b[node] === 1) this.seen.facts |= Fact.reservedTableFreed;
    return 0;
  }
}
