/** The state of the operation that a thread runs: one block of bytes per thread. */
import { Occasion } from '../../../invariants/facts.ts';

/** Offsets of the fields of one thread's block. */
export interface ThreadOffsets {
  /** The node of the thread in the history trie, in three bytes; 0 when it is idle. */
  node: number;
  /** 1 between the call and the return of an entry point. */
  inCall: number;
  /** Bit l: another thread freed the table of level l that the walk references. */
  stale: number;
  /**
   * Bit l: another thread unhooked that table, or a table above it. Bit 4 + l: its content is also
   * lost, so a read gives nothing. The root, level 4, is never held.
   */
  cutOff: number;
  tookMutex: number;
  /**
   * Number of tables, blocks and pages of memmap that it allocated or unhooked and has not linked or
   * freed.
   */
  heldTables: number;
  heldMemmap: number;
  /** Content of the held block. */
  handContent: number;
  /** Number of failed allocations in this operation. */
  failures: number;
  failedInCall: number;
  blockFailedInCall: number;
  /** By level: leaves written minus leaves cleared minus leaves counted. */
  counterDrift: number;
}

const fieldBytes = {
  node: 3,
  inCall: 1,
  stale: 1,
  cutOff: 1,
  tookMutex: 1,
  heldTables: 1,
  heldMemmap: 1,
  handContent: 1,
  failures: 1,
  failedInCall: 1,
  blockFailedInCall: 1,
  counterDrift: 3,
} as const satisfies Record<keyof ThreadOffsets, number>;

/** Bytes of its first field. */
export const nodeBytes = fieldBytes.node;

/** Bytes of one block. */
export const frameBytes = Object.values(fieldBytes).reduce((sum, size) => sum + size, 0);

/** The block of the running thread: the steps use it for any thread. */
export class ThreadFrame implements ThreadOffsets {
  node = 0;
  inCall = 0;
  stale = 0;
  cutOff = 0;
  tookMutex = 0;
  heldTables = 0;
  heldMemmap = 0;
  handContent = 0;
  failures = 0;
  failedInCall = 0;
  blockFailedInCall = 0;
  counterDrift = 0;
  /** The thread, and the value of a lock's byte while the thread holds the lock. */
  thread = 0;
  lockTag = 1;
  private readonly first: number;

  /** `first` is the offset of the block of thread 0; the others follow. */
  constructor(first: number) {
    this.first = first;
    this.select(0);
  }

  /** Switches to the steps of `thread`. */
  select(thread: number): void {
    this.thread = thread;
    this.lockTag = thread + 1;
    let next = this.blockOf(thread);
    this.node = next;
    next += fieldBytes.node;
    this.inCall = next++;
    this.stale = next++;
    this.cutOff = next++;
    this.tookMutex = next++;
    this.heldTables = next++;
    this.heldMemmap = next++;
    this.handContent = next++;
    this.failures = next++;
    this.failedInCall = next++;
    this.blockFailedInCall = next++;
    this.counterDrift = next;
  }

  /** Offset of the block of a thread. */
  blockOf(thread: number): number {
    return this.first + thread * frameBytes;
  }
}

/** The occasion of a call that fails, by its `failedInCall`. */
export function failureOf(failedInCall: number): number {
  return failedInCall === 1 ? Occasion.ranOutOfMemory : Occasion.refused;
}
