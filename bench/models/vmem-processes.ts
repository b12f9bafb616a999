/** The processes of the small model: two threads, the hardware walker, another user of the allocator. */
import type { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import { VmemAdd } from './vmem-add.ts';
import type { Attempt } from './vmem-layout.ts';
import * as layout from './vmem-layout.ts';
import { type Mistake, VmemMemory } from './vmem-memory.ts';
import { VmemRemove } from './vmem-remove.ts';

const {
  threadCount,
  rootAt,
  mutexAt,
  operationsLeftAt,
  otherFrameAt,
  walkerAt,
  walkerAddress,
  walkerTable,
  threadsAt,
  threadLength,
  tlbAt,
  pcOf,
  operationOf,
  sectionOf,
  otherKind,
  largeLeaf,
  idlePc,
  lockPc,
  addRootPc,
  allocPmdTablePc,
  allocLargePc,
  allocPteTablePc,
  allocPagePc,
  removeRootPc,
  entriesOf,
  taken,
  impossible,
  exhausted,
  walkerProcess,
  unboundedOperations,
} = layout;

export class VmemProcesses {
  private readonly state: HashedBytes;
  private readonly bytes: Uint8Array;
  private readonly sectionCount: number;
  private readonly memory: VmemMemory;
  private readonly add: VmemAdd;
  private readonly remove: VmemRemove;

  constructor(state: HashedBytes, sectionCount: number, tlbLength: number, mistake: Mistake) {
    this.state = state;
    this.bytes = state.bytes;
    this.sectionCount = sectionCount;
    this.memory = new VmemMemory(state);
    this.add = new VmemAdd(this.memory, mistake);
    this.remove = new VmemRemove(this.memory, tlbLength, mistake);
  }

  /** A step of a process; `choice` counts its possible next steps from 0. */
  take(process: number, choice: number): Attempt {
    if (process < threadCount) return this.takeThread(process, choice);
    return process === walkerProcess ? this.walk(choice) : this.allocateOrFree(choice);
  }

  private takeThread(number: number, choice: number): Attempt {
    const thread = threadsAt + number * threadLength;
    const pc = this.bytes[thread + pcOf];
    if (pc === idlePc) return this.begin(thread, choice);
    if (choice > 0 && (choice > 1 || !mayFail(pc))) return exhausted;
    if (pc === lockPc) return this.lock(thread, number);
    if (pc < removeRootPc) return this.add.take(thread, pc, choice);
    this.remove.take(thread, pc);
    return taken;
  }

  private begin(thread: number, choice: number): Attempt {
    const { state, bytes, sectionCount } = this;
    const left = bytes[operationsLeftAt];
    if (choice >= 4 * sectionCount || left === 0) return exhausted;
    if (left !== unboundedOperations) state.write(operationsLeftAt, left - 1);
    const operation = (choice / sectionCount) | 0;
    state.write(thread + operationOf, operation);
    state.write(thread + sectionOf, choice - operation * sectionCount);
    state.write(thread + pcOf, lockPc);
    return taken;
  }

  private lock(thread: number, number: number): Attempt {
    const { state, bytes } = this;
    if (bytes[mutexAt] !== 0) return exhausted;
    state.write(mutexAt, number + 1);
    const removes = (bytes[thread + operationOf] & 1) !== 0;
    state.write(thread + pcOf, removes ? removeRootPc : addRootPc);
    return taken;
  }

  /** Translates any address that is not cached, one level per step, and caches the leaf. */
  private walk(choice: number): Attempt {
    const { state, bytes, sectionCount } = this;
    const level = bytes[walkerAt];
    if (level === 0) {
      if (choice >= 2 * sectionCount) return exhausted;
      const table = bytes[rootAt + (choice >= sectionCount ? 1 : 0)];
      if (table === 0 || bytes[tlbAt + choice] !== 0) return impossible;
      state.write(walkerAt, 1);
      state.write(walkerAddress, choice);
      state.write(walkerTable, table);
      return taken;
    }
    if (choice > 0) return exhausted;
    const address = bytes[walkerAddress];
    const section = address >= sectionCount ? address - sectionCount : address;
    const index = level === 1 ? section >> 1 : 2 * (section & 1);
    const entry = bytes[entriesOf(bytes[walkerTable]) + index];
    if (level === 1 && entry !== 0 && entry < largeLeaf) {
      state.write(walkerTable, entry);
      state.write(walkerAt, 2);
      return taken;
    }
    if (entry !== 0) state.write(tlbAt + address, entry);
    state.write(walkerAt, 0);
    state.write(walkerAddress, 0);
    state.write(walkerTable, 0);
    return taken;
  }

  private allocateOrFree(choice: number): Attempt {
    if (choice > 0) return exhausted;
    const held = this.bytes[otherFrameAt];
    if (held !== 0) {
      this.memory.free(held);
      this.state.write(otherFrameAt, 0);
      return taken;
    }
    const frame = this.memory.allocate(otherKind);
    if (frame === 0) return exhausted;
    this.state.write(otherFrameAt, frame);
    return taken;
  }
}

function mayFail(pc: number): boolean {
  return (
    pc === allocPmdTablePc || pc === allocLargePc || pc === allocPteTablePc || pc === allocPagePc
  );
}
