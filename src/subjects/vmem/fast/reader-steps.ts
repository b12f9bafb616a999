/**
 * Steps of other code that reads the tables or uses the memory alongside vmem.c: readers, set_memory,
 * other users.
 */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import { Op } from '../kernel/request.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { Origins } from './origins.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import type { VectorParts } from './table-steps.ts';
import type { ThreadFrame } from './thread-frame.ts';

const { classMask, none, leaf, table, freedLeaf, freedTable } = EntryByte;

export class ReaderSteps {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly memmap: MemmapBytes;
  private readonly own: ThreadFrame;
  private readonly origins: Origins;

  constructor({ layout, trie, state, seen, guards, memmap, own, origins }: VectorParts) {
    this.layout = layout;
    this.trie = trie;
    this.state = state;
    this.seen = seen;
    this.guards = guards;
    this.memmap = memmap;
    this.own = own;
    this.origins = origins;
  }

  /** Executes the step of `node` and returns its code. */
  step(node: number): number {
    const { trie } = this;
    switch (trie.op[node]) {
      case Op.readEntry:
        return this.readEntry(trie.word(node, StepWord.entry));
      case Op.rewriteLeaf:
        return this.rewriteLeaf(trie.word(node, StepWord.entry));
      case Op.isOnline:
        return this.guards.hits(node) ? 1 : 0;
      case Op.touchMemmap:
        return this.touchMemmap(trie.word(node, StepWord.page));
      default:
        return this.takeFrame();
    }
  }

  /** Returns a `ReadAnswer`. The entry may point to a freed table, which is used only later. */
  private readEntry(entry: number): number {
    const value = this.state.bytes[entry] & classMask;
    this.seen.occasions |= Occasion.entryRead;
    if (value === none || value === leaf || value === table) return value;
    if (value === freedLeaf) return leaf;
    const { own, state } = this;
    const level = this.layout.entryLevel[entry] - 1;
    state.write(own.stale, state.bytes[own.stale] | (1 << level));
    return table;
  }

  private rewriteLeaf(entry: number): number {
    const value = this.state.bytes[entry] & classMask;
    if (value !== leaf) this.seen.end(Fact.walkedIntoNoTable);
    return 0;
  }

  private touchMemmap(page: number): number {
    this.seen.occasions |= Occasion.memmapRead;
    if (this.memmap.walk.leafLevel(page) < 0) this.seen.fail(Fact.readUnmapped);
    return 0;
  }

  /**
   * Any free page may be handed out, including one that was freed too early. What an altmap got back
   * is not free: it belongs to a memory block.
   */
  private takeFrame(): number {
    const { bytes } = this.state;
    this.seen.occasions |= Occasion.frameTaken;
    if ((bytes[this.layout.at.flags] & Flag.reusePending) !== 0) {
      this.seen.facts |= Fact.reusedBeforeFlush;
    }
    for (let entry = 0; entry < this.layout.entryCount; entry++) {
      const value = bytes[entry] & classMask;
      const isFreed =
        value === freedTable || (value === freedLeaf && !this.origins.altmapOf(entry));
      if (isFreed) this.seen.facts |= Fact.reusedWhileEntered;
    }
    return 0;
  }
}
