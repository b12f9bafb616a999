/** What a search is asked: the system, the claims, the bounds, and the clock it is lent. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';
import type { Limit } from './outcome.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** Bounds of a search; `Infinity` means none. Reaching one makes the answer "undecided". */
export interface SearchLimits {
  readonly stateCountMax: number;
  /** Bytes of all arrays of the search together: visited set, parent links, frontier. */
  readonly memoryBytesMax: number;
  /** Transitions from the initial state. */
  readonly depthMax: number;
  readonly elapsedMsMax: number;
}

/** How far a search is. */
export interface Progress {
  /** Breadth-first: the greatest distance of a state found so far, in transitions. */
  readonly depth: number;
  /** Different states found so far. */
  readonly stateCount: number;
  /** Transitions taken so far. */
  readonly transitionCount: number;
  /** States found whose transitions were not all taken yet. */
  readonly frontierCount: number;
  /** Bytes of all arrays of the search together. */
  readonly memoryBytes: number;
  /** Milliseconds since the search began. */
  readonly elapsedMs: number;
}

/** A search knows no clock and no signal of its own: it is lent them, so that a test can fake them. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  shouldStop?(): boolean;
  /**
   * The bytes that the heap of objects may have, if it is nearly full. No search counts
   * that heap, but a system that keeps states as objects fills it, and a full one ends the process.
   */
  fullHeap?(): number | undefined;
}

export interface SearchHooks extends Clock {
  /** Called a few times a second at least, if a transition allows it, and breadth-first after every level. */
  onProgress?(progress: Progress): void;
  /**
   * Called as often as `onProgress`, and once with the limit that ends an exhaustive search. Whoever
   * wants a checkpoint calls `save`, as many times as it takes, before it returns.
   */
  onPause?(save: SaveSearch, progress: Progress, limit?: Limit): void;
  /** Whether `onPause` would save: a search by several workers has to bring them to a halt for that. */
  isPauseDue?(): boolean;
}

/** Hands out all that the search needs to go on, the same way every time. */
export type SaveSearch = (to: SnapshotWriter) => void;

/** What else a search that goes on needs to know. */
export interface Resumption {
  readonly from: SnapshotReader;
  /** Time that the search took before it was saved: told with its result, not counted as its limit. */
  readonly elapsedMs: number;
}

export interface SearchRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals?: readonly Goal[];
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
  /** Store whole states instead of fingerprints: no state can be mistaken for another. */
  readonly exact?: boolean;
  /** Bytes of a visited state in the table, unless `exact`; 8 by default. */
  readonly slotBytes?: SlotBytes;
  /** Stop at the first violation. */
  readonly stopAtFirst?: boolean;
  /** Breadth-first: end with the level at which the last of the invariants was seen violated. */
  readonly stopWhenAllSeen?: boolean;
  /** Resume a search of the same system, invariants, goals and storage instead of beginning one. */
  readonly resume?: Resumption;
}

/** 8 bytes keep 64 bits of each state; 4 bytes are half the room, for a greater risk to lose a state. */
export type SlotBytes = 4 | 8;
