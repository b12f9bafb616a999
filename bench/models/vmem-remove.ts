/**
 * Removing a section: a thread clears entries, unlinks tables that become empty, flushes, then frees.
 */
import type { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import * as layout from './vmem-layout.ts';
import type { Mistake, VmemMemory } from './vmem-memory.ts';

const {
  entryCount,
  presentAt,
  mutexAt,
  walkerAt,
  walkerAddress,
  walkerTable,
  tlbAt,
  pcOf,
  operationOf,
  sectionOf,
  indexOf,
  upperOf,
  lowerOf,
  pendingOf,
  failedOf,
  entryOf,
  largeLeaf,
  frameMask,
  unusedQuarter,
  idlePc,
  removeRootPc,
  removePmdPc,
  unusePc,
  clearLargePc,
  removePtePc,
  clearLeafPc,
  scanPteTablePc,
  dropPteTablePc,
  scanPmdTablePc,
  dropPmdTablePc,
  flushPc,
  freePendingPc,
  unlockPc,
  entriesOf,
} = layout;

export class VmemRemove {
  private readonly memory: VmemMemory;
  private readonly state: HashedBytes;
  private readonly bytes: Uint8Array;
  private readonly tlbLength: number;
  private readonly freesAtOnce: boolean;
  private readonly lastScanned: number;
  private readonly flushesAfterFailure: boolean;

  constructor(memory: VmemMemory, tlbLength: number, mistake: Mistake) {
    this.memory = memory;
    this.state = memory.state;
    this.bytes = memory.bytes;
    this.tlbLength = tlbLength;
    this.freesAtOnce = mistake === 'frees before the flush';
    this.lastScanned =
      entryCount - (mistake === 'does not look at the last entry of a table' ? 2 : 1);
    this.flushesAfterFailure = mistake !== 'does not flush when it fails';
  }

  /** The step at `pc`. */
  take(thread: number, pc: number): void {
    switch (pc) {
      case removeRootPc:
        this.readRootToRemove(thread);
        break;
      case removePmdPc:
        this.readPmdToRemove(thread);
        break;
      case unusePc:
        this.unuse(thread);
        break;
      case clearLargePc:
        this.drop(thread, this.memory.pmdOf(thread), this.bytes[thread + lowerOf], scanPmdTablePc);
        break;
      case removePtePc:
        this.readPteToRemove(thread);
        break;
      case clearLeafPc:
        this.clearLeaf(thread);
        break;
      case scanPteTablePc:
        this.scan(
          thread,
          this.bytes[thread + lowerOf],
          this.lastScanned,
          scanPmdTablePc,
          dropPteTablePc,
        );
        break;
      case dropPteTablePc:
        this.drop(thread, this.memory.pmdOf(thread), this.bytes[thread + lowerOf], scanPmdTablePc);
        break;
      case scanPmdTablePc:
        this.scan(thread, this.bytes[thread + upperOf], entryCount - 1, flushPc, dropPmdTablePc);
        break;
      case dropPmdTablePc:
        this.drop(thread, this.memory.rootOf(thread), this.bytes[thread + upperOf], flushPc);
        break;
      case flushPc:
        this.flush(thread);
        break;
      case freePendingPc:
        this.freePending(thread);
        break;
      default:
        this.unlock(thread);
        break;
    }
  }

  private readRootToRemove(thread: number): void {
    const { state } = this;
    const entry = this.bytes[this.memory.rootOf(thread)];
    state.write(thread + lowerOf, 0);
    state.write(thread + upperOf, entry);
    state.write(thread + pcOf, entry === 0 ? flushPc : removePmdPc);
  }

  private readPmdToRemove(thread: number): void {
    const { state } = this;
    const entry = this.bytes[this.memory.pmdOf(thread)];
    if (entry === 0) {
      state.write(thread + pcOf, scanPmdTablePc);
    } else {
      state.write(thread + lowerOf, entry & frameMask);
      state.write(thread + pcOf, entry >= largeLeaf ? unusePc : removePtePc);
    }
  }

  private unuse(thread: number): void {
    const { state, bytes } = this;
    const part = this.memory.partOf(thread);
    state.write(part, unusedQuarter);
    state.write(part + 1, unusedQuarter);
    const quarters = entriesOf(bytes[thread + lowerOf]);
    const isUnused =
      bytes[quarters] === unusedQuarter &&
      bytes[quarters + 1] === unusedQuarter &&
      bytes[quarters + 2] === unusedQuarter &&
      bytes[quarters + 3] === unusedQuarter;
    state.write(thread + pcOf, isUnused ? clearLargePc : scanPmdTablePc);
  }

  private readPteToRemove(thread: number): void {
    const { state, bytes } = this;
    const index = bytes[thread + indexOf];
    const entry = bytes[this.memory.partOf(thread) + index];
    if (entry === 0) {
      if (index === 1) state.write(thread + pcOf, scanPteTablePc);
      state.write(thread + indexOf, 1 - index);
    } else {
      state.write(thread + entryOf, entry);
      state.write(thread + pcOf, clearLeafPc);
    }
  }

  private clearLeaf(thread: number): void {
    const { state, bytes } = this;
    const index = bytes[thread + indexOf];
    state.write(this.memory.partOf(thread) + index, 0);
    if (this.memory.isMemmap(thread)) this.giveBack(thread, bytes[thread + entryOf]);
    state.write(thread + entryOf, 0);
    state.write(thread + pcOf, index === 1 ? scanPteTablePc : removePtePc);
    state.write(thread + indexOf, 1 - index);
  }

  /** Checks one entry: the scan ends at an entry in use, or after the last one. */
  private scan(thread: number, table: number, last: number, inUse: number, empty: number): void {
    const { state, bytes } = this;
    const index = bytes[thread + indexOf];
    if (bytes[entriesOf(table) + index] === 0 && index !== last) {
      state.write(thread + indexOf, index + 1);
    } else {
      state.write(thread + pcOf, bytes[entriesOf(table) + index] === 0 ? empty : inUse);
      state.write(thread + indexOf, 0);
    }
  }

  private drop(thread: number, entryAt: number, frame: number, next: number): void {
    this.state.write(entryAt, 0);
    this.giveBack(thread, frame);
    this.state.write(thread + pcOf, next);
  }

  private giveBack(thread: number, frame: number): void {
    if (this.freesAtOnce) {
      this.memory.free(frame);
    } else {
      const pending = this.bytes[thread + pendingOf];
      this.state.write(thread + pendingOf, pending | (1 << (frame - 1)));
    }
  }

  private flush(thread: number): void {
    const { state, bytes } = this;
    if (this.flushesAfterFailure || bytes[thread + failedOf] === 0) {
      for (let index = 0; index < this.tlbLength; index++) state.write(tlbAt + index, 0);
      state.write(walkerAt, 0);
      state.write(walkerAddress, 0);
      state.write(walkerTable, 0);
    }
    state.write(thread + upperOf, 0);
    state.write(thread + lowerOf, 0);
    const frees = bytes[thread + pendingOf] !== 0;
    state.write(thread + pcOf, frees ? freePendingPc : unlockPc);
  }

  private freePending(thread: number): void {
    const pending = this.bytes[thread + pendingOf];
    const lowest = pending & -pending;
    this.memory.free(32 - Math.clz32(lowest));
    this.state.write(thread + pendingOf, pending ^ lowest);
    if (pending === lowest) this.state.write(thread + pcOf, unlockPc);
  }

  private unlock(thread: number): void {
    const { state, bytes } = this;
    const presentMask = presentAt + (bytes[thread + operationOf] >> 1);
    const section = 1 << bytes[thread + sectionOf];
    const isAdded = (bytes[thread + operationOf] & 1) === 0 && bytes[thread + failedOf] === 0;
    const present = bytes[presentMask];
    state.write(presentMask, isAdded ? present | section : present & ~section);
    state.write(mutexAt, 0);
    state.write(thread + pcOf, idlePc);
    state.write(thread + operationOf, 0);
    state.write(thread + sectionOf, 0);
    state.write(thread + indexOf, 0);
    state.write(thread + upperOf, 0);
    state.write(thread + lowerOf, 0);
    state.write(thread + failedOf, 0);
  }
}
