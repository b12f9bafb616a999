/**
 * The events that a machine reports for each step, in the vocabulary of the recordings
 * (docs/TRACE-FORMAT.md).
 *
 * An event is a kind and up to four numbers, so that comparing a recording costs no strings:
 *
 *     lock, unlock
 *     alloc    what (AllocWhat), id (0: the allocation failed), from (AllocFrom)
 *     set      level, va, target (Target), id
 *     clear    level, va, target, id
 *     free     target, id
 * badFree target, id (0: identity-mapped memory), 1 if it came from the altmap, 0 if it is not live
 *     memset   va, bytes, byte          fault    va, bytes, byte (-1: a scan)
 *     scan     va, bytes, 1 if all bytes are 0xFD
 *     flush    start, end
 *     count    level, delta
 *     warn     index into `warners`
 *     oops     index into `oopsReasons`, level, va
 *     programFault  index into `faultNames`: no recording has it
 *     altmapFree  pages; what the next clear empties is released if it came from the altmap
 */
export const EventKind = {
  lock: 0,
  unlock: 1,
  alloc: 2,
  set: 3,
  clear: 4,
  free: 5,
  badFree: 6,
  memset: 7,
  fault: 8,
  scan: 9,
  flush: 10,
  count: 11,
  warn: 12,
  oops: 13,
  altmapFree: 14,
  programFault: 15,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/**
 * The target of an entry, and the kind of an id. `identityOver` is an identity leaf written over another one.
 */
export const Target = {
  table: 0,
  block: 1,
  page: 2,
  identity: 3,
  identityOver: 4,
  none: 5,
} as const;
export type Target = (typeof Target)[keyof typeof Target];

/** Targets of recordings only: memmap leaves that older kernels wrote over another entry. */
export const blockOver = 6;
export const pageOver = 7;

/** 0 … 4: a table of that level; then the two sizes of memmap. */
export const AllocWhat = { block: 5, page: 6 } as const;

/** The source of an allocation: the page allocator, the altmap, or an altmap that is exhausted. */
export const AllocFrom = { allocator: 0, altmap: 1, fullAltmap: 2 } as const;

export const oopsReasons = ['deref-none', 'deref-large', 'deref-freed'] as const;
/** The last one needs a second thread, so no recording has it. */
export const OopsReason = { none: 0, large: 1, freed: 2, cutOff: 3 } as const;

/** The byte that marks unused parts of the memmap. */
export const unusedByte = 0xfd;

export interface EventSink {
  event(kind: EventKind, a: number, b: number, c: number, d: number): void;
}

/** A copy of one event, for stories and mismatch reports. */
export interface RecordedEvent {
  readonly kind: EventKind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}
