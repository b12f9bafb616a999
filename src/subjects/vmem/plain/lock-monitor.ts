/**
 * The locks of a thread, request by request: detects locks that are wrongly taken, released or kept.
 */
import { Fact } from '../../../invariants/facts.ts';
import { Lock, Op, type RequestOf } from '../kernel/request.ts';

/** Locks that a call takes and releases itself; its caller may hold others. */
const locksOfCalls: readonly number[] = [Lock.vmemMutex, Lock.cpa];

export class LockMonitor {
  private readonly held = new Set<number>();

  get holdsMutex(): boolean {
    return this.held.has(Lock.vmemMutex);
  }

  reset(): void {
    this.held.clear();
  }

  /** A lock was taken or released. */
  changed({ op, lock }: RequestOf<'lock' | 'unlock'>): number {
    if (op === Op.unlock) return this.held.delete(lock) ? 0 : Fact.lockNotHeld;
    if (this.held.has(lock)) return Fact.lockTakenTwice;
    this.held.add(lock);
    return 0;
  }

  /** A call returns. */
  atReturn(): number {
    return locksOfCalls.some((lock) => this.held.has(lock)) ? Fact.lockHeld : 0;
  }
}
