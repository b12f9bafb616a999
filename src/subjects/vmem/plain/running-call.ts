/** A call of an entry point that has not returned, as stored by the monitor, and the locks of its thread. */
import { Fact } from '../../../invariants/facts.ts';
import { type CallKind, Lock, Op, type RequestOf, warners } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import type { Ghost, LiveRange } from './ghost.ts';
import type { Image } from './rest-facts.ts';

export interface RunningCall {
  readonly kind: CallKind;
  readonly range: Range;
  /** The state at the call, if it may fail or be rejected: the state that it must restore. */
  readonly before: Image | undefined;
  allocFailed: boolean;
  blockFailed: boolean;
  tookMutex: boolean;
  /** True if it warned that its range is invalid. */
  refused: boolean;
  /** The part of the range of a free or a remove that was live. */
  readonly live: readonly LiveRange[];
}

export function newCall(
  kind: CallKind,
  range: Range,
  before: Image | undefined,
  live: readonly LiveRange[],
): RunningCall {
  return {
    kind,
    range,
    before,
    allocFailed: false,
    blockFailed: false,
    tookMutex: false,
    refused: false,
    live,
  };
}

/** The walks that WARN about their range before doing anything. */
const rangeWarners: readonly string[] = ['modify_pagetable', 'remove_pagetable'];

/**
 * A function (an index into `warners`) warned. A walk that does so rejects the range of its call, without
 * effect.
 */
export function warned(call: RunningCall | undefined, ghost: Ghost, warner: number): void {
  if (call === undefined || !rangeWarners.includes(warners[warner])) return;
  call.refused = true;
  ghost.refused(call.live);
}

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
