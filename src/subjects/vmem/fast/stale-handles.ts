/**
 * Handles that outlive their table. A table is identified by its position, so a new table at the same place
 * would look like the old one: a bit for each thread and level marks the thread's handle as stale. Another
 * bit marks a table that is allocated and unreachable from the root: writes to it are lost, and a new table
 * may be linked at its position.
 */
import { Fact } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { Op, ReadAnswer } from '../kernel/request.ts';
import { Trait } from '../steps/step-row.ts';
import { hasTrait } from '../steps/steps.ts';
import { EntryByte, type VectorLayout } from './layout.ts';
import type { Origins } from './origins.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import type { ThreadFrame } from './thread-frame.ts';

/** First bit of `cutOff` for tables whose content is lost. */
const lostBits = 4;

export class StaleHandles {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly own: ThreadFrame;
  private readonly seen: StepObservation;
  private readonly threadCount: number;
  private readonly origins: Origins;
  /** True if the step frees memory of boot, which stays allocated. */
  private isKept = false;

  constructor(
    scope: Scope,
    layout: VectorLayout,
    trie: StepTrie,
    state: StateBytes,
    own: ThreadFrame,
    seen: StepObservation,
    origins: Origins,
  ) {
    this.layout = layout;
    this.trie = trie;
    this.state = state;
    this.own = own;
    this.seen = seen;
    this.threadCount = scope.threads?.length ?? 1;
    this.origins = origins;
  }

  /** True if the step of `node` uses a stale handle: then the path ends there. */
  isHit(node: number): boolean {
    const { bytes } = this.state;
    const stale = bytes[this.own.stale];
    const cutOff = bytes[this.own.cutOff];
    if ((stale | cutOff) === 0) return false;
    if (this.freesStale(node, stale)) {
      this.seen.end(Fact.freedTwice);
      return true;
    }
    // A reader of a table that was empty when detached sees it as empty.
    const hits = stale | (this.trie.op[node] === Op.readEntry ? cutOff >> lostBits : cutOff);
    const level = this.levelOf(node);
    if (level < 0 || level >= lostBits || ((hits >> level) & 1) === 0) return false;
    this.seen.end(Fact.walkedIntoNoTable);
    return true;
  }

  /** Updates the bits before the step of `node` clears its entry. */
  before(node: number): void {
    const { trie } = this;
    const entry = trie.word(node, StepWord.entry);
    if (trie.op[node] === Op.clear) this.cutOff(entry);
    this.isKept = this.origins.isKept(entry);
  }

  /** Updates the bits after the step of `node` was answered with `code`. */
  after(node: number, code: number): void {
    const { trie, layout, own, state } = this;
    const entry = trie.word(node, StepWord.entry);
    switch (trie.op[node]) {
      case Op.call:
      case Op.return:
        state.write(own.stale, 0);
        state.write(own.cutOff, 0);
        return;
      case Op.follow:
      case Op.setTable:
      case Op.replaceLeaf:
        this.renew(layout.entryLevel[entry] - 1);
        return;
      case Op.readEntry:
        if (code !== ReadAnswer.table) return;
        if ((state.bytes[entry] & EntryByte.classMask) === EntryByte.table) {
          this.renew(layout.entryLevel[entry] - 1);
        }
        return;
      case Op.freeTable:
        if (this.isKept) return;
        this.outdate(layout.childTable[entry], layout.entryLevel[entry] - 1);
        return;
      case Op.freeHeld:
        if (layout.childTable[entry] >= 0 && !this.isKept) {
          this.outdate(layout.childTable[entry], layout.entryLevel[entry] - 1);
        }
        return;
      default:
        return;
    }
  }

  /** True if the step frees a table that another thread already freed. */
  private freesStale(node: number, stale: number): boolean {
    const { trie, layout } = this;
    if (trie.op[node] !== Op.freeTable) return false;
    return ((stale >> (layout.entryLevel[trie.word(node, StepWord.entry)] - 1)) & 1) !== 0;
  }

  /** Records that the thread got a handle of a live table of `level`. */
  private renew(level: number): void {
    const { own, state } = this;
    const old = state.bytes[own.stale];
    if (old !== 0) state.write(own.stale, old & ~(1 << level));
    const cut = state.bytes[own.cutOff];
    if (cut !== 0) state.write(own.cutOff, cut & ~((1 << level) | (1 << (level + lostBits))));
  }

  /** Marks handles of a freed table in other threads as stale. */
  private outdate(table: number, level: number): void {
    const { own, state, trie } = this;
    const distance = own.stale - own.blockOf(own.thread);
    for (let other = 0; other < this.threadCount; other++) {
      const node = this.runningNode(other);
      if (node === 0 || trie.tableHeld(node, level) !== table) continue;
      const at = own.blockOf(other) + distance;
      state.write(at, state.bytes[at] | (1 << level));
    }
  }

  /** Marks tables below a cleared entry as unreachable from the root. */
  private cutOff(entry: number): void {
    const { layout } = this;
    const child = layout.childTable[entry];
    if (child < 0) return;
    const isEmpty = this.state.bytes[layout.at.used + child] === 0;
    for (let other = 0; other < this.threadCount; other++) {
      const node = this.runningNode(other);
      if (node !== 0) this.cutOffFor(other, node, entry, isEmpty);
    }
  }

  private cutOffFor(thread: number, node: number, entry: number, isEmpty: boolean): void {
    const { own, state, trie, layout } = this;
    const levels = layout.entryLevel[entry];
    const start = layout.entryStart[entry];
    const end = start + layout.machine.geometry.span[levels];
    const at = own.blockOf(thread) + own.cutOff - own.blockOf(own.thread);
    for (let level = 0; level < levels; level++) {
      const table = trie.tableHeld(node, level);
      if (table < 0) continue;
      const { covers } = layout.tables[table];
      if (covers.start < start || covers.end > end) continue;
      const lost = isEmpty ? 0 : 1 << (level + lostBits);
      state.write(at, state.bytes[at] | (1 << level) | lost);
    }
  }

  /** The node of another thread that runs an operation, else 0. */
  private runningNode(thread: number): number {
    if (thread === this.own.thread) return 0;
    const { bytes } = this.state;
    const at = this.own.blockOf(thread);
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  }

  /** Level of the table that a step reads or writes, or -1. */
  private levelOf(node: number): number {
    const { trie, layout } = this;
    const op = trie.op[node];
    if (!hasTrait(op, Trait.usesTable)) return -1;
    if (op === Op.scanTable)
      return layout.tables[trie.word(node, StepWord.used) - layout.at.used].level;
    return layout.entryLevel[trie.word(node, StepWord.entry)];
  }
}
