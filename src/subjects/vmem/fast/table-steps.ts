/** Steps on tables and their targets: read, follow, allocate, write, clear, free. */

import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind } from '../kernel/request.ts';
import { isCounted } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import { contentRank } from './block-content.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { Origins } from './origins.ts';
import type { StepTrie } from './step-trie.ts';
import { notCounted, StepWord } from './step-words.ts';
import type { ThreadFrame } from './thread-frame.ts';

/** The data of the steps; built once by the machine. */
export interface VectorParts {
  readonly layout: VectorLayout;
  readonly trie: StepTrie;
  readonly state: StateBytes;
  readonly seen: StepObservation;
  readonly guards: Guards;
  readonly memmap: MemmapBytes;
  readonly own: ThreadFrame;
  readonly origins: Origins;
}

/** Means no bound on failures: the count stops one below it. */
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

function isBlock(kind: number): boolean {
  return kind === AllocKind.block || kind === AllocKind.altmapBlock;
}

export class TableSteps {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly memmap: MemmapBytes;
  private readonly own: ThreadFrame;
  private readonly failuresMax: number;
  private readonly isSingleThreaded: boolean;
  private readonly isRecycled: boolean;
  private readonly origins: Origins;
  private readonly isBoot: boolean;

  constructor(scope: Scope, parts: VectorParts) {
    this.layout = parts.layout;
    this.trie = parts.trie;
    this.state = parts.state;
    this.seen = parts.seen;
    this.guards = parts.guards;
    this.memmap = parts.memmap;
    this.own = parts.own;
    this.failuresMax = Math.min(scope.config.failAllocs, anyNumber);
    this.isSingleThreaded = scope.threads === undefined;
    this.isRecycled = scope.config.fresh === 'recycled';
    this.origins = parts.origins;
    this.isBoot = parts.origins.isBoot;
  }

  /** The number of ways in which an allocation can succeed: each possible content. */
  contentOptions(node: number): number {
    return isBlock(this.trie.word(node, StepWord.what)) ? this.memmap.fresh.list() : 1;
  }

  /** True if one more allocation of this operation may fail. */
  mayFail(): boolean {
    return this.state.bytes[this.own.failures] < this.failuresMax;
  }

  read(entry: number): number {
    const value = this.state.bytes[entry] & classMask;
    // A freed object is still in the entry: the kernel reads a leaf or a table.
    if (value === freedLeaf) return leaf;
    return value === freedTable ? table : value;
  }

  follow(entry: number): number {
    if ((this.state.bytes[entry] & classMask) !== table) this.seen.end(Fact.walkedIntoNoTable);
    else this.seen.occasions |= Occasion.followed;
    return 0;
  }

  /** Called before a write to an entry. Outside a call, set_memory_*() writes, under its own lock. */
  noteWrite(): void {
    this.seen.occasions |= Occasion.entryWritten;
    if (this.isBoot || this.state.bytes[this.own.inCall] === 0) return;
    const holder = this.state.bytes[this.layout.at.mutex];
    if (holder !== this.own.lockTag) this.seen.facts |= Fact.wroteWithoutMutex;
  }

  set(node: number): number {
    const { trie, state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    const entry = trie.word(node, StepWord.entry);
    const old = bytes[entry];
    const level = trie.word(node, StepWord.counted);
    // Overwriting an identity leaf with the same leaf changes nothing.
    if (level >= 0 && (old & classMask) === leaf) return 0;
    this.noteWrite();
    if ((old & classMask) !== none) {
      this.seen.end(Fact.entryOverwritten);
      return 0;
    }
    if (!this.isSingleThreaded && (old & held) !== 0) {
      // Without the mutex, two threads can hold tables for one position, which the position cannot
      // distinguish.
      this.seen.end(0);
      return 0;
    }
    const used = trie.word(node, StepWord.used);
    state.write(used, bytes[used] + 1);
    const before = (old & (cached | freedCached)) === 0 ? 0 : clearedBefore;
    state.write(
      entry,
      (old & (freedCached | clearedTable | clearedBefore)) |
        before |
        trie.word(node, StepWord.entryClass) |
        cached,
    );
    if (level < 0) this.origins.linked(entry, trie.word(node, StepWord.altmap));
    if (level >= 0) {
      if (level < notCounted) this.drift(level, 1);
      if (level % notCounted > Level.pte) this.seen.occasions |= Occasion.largeIdentity;
    } else if (trie.word(node, StepWord.entryClass) === table) {
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
    const entry = trie.word(node, StepWord.entry);
    const old = bytes[entry];
    const value = old & classMask;
    this.noteWrite();
    if (value === none) return 0;
    const used = trie.word(node, StepWord.used);
    state.write(used, bytes[used] - 1);
    state.write(at.flags, bytes[at.flags] | Flag.cleared);
    const named = value === table || value === freedTable;
    const kept = trie.word(node, StepWord.isHeld) === 1;
    const rest = (old & (cached | freedCached | clearedBefore)) | (named ? clearedTable : 0);
    state.write(entry, kept ? rest | held : rest);
    if (!kept) this.origins.forget(entry);
    const level = trie.word(node, StepWord.counted);
    if (named) {
      if (value === table) state.write(own.heldTables, bytes[own.heldTables] + 1);
      this.dropSubtree(this.layout.childTable[entry]);
    } else if (level >= 0) {
      if (level < notCounted) this.drift(level, -1);
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

  /** An identity leaf came or went that the kernel has not counted yet. */
  private drift(level: number, leaves: number): void {
    const at = this.own.counterDrift + level;
    this.state.write(at, (this.state.bytes[at] + leaves) & 0xff);
  }

  /**
   * A table was unlinked with entries in it: everything below it leaks. Only mistakes and missing
   * locks cause this.
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
        if (isCounted(machine, entryStart[entry])) this.drift(level, -1);
      } else if (value === leaf) {
        state.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
      }
      if (level === Level.pmd && this.layout.entryPmd[entry] >= 0) {
        state.write(at.content + this.layout.entryPmd[entry], 0);
      }
      // A TLB entry for it was loaded through the table, so a flush that misses the table also misses
      // it.
      const rest = bytes[entry] & ~classMask;
      state.write(entry, (rest & cached) === 0 ? rest : rest | clearedTable);
      this.origins.forget(entry);
    }
    state.write(at.used + child, 0);
  }

  alloc(node: number, choice: number): number {
    const { trie, state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    const kind = trie.word(node, StepWord.what);
    if (choice >= this.contentOptions(node)) {
      state.write(
        own.failures,
        bytes[own.failures] + (bytes[own.failures] < anyNumber - 1 ? 1 : 0),
      );
      state.write(own.failedInCall, 1);
      if (isBlock(kind)) state.write(own.blockFailedInCall, 1);
      return 0;
    }
    this.seen.occasions |= Occasion.allocated;
    if ((bytes[at.flags] & Flag.reusePending) !== 0) this.seen.facts |= Fact.reusedBeforeFlush;
    if (kind === AllocKind.table) {
      state.write(own.heldTables, bytes[own.heldTables] + 1);
      const isFallback =
        trie.word(node, StepWord.level) === Level.pte && bytes[own.blockFailedInCall] === 1;
      if (isFallback) this.seen.occasions |= Occasion.fellBack;
      return 1;
    }
    state.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
    if (isBlock(kind)) {
      const content = this.memmap.fresh.take(choice);
      state.write(own.handContent, content);
      if (this.isRecycled && contentRank[content] > 0) this.seen.occasions |= Occasion.recycled;
    }
    return 1;
  }
}
