/** What a profile of a search tells, as plain data. */
import type { SearchEnd } from './outcome.ts';

export interface ProjectedCount {
  readonly name: string;
  readonly isGroup: boolean;
  /** Distinct states without the component. */
  readonly distinct: number;
  /** Only one in so many fingerprints was kept; 1 means that the count is exact. */
  readonly sampledOneIn: number;
}

/** The states at one distance from the initial one, and what was taken from them. */
export interface Level {
  /** Transitions from the initial state. */
  readonly depth: number;
  readonly states: number;
  /** States of it whose transitions were all taken. */
  readonly expanded: number;
  readonly transitions: number;
  /** Milliseconds from the start until its last state was found, or the search ended. */
  readonly foundAtMs: number;
}

export interface OperationProfile {
  readonly label: string;
  /** States in which it can start or, with threads, go on. */
  readonly enabled: number;
  readonly transitions: number;
  /** Transitions that led to a state nobody had seen. */
  readonly newStates: number;
  /** Transitions that ended the path. */
  readonly ended: number;
  readonly steps: number;
}

export interface Profile {
  readonly end: SearchEnd;
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  /** By depth; of the last one perhaps not all states were found. */
  readonly levels: readonly Level[];
  readonly operations: readonly OperationProfile[];
  readonly components: readonly ProjectedCount[];
  /** Bits of all facts and occasions that arose. */
  readonly facts: number;
  readonly occasions: number;
  /** Per invariant: transitions that judged it. */
  readonly judgedCounts: readonly number[];
  /** Bytes of one state, and of the arrays of the search without what only this profile needs. */
  readonly stateLength: number;
  readonly searchBytes: number;
  readonly memoryBytes: number;
  /** Most states that waited at one time. */
  readonly frontierMost: number;
  readonly elapsedMs: number;
}
