/** The input of a search: the system, the claims, the bounds, and a clock. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';
import type { Limit } from './outcome.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** Bounds of a search; `Infinity` means none. Reaching one makes the result "undecided". */
export interface SearchLimits {
  readonly stateCountMax: number;
  /** Size of all arrays of the search together: visited set, parent links, frontier. */
  readonly memoryBytesMax: number;
  /** Transitions from the initial state. */
  readonly depthMax: number;
  readonly elapsedMsMax: number;
}

/** The progress of a search. */
export interface Progress {
  /** Breadth-first: the greatest distance of a state found so far, in transitions. */
  readonly depth: number;
  /** Different states found so far. */
  readonly stateCount: number;
  /** Transitions taken so far. */
  readonly transitionCount: number;
  /** States found whose transitions were not all explored yet. */
  readonly frontierCount: number;
  /** Bytes of all arrays of the search together. */
  readonly memoryBytes: number;
  /** Milliseconds since the search began. */
  readonly elapsedMs: number;
}

/** A search has no clock and no signal of its own: both are injected, so that a test can fake them. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  shouldStop?(): boolean;
  /**
   * The maximum size of the heap of objects, if it is nearly full. A search does not count that heap, but a
   * system that keeps states as objects fills it, and a full heap ends the process.
   */
  fullHeap?(): number | undefined;
}

export interface SearchHooks extends Clock {
  /** Called at least a few times a second, if a transition allows it, and breadth-first after every level. */
  onProgress?(progress: Progress): void;
  /**
   * Called as often as `onProgress`, and once with the limit that ends an exhaustive search. To write a
   * checkpoint, call `save`, any number of times, before returning.
   */
  onPause?(save: SaveSearch, progress: Progress, limit?: Limit): void;
  /** Whether `onPause` would save: a search by several workers has to stop them for that. */
  isPauseDue?(): boolean;
}

/** Writes everything needed to resume the search, identically every time. */
export type SaveSearch = (to: SnapshotWriter) => void;

/** Further data needed to resume a search. */
export interface Resumption {
  readonly from: SnapshotReader;
  /** Time of the search before it was saved: reported with its result, not counted against its limit. */
  readonly elapsedMs: number;
}

export interface SearchRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
  /** Store whole states instead of fingerprints: no state can be mistaken for another. */
  readonly exact: boolean;
  /** Bytes of a visited state in the table, unless `exact`; default: 8. */
  readonly slotBytes?: SlotBytes;
  readonly stopAtFirst: boolean;
  /** Breadth-first: stop after the level in which the last of the invariants was seen violated. */
  readonly stopWhenAllSeen?: boolean;
  /** Resume a search of the same system, claims and storage instead of starting one. */
  readonly resume?: Resumption;
}

/** 8 bytes keep 64 bits of each state; 4 bytes take half the room, with a higher risk of losing a state. */
export type SlotBytes = 4 | 8;
