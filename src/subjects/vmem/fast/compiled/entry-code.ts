/** Steps on entries of tables: read, write, clear, free, and the allocation of their targets. */
import { Fact, Occasion } from '../../../../invariants/facts.ts';
import { AllocKind } from '../../kernel/request.ts';
import { Level } from '../../machine/geometry.ts';
import { EntryByte, Flag } from '../layout.ts';
import { notCounted, StepWord } from '../step-words.ts';
import { Registers, unusual } from './registers.ts';

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

/** Far below the maximum of a byte; the machine refuses more. */
const heldMax = 200;

export class EntryCode extends Registers {
  protected follow(at: number): number {
    if ((this.bytes[this.records[at + StepWord.entry]] & classMask) !== table) return unusual;
    this.occasions |= Occasion.followed;
    return 0;
  }

  protected set(at: number): number {
    const { bytes, records, own } = this;
    const entry = records[at + StepWord.entry];
    const old = bytes[entry];
    const level = records[at + StepWord.counted];
    if ((old & classMask) !== none) return level >= 0 && (old & classMask) === leaf ? 0 : unusual;
    if (level >= notCounted) return unusual;
    const entryClass = records[at + StepWord.entryClass];
    const isTable = entryClass === table;
    if (level < 0) {
      const count = isTable ? own.heldTables : own.heldMemmap;
      if (bytes[count] === 0) return unusual;
      this.write(count, bytes[count] - 1);
    } else {
      this.write(own.counterDrift + level, (bytes[own.counterDrift + level] + 1) & 0xff);
      if (level > Level.pte) this.occasions |= Occasion.largeIdentity;
    }
    this.noteWrite();
    const used = records[at + StepWord.used];
    this.write(used, bytes[used] + 1);
    const before = (old & (cached | freedCached)) === 0 ? 0 : clearedBefore;
    const rest = old & (freedCached | clearedTable | clearedBefore);
    this.write(entry, rest | before | entryClass | cached);
    if (level < 0 && !isTable && this.layout.entryLevel[entry] === Level.pmd) {
      this.change(this.field.content + this.layout.entryPmd[entry], bytes[own.handContent]);
      this.change(own.handContent, 0);
    }
    return 0;
  }

  protected clear(at: number): number {
    const { bytes, records, own, layout, field } = this;
    const entry = records[at + StepWord.entry];
    const old = bytes[entry];
    const value = old & classMask;
    const isNamed = value === table || value === freedTable;
    if (isNamed && bytes[field.used + layout.childTable[entry]] !== 0) return unusual;
    const level = records[at + StepWord.counted];
    if (level >= notCounted) return unusual;
    this.noteWrite();
    if (value === none) return 0;
    const used = records[at + StepWord.used];
    this.write(used, bytes[used] - 1);
    this.change(field.flags, bytes[field.flags] | Flag.cleared);
    const isKept = records[at + StepWord.isHeld] === 1;
    const rest = (old & (cached | freedCached | clearedBefore)) | (isNamed ? clearedTable : 0);
    this.write(entry, isKept ? rest | held : rest);
    if (isNamed) {
      if (value === table) this.write(own.heldTables, bytes[own.heldTables] + 1);
    } else if (level >= 0) {
      this.write(own.counterDrift + level, (bytes[own.counterDrift + level] - 1) & 0xff);
    } else {
      this.memmapCleared(at, entry, value === leaf, isKept);
    }
    return 0;
  }

  private memmapCleared(at: number, entry: number, isLeaf: boolean, isKept: boolean): void {
    const { bytes, own, layout } = this;
    this.occasions |= Occasion.memmapCleared;
    if (this.isHit(at)) this.facts |= Fact.memmapClearedLive;
    if (isLeaf) this.write(own.heldMemmap, bytes[own.heldMemmap] + 1);
    if (!isKept && layout.entryLevel[entry] === Level.pmd) {
      this.change(this.field.content + layout.entryPmd[entry], 0);
    }
  }

  /** An entry is written. */
  private noteWrite(): void {
    const { bytes, own } = this;
    this.occasions |= Occasion.entryWritten;
    if (bytes[own.inCall] !== 0 && bytes[this.field.mutex] !== own.lockTag) {
      this.facts |= Fact.wroteWithoutMutex;
    }
  }

  /** The machine executes it if there is a choice or content. */
  protected alloc(at: number): number {
    const { bytes, records, own } = this;
    const what = records[at + StepWord.what];
    const isTable = what === AllocKind.table;
    if (!isTable && what !== AllocKind.page && what !== AllocKind.altmapPage) return unusual;
    const count = isTable ? own.heldTables : own.heldMemmap;
    if (bytes[own.failures] < this.failuresMax || bytes[count] >= heldMax) return unusual;
    this.occasions |= Occasion.allocated;
    if ((bytes[this.field.flags] & Flag.reusePending) !== 0) this.facts |= Fact.reusedBeforeFlush;
    this.write(count, bytes[count] + 1);
    const isPteTable = isTable && records[at + StepWord.level] === Level.pte;
    if (isPteTable && bytes[own.blockFailedInCall] === 1) this.occasions |= Occasion.fellBack;
    return 1;
  }

  protected freeMemmap(at: number): number {
    const { records } = this;
    const pmd = records[at + StepWord.pmd];
    if (records[at + StepWord.altmap] !== 0) return unusual;
    if (!this.giveBack(records[at + StepWord.entry], freedLeaf)) return unusual;
    this.memmapFreed(at, pmd);
    return 0;
  }

  protected freeTable(at: number): number {
    if (!this.giveBack(this.records[at + StepWord.entry], freedTable)) return unusual;
    this.tableFreed(at);
    return 0;
  }

  /** Frees the target of an entry; false if it is already freed. */
  private giveBack(entry: number, freed: number): boolean {
    const old = this.bytes[entry];
    const value = old & classMask;
    if (value !== leaf && value !== table) return false;
    this.facts |= Fact.freedWhileEntered;
    const isCached = (old & cached) !== 0;
    if (isCached) this.freedEarly();
    this.write(entry, (old & ~classMask) | freed | (isCached ? freedCached : 0));
    return true;
  }

  /** Frees the object kept by a clear. */
  protected freeHeld(at: number): number {
    const { bytes, records, own, field } = this;
    const entry = records[at + StepWord.entry];
    const old = bytes[entry];
    const isMemmap = this.layout.entryPmd[entry] >= 0 && (old & clearedTable) === 0;
    const pmd = isMemmap ? records[at + StepWord.pmd] : -1;
    const count = isMemmap ? own.heldMemmap : own.heldTables;
    if ((old & held) === 0 || bytes[count] === 0) return unusual;
    const isCached = (old & cached) !== 0;
    if (isCached) this.freedEarly();
    this.write(entry, isCached ? (old & ~held) | freedCached : none);
    this.write(count, bytes[count] - 1);
    if (!isMemmap) {
      this.tableFreed(at);
      return 0;
    }
    this.memmapFreed(at, pmd);
    if (pmd >= 0) this.change(field.content + pmd, 0);
    return 0;
  }

  /** Something was freed while a TLB may hold it. */
  private freedEarly(): void {
    const { flags } = this.field;
    this.facts |= Fact.freedBeforeFlush;
    this.change(flags, this.bytes[flags] | Flag.reusePending);
  }

  private memmapFreed(at: number, pmd: number): void {
    this.occasions |= Occasion.memmapFreed;
    if (pmd < 0) return;
    this.occasions |= Occasion.blockFreed;
    if (this.isHit(at)) this.facts |= Fact.usedBlockFreed;
    if (this.isRecycled) this.remember(this.bytes[this.field.content + pmd]);
  }

  /** The allocator remembers the content of a block that was freed. */
  private remember(content: number): void {
    const { state } = this;
    state.logged = this.logged;
    this.machine.memmap.fresh.remember(content);
    this.logged = state.logged;
  }

  private tableFreed(at: number): void {
    this.occasions |= Occasion.tableFreed;
    if (this.records[at + StepWord.isReserved] === 1) this.facts |= Fact.reservedTableFreed;
  }
}
