/** The fields of the state vector after the entries: what each holds, and where it is. */
import type { Scope } from '../environment/scope.ts';
import { lockCount } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { frameBytes } from './thread-frame.ts';

/** Offsets and sizes, in bytes, of the fields after the entries; `state` fields come first. */
export interface FieldOffsets {
  readonly tail: number;
  /** Static variables of a C source, one byte each. */
  readonly statics: number;
  readonly flags: number;
  readonly content: number;
  readonly liveIdentity: number;
  readonly liveMemmap: number;
  readonly initialised: number;
  readonly pool: number;
  readonly operationsLeft: number;
  /**
   * By entry, if some memory is not from the page allocator: the `Origin` of the memory that the
   * entry names.
   */
  readonly origin: number;
  /** With a bound on preemptions: the number left, and the last thread plus one. */
  readonly preemptionsLeft: number;
  readonly ranLast: number;
  /** By lock: 0 if it is free, else the owner plus one. The mutex comes first. */
  readonly mutex: number;
  /** The block of thread 0 (see thread-frame.ts); the blocks of the others follow. */
  readonly own: number;
  /**
   * Everything before this is the state; the rest is scratch. Locks and blocks are part of the state if
   * threads interleave, else scratch of the single running operation.
   */
  readonly stateLength: number;
  readonly used: number;
  /** The effect of the running transition on pools, if a search tracks sets of them: three bytes. */
  readonly poolEffect: number;
  readonly length: number;
}

/** True if some memory is not from the page allocator. */
export function hasOrigins({ boot, kernel }: Scope): boolean {
  return boot.length > 0 || kernel.machine.altmaps !== undefined;
}

const poolEffectBytes = 3;

/** The part of the layout before these fields. */
interface PlacedEntries {
  readonly entryCount: number;
  /** PMDs of the memmap hull. */
  readonly pmdCount: number;
  readonly tables: readonly unknown[];
}

/** The fields of a scope, after its entries. */
export function placeFields(
  scope: Scope,
  { entryCount, pmdCount, tables }: PlacedEntries,
): FieldOffsets {
  let next = entryCount;
  const take = (bytes: number): number => {
    const offset = next;
    next += bytes;
    return offset;
  };
  const bitBytes = (units: readonly Range[]) => (units.length + 7) >> 3;
  const state = {
    tail: take(1),
    flags: take(1),
    content: take(pmdCount),
    liveIdentity: take(bitBytes(scope.units.identity)),
    liveMemmap: take(bitBytes(scope.units.memmap)),
    initialised: take(bitBytes(scope.units.memmap)),
    pool: take(scope.config.fresh === 'recycled' ? scope.recycledMax : 0),
    operationsLeft: take(scope.config.ops === Number.POSITIVE_INFINITY ? 0 : 1),
    statics: take(scope.kernel.source.staticCount(scope.kernel.machine)),
    origin: take(hasOrigins(scope) ? entryCount : 0),
  };
  const isBounded = scope.threads !== undefined && scope.config.preemptions !== Infinity;
  const preemptions = {
    preemptionsLeft: take(isBounded ? 1 : 0),
    ranLast: take(isBounded ? 1 : 0),
  };
  const takeThreads = (threads: number) => ({
    mutex: take(lockCount),
    own: take(threads * frameBytes),
  });
  if (scope.threads === undefined) {
    const stateLength = next;
    // Zeroes up to the next word, so that a state can be read as words.
    take(-next & 3);
    const used = take(tables.length);
    const scratch = { ...takeThreads(1), used, poolEffect: take(poolEffectBytes) };
    return { ...state, ...preemptions, ...scratch, stateLength, length: next };
  }
  const threads = takeThreads(scope.threads.length);
  const stateLength = next;
  const scratch = { used: take(tables.length), poolEffect: take(poolEffectBytes) };
  return { ...state, ...preemptions, ...threads, ...scratch, stateLength, length: next };
}
