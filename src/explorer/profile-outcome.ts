/** The result of profiling a search, as plain data. */
import type { SearchEnd } from './outcome.ts';

export interface ProjectedCount {
  readonly name: string;
  readonly isGroup: boolean;
  /** Distinct states without the component. */
  readonly distinct: number;
  /** Only one in this many fingerprints was kept; 1 means that the count is exact. */
  readonly sampledOneIn: number;
}

/** The states at one distance from the initial one, and their transitions. */
export interface Level {
  /** Transitions from the initial state. */
  readonly depth: number;
  readonly states: number;
  /** States of it whose transitions were all explored. */
  readonly expanded: number;
  readonly transitions: number;
  /** Milliseconds from the start until its last state was found, or the search ended. */
  readonly foundAtMs: number;
}

export interface OperationProfile {
  readonly label: string;
  /** States in which it can start or, with threads, continue. */
  readonly enabled: number;
  readonly transitions: number;
  /** Transitions that led to a new state. */
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
  /** By depth; the last one may be incomplete. */
  readonly levels: readonly Level[];
  readonly operations: readonly OperationProfile[];
  readonly components: readonly ProjectedCount[];
  /** Bits of all facts and occasions that arose. */
  readonly facts: number;
  readonly occasions: number;
  /** Per invariant: transitions that judged it. */
  readonly judgedCounts: readonly number[];
  /** Size of one state, and of the arrays of the search without those needed only by this profile. */
  readonly stateLength: number;
  readonly searchBytes: number;
  readonly memoryBytes: number;
  /** Maximum number of states that waited at one time. */
  readonly frontierMost: number;
  readonly elapsedMs: number;
}
