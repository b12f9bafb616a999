/** What a search is asked: the system, the claims, the bounds, and the clock it is lent. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { System } from '../model/system.ts';

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
}

export interface SearchHooks extends Clock {
  /** Called every `transitionsPerPoll` transitions and, breadth-first, after every level. */
  onProgress?(progress: Progress): void;
}

export interface SearchRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
  readonly limits: SearchLimits;
  readonly hooks: SearchHooks;
  /** Store whole states instead of fingerprints: no state can be mistaken for another. */
  readonly exact: boolean;
  /** Bytes of a visited state in the table, unless `exact`; 8 if not said. */
  readonly slotBytes?: SlotBytes;
  readonly stopAtFirst: boolean;
}

/** 8 bytes keep 64 bits of each state; 4 bytes are half the room, for a greater risk to lose a state. */
export type SlotBytes = 4 | 8;
