/** Checks after the return of a call: one pass over the tables, top down. */

import { Fact } from '../../../invariants/facts.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { CallKind } from '../kernel/request.ts';
import { type Range, reachesReserved } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import type { CallFrame } from './compile-step.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { MemmapBytes } from './memmap-bytes.ts';
import type { Origins } from './origins.ts';
import { PageWalk } from './page-walk.ts';
import type { VectorParts } from './table-steps.ts';
import type { ThreadFrame } from './thread-frame.ts';
import { coveredBytes } from './unit-masks.ts';

const { classMask, none, leaf, table, cached, held } = EntryByte;

export class RestCheck {
  private readonly layout: VectorLayout;
  private readonly state: StateBytes;
  private readonly memmap: MemmapBytes;
  private readonly own: ThreadFrame;
  private readonly identityWalk: PageWalk;
  /** By entry: (byte, mask) pairs of the units it covers, in `guards`. */
  private readonly guards: Int32Array;
  private readonly guardStart: Int32Array;
  /** By entry: true if it covers pages without an owner. */
  private readonly coversStrangers: Uint8Array;
  /** By table: true if it may be freed when empty. */
  private readonly isRemovable: Uint8Array;
  private readonly reachable: Uint8Array;
  private readonly pmdMapped: Uint8Array;
  private readonly snapshots: Uint8Array[] = [];
  private readonly origins: Origins;
  /** By altmap: (byte, mask) pairs of the memory of its block. */
  private readonly blocks: readonly (readonly number[])[];

  constructor(scope: Scope, { layout, state, memmap, own, origins }: VectorParts) {
    this.layout = layout;
    this.state = state;
    this.memmap = memmap;
    this.own = own;
    this.origins = origins;
    const { altmaps = [] } = layout.machine;
    this.blocks = altmaps.map(({ identity }) =>
      layout.unitBits(scope.units.identity, layout.at.liveIdentity, identity),
    );
    const { identity } = scope.units;
    const start = Math.min(...identity.map((range) => range.start));
    const end = Math.max(...identity.map((range) => range.end));
    const hull = identity.length === 0 ? { start: 0, end: 0 } : { start, end };
    this.identityWalk = new PageWalk(layout, state.bytes, hull);
    this.reachable = new Uint8Array(layout.tables.length);
    this.pmdMapped = new Uint8Array(layout.pmdCount);
    this.isRemovable = Uint8Array.from(layout.tables, (place, index) =>
      index > 0 && !reachesReserved(layout.machine, place.covers) ? 1 : 0,
    );
    this.guardStart = new Int32Array(layout.entryCount + 1);
    this.coversStrangers = new Uint8Array(layout.entryCount);
    this.guards = Int32Array.from(this.describeUnits(scope));
  }

  /** Judges the state; returns the facts that are true at rest. */
  check(): number {
    const { bytes } = this.state;
    const { tables, childTable, at } = this.layout;
    this.reachable.fill(0);
    this.pmdMapped.fill(0);
    this.reachable[0] = 1;
    let facts = 0;
    for (let index = 0; index < tables.length; index++) {
      if (this.reachable[index] === 0) continue;
      if (this.isRemovable[index] === 1 && bytes[at.used + index] === 0) facts |= Fact.tableEmpty;
      const place = tables[index];
      const end = place.offset + place.count;
      for (let entry = place.offset; entry < end; entry++) {
        const value = bytes[entry] & classMask;
        if (value === table) this.reachable[childTable[entry]] = 1;
        else facts |= this.judgeEntry(entry, value);
      }
    }
    return facts | this.judgePmds() | this.judgeRest();
  }

  /** The facts at rest that do not depend on tables. */
  judgeRest(): number {
    return this.judgeTail() | this.stickyFacts();
  }

  /** Stores the state before a call that may fail, for `differsFrom`. */
  rememberBefore(slot: number): Uint8Array {
    let snapshot = this.snapshots[slot];
    if (snapshot === undefined) {
      snapshot = new Uint8Array(this.layout.at.stateLength);
      this.snapshots[slot] = snapshot;
    }
    const { bytes } = this.state;
    for (let index = 0; index < snapshot.length; index++) snapshot[index] = bytes[index];
    return snapshot;
  }

  /** True if tables, marks, tail, counters or leaked memory differ from before the call. */
  differsFrom(slot: number): boolean {
    const { own } = this;
    const { bytes } = this.state;
    const { at, entryCount, pagesPerPmd } = this.layout;
    const before = this.snapshots[slot];
    for (let entry = 0; entry < entryCount; entry++) {
      if (((before[entry] ^ bytes[entry]) & classMask) !== 0) return true;
      if (this.origins.differ(before, entry)) return true;
    }
    if (bytes[own.heldTables] !== 0 || bytes[own.heldMemmap] !== 0) return true;
    for (let level = 0; level < 3; level++) if (bytes[own.counterDrift + level] !== 0) return true;
    if (bytes[at.tail] === before[at.tail] && this.sameContent(before, -1, 0)) return false;
    // The tail remembered before may have been turned into marks, which is equivalent.
    if (bytes[at.tail] !== 0 || before[at.tail] === 0) return true;
    const first = before[at.tail] - 1;
    // Entries are the same before and after, so a block that is mapped now was mapped then.
    const isBlock = this.memmap.walk.leafLevel(first) === Level.pmd;
    const inBlock = first % pagesPerPmd;
    const tailBits = ((1 << pagesPerPmd) - 1) & ~((1 << inBlock) - 1);
    return !this.sameContent(before, isBlock ? (first - inBlock) / pagesPerPmd : -1, tailBits);
  }

  /** True if the whole range of a call is mapped. */
  isMapped(call: CallFrame): boolean {
    const isMemmap = call.kind === CallKind.populate || call.kind === CallKind.free;
    return (isMemmap ? this.memmap.walk : this.identityWalk).isMapped(call.range);
  }

  /** Compares the blocks with those before; the block at `pmd` as if `bits` had been marked in it. */
  private sameContent(before: Uint8Array, pmd: number, bits: number): boolean {
    const { bytes } = this.state;
    const { content } = this.layout.at;
    for (let index = 0; index < this.layout.pmdCount; index++) {
      const expected = before[content + index] | (index === pmd ? bits : 0);
      if (expected !== bytes[content + index]) return false;
    }
    return true;
  }

  /** Marks as lost what the operation still holds at the end of a call, or counted wrongly. */
  settle(): void {
    const { state, own } = this;
    const { bytes } = state;
    const { at } = this.layout;
    let lost = 0;
    if (bytes[own.heldTables] !== 0) lost |= Flag.tableLost;
    if (bytes[own.heldMemmap] !== 0) lost |= Flag.memmapLost;
    for (let level = 0; level < 3; level++) {
      if (bytes[own.counterDrift + level] !== 0) lost |= Flag.countersWrong;
      state.write(own.counterDrift + level, 0);
    }
    if (lost !== 0) this.dropHeld();
    state.write(own.heldTables, 0);
    state.write(own.heldMemmap, 0);
    state.write(at.flags, bytes[at.flags] | lost);
  }

  /** Objects kept in hand and never freed no longer have a place. */
  private dropHeld(): void {
    const { state } = this;
    for (let entry = 0; entry < this.layout.entryCount; entry++) {
      const value = state.bytes[entry];
      if ((value & held) === 0) continue;
      state.write(entry, (value & cached) === 0 ? none : value & ~held);
      this.origins.forget(entry);
      const pmd = this.layout.entryPmd[entry];
      if (pmd >= 0 && this.layout.entryLevel[entry] === Level.pmd) {
        state.write(this.layout.at.content + pmd, 0);
      }
    }
  }

  private judgeEntry(entry: number, value: number): number {
    const pmd = this.layout.entryPmd[entry];
    const isIdentity = this.layout.entryStart[entry] < this.layout.machine.vmemmapStart;
    const lost = isIdentity ? Fact.identityLost : Fact.memmapLost;
    if (value === none) return this.anyLive(entry) ? lost : 0;
    if (value === leaf) {
      if (isIdentity) return this.allLive(entry) ? 0 : Fact.identityResidue;
      if (pmd >= 0) this.pmdMapped[pmd] = 1;
      return this.liesInGoneMemory(entry) ? Fact.memmapLost : 0;
    }
    return Fact.danglingEntry | (this.anyLive(entry) ? lost : 0);
  }

  /** Live memmap from an altmap whose block was removed. */
  private liesInGoneMemory(entry: number): boolean {
    const altmap = this.origins.altmapOf(entry);
    if (altmap === 0) return false;
    const { bytes } = this.state;
    const block = this.blocks[altmap - 1];
    for (let at = 0; at < block.length; at += 2) {
      if ((bytes[block[at]] & block[at + 1]) !== 0) return false;
    }
    return this.anyLive(entry);
  }

  private judgePmds(): number {
    const { pmdCount, pagesPerPmd } = this.layout;
    for (let pmd = 0; pmd < pmdCount; pmd++) {
      if (this.pmdMapped[pmd] === 0) continue;
      let page = pmd * pagesPerPmd;
      const end = page + pagesPerPmd;
      while (page < end && !this.memmap.isLive(page)) page++;
      if (page === end) return Fact.memmapResidue;
    }
    return 0;
  }

  private judgeTail(): number {
    const tail = this.state.bytes[this.layout.at.tail];
    if (tail === 0) return 0;
    const { pagesPerPmd } = this.layout;
    const first = tail - 1;
    if (first % pagesPerPmd === 0) return Fact.tailInvalid;
    const end = first - (first % pagesPerPmd) + pagesPerPmd;
    for (let page = first; page < end; page++) {
      if (!this.memmap.walk.isPageMapped(page) || this.memmap.isLive(page)) return Fact.tailInvalid;
    }
    return 0;
  }

  private stickyFacts(): number {
    const flags = this.state.bytes[this.layout.at.flags];
    let facts = 0;
    if ((flags & Flag.tableLost) !== 0) facts |= Fact.tableUnreachable;
    if ((flags & Flag.memmapLost) !== 0) facts |= Fact.memmapUnreachable;
    if ((flags & Flag.countersWrong) !== 0) facts |= Fact.counterWrong;
    return facts;
  }

  private anyLive(entry: number): boolean {
    const { bytes } = this.state;
    const end = this.guardStart[entry + 1];
    for (let at = this.guardStart[entry]; at < end; at += 2) {
      if ((bytes[this.guards[at]] & this.guards[at + 1]) !== 0) return true;
    }
    return false;
  }

  /** True if every page the entry covers is live. */
  private allLive(entry: number): boolean {
    if (this.coversStrangers[entry] === 1) return false;
    const { bytes } = this.state;
    const end = this.guardStart[entry + 1];
    for (let at = this.guardStart[entry]; at < end; at += 2) {
      if ((bytes[this.guards[at]] & this.guards[at + 1]) !== this.guards[at + 1]) return false;
    }
    return true;
  }

  private describeUnits(scope: Scope): number[] {
    const { layout } = this;
    const { machine, at } = layout;
    const guards: number[] = [];
    for (let entry = 0; entry < layout.entryCount; entry++) {
      this.guardStart[entry] = guards.length;
      const start = layout.entryStart[entry];
      const range: Range = { start, end: start + machine.geometry.span[layout.entryLevel[entry]] };
      const isIdentity = start < machine.vmemmapStart;
      const units = isIdentity ? scope.units.identity : scope.units.memmap;
      const base = isIdentity ? at.liveIdentity : at.liveMemmap;
      guards.push(...layout.unitBits(units, base, range));
      this.coversStrangers[entry] = coveredBytes(units, range) < range.end - range.start ? 1 : 0;
    }
    this.guardStart[layout.entryCount] = guards.length;
    return guards;
  }
}
