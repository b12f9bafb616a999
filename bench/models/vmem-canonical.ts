/** Symmetry of the small model: frames are renumbered in discovery order, threads sorted. */
import type { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import * as layout from './vmem-layout.ts';

const {
  frameCount,
  threadCount,
  entryCount,
  rootAt,
  kindAt,
  mutexAt,
  otherFrameAt,
  walkerTable,
  threadsAt,
  threadLength,
  tlbAt,
  pcOf,
  operationOf,
  sectionOf,
  indexOf,
  upperOf,
  lowerOf,
  inHandOf,
  pendingOf,
  failedOf,
  entryOf,
  pmdTableKind,
  pteTableKind,
  otherKind,
  largeLeaf,
  identityLeaf,
  frameMask,
  entriesOf,
} = layout;

const first = threadsAt;
const second = threadsAt + threadLength;
/** Threads are compared by their fields without frame numbers. */
const compared = [pcOf, operationOf, sectionOf, indexOf, failedOf];
const kindCount = otherKind + 1;

/**
 * Frames are interchangeable, because the allocator takes the lowest free one and only references
 * distinguish frames; threads are interchangeable, too. Each state is replaced by the one with
 * canonical numbers, so only one of several states that differ in numbers is visited.
 */
export class VmemCanonical {
  private readonly state: HashedBytes;
  private readonly bytes: Uint8Array;
  private readonly tlbLength: number;
  private readonly tlbIsMask: boolean;
  private readonly renamed: Uint8Array;
  private readonly newNumber = new Uint8Array(frameCount + 1);
  private lastNumber = 0;

  constructor(state: HashedBytes, tlbLength: number, tlbIsMask: boolean) {
    this.state = state;
    this.bytes = state.bytes;
    this.tlbLength = tlbLength;
    this.tlbIsMask = tlbIsMask;
    this.renamed = new Uint8Array(state.bytes.length);
  }

  /** Makes the state canonical through logged writes. */
  apply(): void {
    const swapped = this.isSwapped();
    this.meetFrames(swapped ? second : first, swapped ? first : second);
    if (!(swapped || this.hasNewNumbers())) return;
    this.rename();
    if (swapped) this.swapThreads();
    const { state, renamed } = this;
    for (let index = 0; index < renamed.length; index++) state.write(index, renamed[index]);
  }

  private isSwapped(): boolean {
    const { bytes } = this;
    for (const offset of compared) {
      const difference = bytes[first + offset] - bytes[second + offset];
      if (difference !== 0) return difference > 0;
    }
    return false;
  }

  private hasNewNumbers(): boolean {
    for (let frame = 1; frame <= frameCount; frame++) {
      if (this.newNumber[frame] !== frame) return true;
    }
    return false;
  }

  private meetFrames(earlier: number, later: number): void {
    const { bytes } = this;
    this.newNumber.fill(0);
    this.lastNumber = 0;
    this.meetTree(0);
    this.meetTree(1);
    if (!this.tlbIsMask) {
      for (let index = 0; index < this.tlbLength; index++) this.meetEntry(bytes[tlbAt + index]);
    }
    this.meet(bytes[walkerTable]);
    this.meet(bytes[otherFrameAt]);
    this.meetThread(earlier);
    this.meetThread(later);
    for (let frame = 1; frame <= frameCount; frame++) this.meet(frame);
  }

  private meetTree(root: number): void {
    const { bytes } = this;
    const table = bytes[rootAt + root];
    if (table === 0) return;
    this.meet(table);
    for (let index = 0; index < entryCount; index++) {
      const entry = bytes[entriesOf(table) + index];
      this.meetEntry(entry);
      if (entry === 0 || entry >= largeLeaf || root === 0) continue;
      for (let leaf = 0; leaf < entryCount; leaf++) this.meet(bytes[entriesOf(entry) + leaf]);
    }
  }

  private meetThread(thread: number): void {
    const { bytes } = this;
    this.meet(bytes[thread + inHandOf]);
    this.meet(bytes[thread + upperOf]);
    this.meet(bytes[thread + lowerOf]);
    this.meetEntry(bytes[thread + entryOf]);
    const pending = bytes[thread + pendingOf];
    if (pending === 0) return;
    // Frames that wait to be freed are unordered: sorted by kind, cached ones last.
    for (let kind = 1; kind < kindCount; kind++) {
      this.meetPending(pending & ~this.cachedMask(), kind);
      this.meetPending(pending & this.cachedMask(), kind);
    }
  }

  private cachedMask(): number {
    return this.tlbIsMask ? this.bytes[tlbAt] : 0;
  }

  private meetPending(mask: number, kind: number): void {
    for (let frame = 1; frame <= frameCount; frame++) {
      if (((mask >> (frame - 1)) & 1) === 1 && this.bytes[kindAt + frame - 1] === kind) {
        this.meet(frame);
      }
    }
  }

  private meetEntry(entry: number): void {
    if (entry < identityLeaf) this.meet(entry & frameMask);
  }

  private meet(frame: number): void {
    if (frame !== 0 && this.newNumber[frame] === 0) this.newNumber[frame] = ++this.lastNumber;
  }

  private rename(): void {
    const { bytes, renamed, newNumber } = this;
    renamed.set(bytes);
    for (let root = rootAt; root < rootAt + 2; root++) renamed[root] = newNumber[bytes[root]];
    for (let frame = 1; frame <= frameCount; frame++) this.renameFrame(frame, newNumber[frame]);
    if (this.tlbIsMask) {
      renamed[tlbAt] = this.renamedMask(bytes[tlbAt]);
    } else {
      for (let index = tlbAt; index < tlbAt + this.tlbLength; index++) {
        renamed[index] = this.renamedEntry(bytes[index]);
      }
    }
    renamed[walkerTable] = newNumber[bytes[walkerTable]];
    renamed[otherFrameAt] = newNumber[bytes[otherFrameAt]];
    for (const thread of [first, second]) {
      for (const register of [inHandOf, upperOf, lowerOf]) {
        renamed[thread + register] = newNumber[bytes[thread + register]];
      }
      renamed[thread + entryOf] = this.renamedEntry(bytes[thread + entryOf]);
      renamed[thread + pendingOf] = this.renamedMask(bytes[thread + pendingOf]);
    }
  }

  private renameFrame(frame: number, to: number): void {
    const { bytes, renamed } = this;
    const kind = bytes[kindAt + frame - 1];
    renamed[kindAt + to - 1] = kind;
    const isTable = kind === pmdTableKind || kind === pteTableKind;
    for (let index = 0; index < entryCount; index++) {
      const entry = bytes[entriesOf(frame) + index];
      renamed[entriesOf(to) + index] = isTable ? this.renamedEntry(entry) : entry;
    }
  }

  private renamedEntry(entry: number): number {
    if (entry >= identityLeaf) return entry;
    return (entry & largeLeaf) | this.newNumber[entry & frameMask];
  }

  private renamedMask(mask: number): number {
    let result = 0;
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const frame = 32 - Math.clz32(rest & -rest);
      result |= 1 << (this.newNumber[frame] - 1);
    }
    return result;
  }

  private swapThreads(): void {
    const { renamed } = this;
    for (let offset = 0; offset < threadLength; offset++) {
      const kept = renamed[first + offset];
      renamed[first + offset] = renamed[second + offset];
      renamed[second + offset] = kept;
    }
    if (renamed[mutexAt] !== 0) renamed[mutexAt] = threadCount + 1 - renamed[mutexAt];
  }
}
