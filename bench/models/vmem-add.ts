/** Adding a section: a thread walks down, allocates missing tables and memory, and enters them. */
import type { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import type { Attempt } from './vmem-layout.ts';
import * as layout from './vmem-layout.ts';
import type { Mistake, VmemMemory } from './vmem-memory.ts';

const {
  pcOf,
  sectionOf,
  indexOf,
  upperOf,
  lowerOf,
  inHandOf,
  failedOf,
  pmdTableKind,
  pteTableKind,
  pageKind,
  largeKind,
  largeLeaf,
  identityLeaf,
  frameMask,
  usedQuarter,
  unusedQuarter,
  addRootPc,
  allocPmdTablePc,
  enterPmdTablePc,
  addPmdPc,
  allocLargePc,
  enterLargePc,
  useNewLargePc,
  useLargePc,
  allocPteTablePc,
  enterPteTablePc,
  addPtePc,
  allocPagePc,
  enterLeafPc,
  removeRootPc,
  unlockPc,
  entriesOf,
  taken,
  impossible,
} = layout;

export class VmemAdd {
  private readonly memory: VmemMemory;
  private readonly state: HashedBytes;
  private readonly bytes: Uint8Array;
  private readonly rollsBackTo: number;

  constructor(memory: VmemMemory, mistake: Mistake) {
    this.memory = memory;
    this.state = memory.state;
    this.bytes = memory.bytes;
    this.rollsBackTo = mistake === 'leaves what it added when it fails' ? unlockPc : removeRootPc;
  }

  /** The step at `pc`; an allocation fails with choice 1. */
  take(thread: number, pc: number, choice: number): Attempt {
    switch (pc) {
      case addRootPc:
        this.readToAdd(thread, this.memory.rootOf(thread), upperOf, addPmdPc, allocPmdTablePc);
        return taken;
      case allocPmdTablePc:
        return choice === 1
          ? this.fail(thread)
          : this.allocate(thread, pmdTableKind, enterPmdTablePc);
      case enterPmdTablePc:
        return this.enterTable(thread, this.memory.rootOf(thread), upperOf, addPmdPc);
      case addPmdPc:
        return this.readPmdToAdd(thread);
      case allocLargePc:
        if (choice === 0) return this.allocate(thread, largeKind, enterLargePc);
        this.state.write(thread + pcOf, allocPteTablePc);
        return taken;
      case enterLargePc:
        return this.enterLarge(thread);
      case useNewLargePc:
        return this.useNewLarge(thread);
      case useLargePc:
        this.state.write(this.memory.partOf(thread), usedQuarter);
        this.state.write(thread + pcOf, unlockPc);
        return taken;
      case allocPteTablePc:
        return choice === 1
          ? this.fail(thread)
          : this.allocate(thread, pteTableKind, enterPteTablePc);
      case enterPteTablePc:
        return this.enterTable(thread, this.memory.pmdOf(thread), lowerOf, addPtePc);
      case addPtePc:
        return this.readPteToAdd(thread);
      case allocPagePc:
        if (choice === 0) return this.allocate(thread, pageKind, enterLeafPc);
        this.state.write(thread + indexOf, 0);
        return this.fail(thread);
      default:
        return this.enterLeaf(thread);
    }
  }

  private readToAdd(
    thread: number,
    entryAt: number,
    register: number,
    found: number,
    missing: number,
  ): void {
    const entry = this.bytes[entryAt];
    if (entry !== 0) this.state.write(thread + register, entry);
    this.state.write(thread + pcOf, entry === 0 ? missing : found);
  }

  private allocate(thread: number, kind: number, next: number): Attempt {
    const frame = this.memory.allocate(kind);
    if (frame === 0) return impossible;
    this.state.write(thread + inHandOf, frame);
    this.state.write(thread + pcOf, next);
    return taken;
  }

  private fail(thread: number): Attempt {
    this.state.write(thread + failedOf, 1);
    this.state.write(thread + pcOf, this.rollsBackTo);
    return taken;
  }

  private enterTable(thread: number, entryAt: number, register: number, next: number): Attempt {
    const { state, bytes } = this;
    const frame = bytes[thread + inHandOf];
    state.write(entryAt, frame);
    state.write(thread + register, frame);
    state.write(thread + inHandOf, 0);
    state.write(thread + pcOf, next);
    return taken;
  }

  private readPmdToAdd(thread: number): Attempt {
    const { state, bytes } = this;
    const entry = bytes[this.memory.pmdOf(thread)];
    if (entry === 0) {
      state.write(thread + pcOf, this.memory.isMemmap(thread) ? allocLargePc : allocPteTablePc);
    } else {
      state.write(thread + lowerOf, entry & frameMask);
      state.write(thread + pcOf, entry >= largeLeaf ? useLargePc : addPtePc);
    }
    return taken;
  }

  private enterLarge(thread: number): Attempt {
    const { state, bytes } = this;
    const frame = bytes[thread + inHandOf];
    state.write(this.memory.pmdOf(thread), largeLeaf + frame);
    state.write(thread + lowerOf, frame);
    state.write(thread + inHandOf, 0);
    state.write(thread + pcOf, useNewLargePc);
    return taken;
  }

  private useNewLarge(thread: number): Attempt {
    const { state } = this;
    const quarter = this.memory.partOf(thread);
    const rest = 2 * entriesOf(this.bytes[thread + lowerOf]) + 2 - quarter;
    state.write(quarter, usedQuarter);
    state.write(quarter + 1, usedQuarter);
    state.write(rest, unusedQuarter);
    state.write(rest + 1, unusedQuarter);
    state.write(thread + pcOf, unlockPc);
    return taken;
  }

  private readPteToAdd(thread: number): Attempt {
    const { state, bytes } = this;
    const index = bytes[thread + indexOf];
    if (bytes[this.memory.partOf(thread) + index] === 0) {
      state.write(thread + pcOf, this.memory.isMemmap(thread) ? allocPagePc : enterLeafPc);
    } else {
      if (index === 1) state.write(thread + pcOf, unlockPc);
      state.write(thread + indexOf, 1 - index);
    }
    return taken;
  }

  private enterLeaf(thread: number): Attempt {
    const { state, bytes } = this;
    const index = bytes[thread + indexOf];
    const leaf = this.memory.isMemmap(thread)
      ? bytes[thread + inHandOf]
      : identityLeaf + 2 * bytes[thread + sectionOf] + index;
    state.write(this.memory.partOf(thread) + index, leaf);
    state.write(thread + inHandOf, 0);
    state.write(thread + pcOf, index === 1 ? unlockPc : addPtePc);
    state.write(thread + indexOf, 1 - index);
    return taken;
  }
}
