/** The request of a search: system, invariants, goals, limits and hooks. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';
import type { Limit } from './outcome.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** `Infinity` for no limit. A search that reaches one is undecided. */
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
  /** States found whose transitions were not all taken. */
  readonly frontierCount: number;
  /** Bytes of all arrays of the search together. */
  readonly memoryBytes: number;
  /** Milliseconds since the search began. */
  readonly elapsedMs: number;
}

/** Clock and signals of a search are arguments, so that a test can fake them. */
export interface Clock {
  /** Milliseconds since a fixed moment. */
  now(): number;
  shouldStop?(): boolean;
  /**
   * The maximum of the JavaScript heap in bytes, if it is nearly full. No search counts that heap, but a
   * system that keeps states as objects fills it, and a full heap would end the process.
   */
  fullHeap?(): number | undefined;
}

export interface SearchHooks extends Clock {
  /** Called at least a few times a second, unless a transition takes longer; breadth-first also at every level. */
  onProgress?(progress: Progress): void;
  /**
   * Called as often as `onProgress`, and once with the limit that ends an exhaustive search. To make a
   * checkpoint, call `save` before returning, any number of times.
   */
  onPause?(save: SaveSearch, progress: Progress, limit?: Limit): void;
  /** Whether `onPause` would save. A search by several workers must halt them first. */
  isPauseDue?(): boolean;
}

/** Writes everything needed to resume the search; each call writes the same. */
export type SaveSearch = (to: SnapshotWriter) => void;

/** A saved search to resume. */
export interface Resumption {
  readonly from: SnapshotReader;
  /** Time before the search was saved: included in its result, not in its limit. */
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
  /** Breadth-first: stop after the level in which the last of the invariants was violated. */
  readonly stopWhenAllSeen?: boolean;
  /** Resume a search of the same system, invariants, goals and storage instead of beginning one. */
  readonly resume?: Resumption;
}

/**
 * 8 bytes store 64 bits of each state; 4 bytes need half the memory, with a greater risk of losing a
 * state.
 */
export type SlotBytes = 4 | 8;
