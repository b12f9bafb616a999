/** The interface between models and searches: what a search may know about the system that it explores. */

/** Draws a whole number from 0 to `count - 1`. */
export type Choose = (count: number) => number;

/**
 * The result of one transition. One object per system, overwritten by every `next` and `draw`, so that the
 * hot loop allocates nothing: copy what must be kept.
 */
export interface Outcome {
  /** The successor state; meaningless when `ends` is true. */
  readonly successor: Uint8Array;
  /**
   * The set of facts (`masks.ts`) observed in a step of the transition or at its end; by index in
   * `system.factNames`.
   */
  readonly facts: number;
  /** Bit i: `system.occasionNames[i]` arose, so the claims judged on it were judged. */
  readonly occasions: number;
  /** The path ends here (the kernel would have crashed): there is no successor. */
  readonly ends: boolean;
  /** Number of indivisible steps of the transition. */
  readonly steps: number;
}

/** A transition as plain JSON data: enough to show it and to find it again in another version. */
export interface TransitionRecord {
  /** One line of text. */
  readonly label: string;
  readonly [detail: string]: unknown;
}

/**
 * A finite transition system over a flat vector of bytes.
 *
 * A search calls `load` with a state and `next` until it returns false; `draw` takes one transition instead.
 * The order of the transitions depends on the state alone, so the ordinal of a transition among those of its
 * state (0, 1, 2 …) identifies it, and a list of ordinals is a schedule.
 */
export interface System {
  /** Bytes of one state. */
  readonly stateLength: number;
  /** Names of the facts; at most 52, and of those of `successorFacts` at most 31. */
  readonly factNames: readonly string[];
  /** Names of the bits of `Outcome.occasions`; at most 31. */
  readonly occasionNames: readonly string[];
  readonly outcome: Outcome;
  writeInitial(target: Uint8Array): void;
  /** Copies the state at `states[offset …]` and starts the enumeration of its transitions. */
  load(states: Uint8Array, offset: number): void;
  /** Takes the next transition of the loaded state into `outcome`; false when all were taken. */
  next(): boolean;
  /** Takes one transition of the loaded state, calling `choose` for each nondeterministic choice. */
  draw(choose: Choose): boolean;
  /** Describes the last transition. For reports, never for the search. */
  describe(): TransitionRecord;
  /**
   * A transition may take seconds: a search caches what it has seen instead of computing it again. Such a
   * system calls `stopIfDue` while it works.
   */
  readonly isDear?: boolean;
  /** For an expensive system: the transitions by which the loaded state was first discovered. */
  recordsToLoaded?(): readonly TransitionRecord[];
  /** True if the loaded state may be the last one: otherwise a state without transitions is a deadlock. */
  mayStop(): boolean;
  /**
   * Further facts that depend only on the successor, not on the path to it. An exhaustive search requests
   * them once per new state, so they may be expensive to compute. Absent if `outcome.facts` is complete.
   */
  successorFacts?(): number;
  /**
   * For the last transition: those of these facts that its first step with any of them showed. Executes the
   * transition again and restores the state. Absent if a transition is one step.
   */
  earliestFacts?(watched: number): number;
  /**
   * For a system whose states contain ids assigned in discovery order: from now on it assigns the same ids
   * as all systems that share `memory`, a growable buffer that is initially empty. The systems are built
   * alike, may live in different threads, and load each other's states. Must be called first. Absent if a
   * state means the same in every system of its kind.
   */
  share?(memory: SharedArrayBuffer): void;
  /** Saved in a checkpoint with the states, and restored before any other call. */
  readonly memory?: SystemMemory;
}

/** Data that a system accumulates, in particular the meaning of ids that were assigned in discovery order. */
export interface SystemMemory {
  save(): Int32Array;
  /** Only on a new system. Throws if it cannot assign the same ids. */
  restore(words: Int32Array): void;
}

/**
 * A system whose transitions can be executed and undone in place, with an incrementally updated fingerprint:
 * depth-first search without copying states or hashing whole ones.
 *
 * A path is walked by `next`, `enter`, `next`, `enter` …; `leave` undoes the last `enter`, so the calls
 * nest. `load` and `loadWith` start a new path. `HashedBytes` does most of the work.
 */
export interface ReversibleSystem extends System {
  /**
   * 64 bits of the current state: after `load`, `enter` and a `next` that returned false the loaded state,
   * after a `next` that returned true the successor. Equal states have equal fingerprints. One object per
   * system, both halves signed 32-bit integers.
   */
  readonly fingerprint: Fingerprint64;
  /** Size of the arrays that grow with the path: the search counts them against its memory limit. */
  readonly pathBytes: number;
  /** The last successor becomes the loaded state; its enumeration starts. */
  enter(): void;
  /** Returns to the state before the last `enter`; its enumeration continues after that transition. */
  leave(): void;
  /** As `load`, for a search that stored the fingerprint with the state. */
  loadWith(states: Uint8Array, offset: number, low: number, high: number): void;
}

export interface Fingerprint64 {
  readonly low: number;
  readonly high: number;
}

export function isReversible(system: System): system is ReversibleSystem {
  return 'enter' in system;
}

/**
 * A system with a part of its states that a search may track as a set: states that differ in that part only
 * are one *folded* state, and one transition is executed for all of them at once. For each state, either no
 * member of the set allows a transition, or every member allows at least one, and the same ones.
 */
export interface FoldedSystem extends System {
  /** Undefined if there is no such part. Each call has its own sets. */
  fold(): Fold | undefined;
}

/** Sets of parts, as numbers; the empty set is 0, and equal sets have equal numbers. */
export interface Fold {
  /** The part occupies the bytes from `start` to before `end`; in a folded state they are zero. */
  readonly start: number;
  readonly end: number;
  /** Size of all data about sets. */
  readonly byteLength: number;
  /**
   * As `System.load`, with all parts of the set instead of the one in the state. `next` then takes the
   * transitions that any of them allows, each once; `outcome.successor` is a folded state.
   */
  load(states: Uint8Array, offset: number, set: number): void;
  /** For the last transition: the resulting set. */
  readonly image: number;
  /** For the last transition: how many parts of the set allow it. */
  readonly weight: number;
  /** The set of the part in this state. */
  setOf(state: Uint8Array): number;
  sizeOf(set: number): number;
  union(one: number, other: number): number;
  /** The parts in `one` but not in `other`. */
  without(one: number, other: number): number;
  /** For reports: the parts of a set, as numbers. */
  membersOf(set: number): readonly number[];
  /** For reports: writes a part into a state. */
  writeMember(member: number, state: Uint8Array): void;
  /** All numbered sets, for a checkpoint. */
  save(): Int32Array;
  /** Only on a new fold: assigns the same numbers to the same sets. */
  restore(words: Int32Array): void;
}

export function isFolded(system: System): system is FoldedSystem {
  return 'fold' in system;
}

/** A named part of the state: the bits of the vector that belong to it. */
export interface StateComponent {
  readonly name: string;
  /** `stateLength` bytes. Components other than groups are disjoint, and together cover every used bit. */
  readonly mask: Uint8Array;
  /** It groups others, because each of them may follow from the rest. */
  readonly isGroup: boolean;
}

/** A system that can describe the parts of its states and transitions, to explain the number of states. */
export interface ExplainedSystem extends System {
  /** Empty if a state has no parts visible to a search. */
  readonly components: readonly StateComponent[];
  /** The operations to which transitions belong, as lines of text. */
  readonly operationLabels: readonly string[];
  /** Index of the operation of the last transition. */
  readonly operation: number;
}
