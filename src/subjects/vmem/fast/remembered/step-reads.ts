/**
 * The bits of the state on which a step depends, or which it changes. More than that is allowed, and costs
 * time. test/properties/engines.test.ts compares the transitions that follow from them with those of single steps.
 */
import type { Scope } from '../../environment/scope.ts';
import { AllocKind, CallKind, Op } from '../../kernel/request.ts';
import { Level } from '../../machine/geometry.ts';
import type { StepCompiler } from '../compile-step.ts';
import type { FieldOffsets } from '../field-offsets.ts';
import { EntryByte, type VectorLayout } from '../layout.ts';
import type { VectorMachine } from '../machine.ts';
import type { StepTrie } from '../step-trie.ts';
import { StepWord } from '../step-words.ts';
import type { KnownBits } from './known-bits.ts';
import type { TableReads } from './table-reads.ts';

const { classMask, table, freedTable } = EntryByte;
const byteMask = 0xff;

export class StepReads {
  private readonly layout: VectorLayout;
  private readonly field: FieldOffsets;
  private readonly trie: StepTrie;
  private readonly machine: VectorMachine;
  private readonly compiler: StepCompiler;
  private readonly known: KnownBits;
  private readonly tables: TableReads;
  private readonly bytes: Uint8Array;
  private readonly poolBytes: number;
  private readonly identityCount: number;

  constructor(
    scope: Scope,
    machine: VectorMachine,
    compiler: StepCompiler,
    known: KnownBits,
    tables: TableReads,
  ) {
    this.layout = machine.layout;
    this.field = machine.layout.at;
    this.trie = machine.trie;
    this.machine = machine;
    this.compiler = compiler;
    this.known = known;
    this.tables = tables;
    this.bytes = machine.state.bytes;
    this.identityCount = scope.units.identity.length;
    this.poolBytes = scope.config.fresh === 'recycled' ? scope.recycledMax : 0;
  }

  /** Call it before the step of a node. False for a step whose reads are not listed here. */
  before(node: number): boolean {
    const { trie, known } = this;
    const entry = trie.word(node, StepWord.entry);
    switch (trie.op[node]) {
      case Op.read:
      case Op.follow:
        known.need(entry, classMask);
        return true;
      case Op.scanTable:
        known.needIsEmpty(trie.word(node, StepWord.used) - this.field.used);
        return true;
      case Op.alloc:
        return this.beforeAlloc(trie.word(node, StepWord.what));
      case Op.setTable:
      case Op.setIdentity:
      case Op.setMemmap:
        known.need(entry, classMask);
        this.needContentUnder(entry);
        return true;
      case Op.clear:
        return this.beforeClear(node, entry);
      case Op.freeTable:
      case Op.freeMemmap:
      case Op.freeHeld:
        this.beforeFree(node, entry);
        return true;
      case Op.lock:
      case Op.count:
      case Op.warn:
      case Op.fault:
        return true;
      case Op.unlock:
      case Op.flush:
        // Nothing but entries that the operation wrote can be in a TLB without being mapped.
        known.need(this.field.flags, byteMask);
        return true;
      case Op.call:
        this.overwriteGuard(node);
        if (trie.word(node, StepWord.snapshot) >= 0) this.needTail(true);
        return true;
      case Op.return:
        return this.beforeReturn(node);
      default:
        return this.beforeMark(node);
    }
  }

  private beforeAlloc(what: number): boolean {
    this.known.need(this.field.flags, byteMask);
    if (what === AllocKind.block) this.needPool();
    return what !== AllocKind.altmapBlock && what !== AllocKind.altmapPage;
  }

  private beforeFree(node: number, entry: number): void {
    const { trie, known, field } = this;
    known.need(entry, classMask);
    known.need(field.flags, byteMask);
    const pmd = trie.op[node] === Op.freeTable ? -1 : trie.word(node, StepWord.pmd);
    if (pmd < 0) return;
    this.needGuard(node);
    known.need(field.content + pmd, byteMask);
    if (this.bytes[field.content + pmd] !== 0) this.needPool();
  }

  /** A table that is unlinked with entries in it loses all below it: a mistake, and not remembered. */
  private beforeClear(node: number, entry: number): boolean {
    const { known, bytes, layout } = this;
    known.need(entry, classMask);
    known.need(this.field.flags, byteMask);
    this.needGuard(node);
    this.needContentUnder(entry);
    const value = bytes[entry] & classMask;
    if (value !== table && value !== freedTable) return true;
    const child = layout.childTable[entry];
    known.needIsEmpty(child);
    return bytes[this.field.used + child] === 0;
  }

  private beforeReturn(node: number): boolean {
    const { trie, known } = this;
    known.need(this.field.flags, byteMask);
    this.needTail(false);
    const kind = trie.word(node, StepWord.callKind);
    if (kind === CallKind.free || kind === CallKind.remove) {
      this.needGuard(node);
      return true;
    }
    this.overwriteGuard(node);
    if (trie.word(node, StepWord.result) !== 0) return true;
    // What is mapped of its range; its units, if the range consists of units.
    const units = trie.word(node, StepWord.units);
    const shift = kind === CallKind.populate ? this.identityCount : 0;
    this.tables.unitsAndBlocks(units << shift, 0);
    return units !== 0;
  }

  /** Steps on the memmap, its marks, and static variables. */
  private beforeMark(node: number): boolean {
    const { trie, known, bytes, layout } = this;
    const { tail } = this.field;
    switch (trie.op[node]) {
      case Op.tailIsSet:
      case Op.tailIs:
      case Op.setTail:
        known.need(tail, byteMask);
        return true;
      case Op.loadStatic:
      case Op.setStatic:
        known.need(trie.word(node, StepWord.staticByte), byteMask);
        return true;
      case Op.markTail: {
        known.need(tail, byteMask);
        const first = bytes[tail] - 1;
        if (first < 0) return false;
        this.beforeFill(first, layout.pagesPerPmd - (first % layout.pagesPerPmd));
        return true;
      }
      case Op.markUnused:
        this.beforeFill(trie.word(node, StepWord.page), trie.word(node, StepWord.pages));
        return true;
      case Op.markUsed: {
        const first = trie.word(node, StepWord.page);
        const count = trie.word(node, StepWord.pages);
        this.beforeFill(first, count);
        for (let page = first; page < first + count; page++) {
          known.need(this.initialisedByte(page), this.machine.memmap.liveMask[page]);
        }
        return true;
      }
      case Op.writeMemmap:
        this.beforeFill(trie.word(node, StepWord.page), trie.word(node, StepWord.pages));
        this.overwriteGuard(node);
        return true;
      case Op.testUnused: {
        const pmd = trie.word(node, StepWord.pmd);
        this.tables.page(trie.word(node, StepWord.page));
        known.need(this.field.content + pmd, byteMask);
        return true;
      }
      default:
        return false;
    }
  }

  /** Pages of memmap are filled, if they are mapped: they may be live, and the block that has them changes. */
  private beforeFill(first: number, count: number): void {
    const { known, layout, field } = this;
    for (let page = first; page < first + count; page++) {
      this.needPage(page);
      const inBlock = page % layout.pagesPerPmd;
      known.need(field.content + (page - inBlock) / layout.pagesPerPmd, 1 << inBlock);
    }
  }

  /** The remembered tail, and the pages from there to the end of its PMD. */
  private needTail(withContent: boolean): void {
    const { known, field, bytes } = this;
    const { pagesPerPmd } = this.layout;
    known.need(field.tail, byteMask);
    const first = bytes[field.tail] - 1;
    if (first < 0) return;
    const pmd = Math.floor(first / pagesPerPmd);
    for (let page = first; page < (pmd + 1) * pagesPerPmd; page++) this.needPage(page);
    if (withContent) known.need(field.content + pmd, byteMask);
  }

  /** How a page of memmap is mapped, and whether it is live. */
  private needPage(page: number): void {
    const { liveByte, liveMask } = this.machine.memmap;
    this.tables.page(page);
    this.known.need(liveByte[page], liveMask[page]);
  }

  private initialisedByte(page: number): number {
    const { liveMemmap, initialised } = this.field;
    return this.machine.memmap.liveByte[page] - liveMemmap + initialised;
  }

  /** The content of the block that an entry maps or will map. */
  private needContentUnder(entry: number): void {
    const pmd = this.layout.entryPmd[entry];
    if (pmd >= 0 && this.layout.entryLevel[entry] === Level.pmd) {
      this.known.need(this.field.content + pmd, byteMask);
    }
  }

  private needGuard(node: number): void {
    const { guards } = this.compiler;
    const end = this.trie.word(node, StepWord.guardEnd);
    for (let at = this.trie.word(node, StepWord.guardStart); at < end; at += 2) {
      this.known.need(guards[at], guards[at + 1]);
    }
  }

  /** The step clears or sets the bits of its guard. */
  private overwriteGuard(node: number): void {
    const { guards } = this.compiler;
    const end = this.trie.word(node, StepWord.guardEnd);
    for (let at = this.trie.word(node, StepWord.guardStart); at < end; at += 2) {
      this.known.overwrite(guards[at], guards[at + 1]);
    }
  }

  private needPool(): void {
    for (let at = 0; at < this.poolBytes; at++) this.known.need(this.field.pool + at, byteMask);
  }
}
