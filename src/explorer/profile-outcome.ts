/** The result of a profile of a search, as plain data. */
import type { SearchEnd } from './outcome.ts';

export interface ProjectedCount {
  readonly name: string;
  readonly isGroup: boolean;
  /** Distinct states without the component. */
  readonly distinct: number;
  /** One of this many fingerprints was kept; 1 if the count is exact. */
  readonly sampledOneIn: number;
}

/** The states at one distance from the initial state, and their transitions. */
export interface LevelProfile {
  /** Transitions from the initial state. */
  readonly depth: number;
  readonly states: number;
  /** States whose transitions were all taken. */
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
  readonly levels: readonly LevelProfile[];
  readonly operations: readonly OperationProfile[];
  readonly components: readonly ProjectedCount[];
  /** All facts and occasions that arose. */
  readonly facts: number;
  readonly occasions: number;
  /** Per invariant: transitions that judged it. */
  readonly judgedCounts: readonly number[];
  /** Bytes of one state, and of the arrays of a search without those that only the profile needs. */
  readonly stateLength: number;
  readonly searchBytes: number;
  readonly memoryBytes: number;
  /** Maximum number of states waiting at one time. */
  readonly frontierMost: number;
  readonly elapsedMs: number;
}
