/** The interface between models and searches. */

/** Draws a whole number from 0 to `count - 1`. */
export type Choose = (count: number) => number;

/**
 * The outcome of one transition. One object per system, overwritten by every `next` and `draw`, so
 * that the hot loop allocates nothing. Copy what you keep.
 */
export interface Outcome {
  /** The successor state; meaningless when `ends` is true. */
  readonly successor: Uint8Array;
  /** The successor as words, with zeroes after its last byte. Absent if it is not stored in words. */
  readonly words?: Int32Array;
  /** Set of facts (`masks.ts`) observed in a step of the transition or at its end, by index in `system.factNames`. */
  readonly facts: number;
  /** Bit i: `system.occasionNames[i]` arose and judged the invariants with that bit in `judgedOn`. */
  readonly occasions: number;
  /** True if the path ends here, without a successor, for example because the kernel crashed. */
  readonly ends: boolean;
  /** Number of indivisible steps of the transition. */
  readonly steps: number;
}

/** A transition as plain JSON data: enough to print it and to find it again in another version. */
export interface TransitionRecord {
  /** One line of text. */
  readonly label: string;
  readonly [detail: string]: unknown;
}

/**
 * A finite transition system over a flat vector of bytes.
 *
 * A search calls `load` with a state, then `next` until it returns false; `draw` takes one transition
 * instead. The order of the transitions depends on the state alone, so the ordinal of a transition
 * among those of its state (0, 1, 2 …) identifies it, and a list of ordinals is a schedule.
 */
export interface System {
  /** Bytes of one state. */
  readonly stateLength: number;
  /** Names of the facts; at most 52, including at most 31 from `successorFacts`. */
  readonly factNames: readonly string[];
  /** Names of the bits of `Outcome.occasions`; at most 31. */
  readonly occasionNames: readonly string[];
  readonly outcome: Outcome;
  writeInitial(target: Uint8Array): void;
  /** Copies the state at `states[offset …]` and starts the enumeration of its transitions. */
  load(states: Uint8Array, offset: number): void;
  /** Takes the next transition of the loaded state into `outcome`; false if there are no more. */
  next(): boolean;
  /** Takes one transition of the loaded state; `choose` selects among several possibilities. */
  draw(choose: Choose): boolean;
  /** Describes the transition just taken. For reports, never for the search. */
  describe(): TransitionRecord;
  /**
   * True if a transition may take seconds. A search then records the transitions to a violation
   * instead of taking them again. Such a system calls `stopIfDue` during a transition.
   */
  readonly isExpensive?: boolean;
  /** For an expensive system: the transitions that first reached the loaded state. */
  recordsToLoaded?(): readonly TransitionRecord[];
  /** True if the loaded state may be a final state; otherwise a state without a transition is a deadlock. */
  mayStop(): boolean;
  /**
   * Facts that depend on the current successor alone, not on the transition. An exhaustive search
   * requests them once per new state, so they may be expensive to compute. Absent if `outcome.facts`
   * contains all facts.
   */
  successorFacts?(): number;
  /**
   * For the transition just taken: the `watched` facts observed in the first step with any of them.
   * Repeats the transition without side effects. Absent if a transition is a single step.
   */
  earliestFacts?(watched: number): number;
  /**
   * For a system whose states contain ids assigned in discovery order: from now on it assigns the
   * same ids as all systems that share `memory`, a growable buffer that is empty at first. The
   * systems are built in the same way, may run in different threads, and load each other's states.
   * Call it before any other method. Absent if a state means the same to every system of its kind.
   */
  share?(memory: SharedArrayBuffer): void;
  /** Saved in a checkpoint with the states, and restored before any other method is called. */
  readonly memory?: SystemMemory;
}

/** Data that a system records during a search, mainly the meaning of the ids in its states. */
export interface SystemMemory {
  save(): Int32Array;
  /** Only on a new system. Throws if it cannot assign the same ids again. */
  restore(words: Int32Array): void;
}

/**
 * A system whose transitions can be taken and undone in place, with a fingerprint that every write
 * updates: depth-first search copies no states, and no search hashes whole states.
 *
 * A path is followed by `next`, `enter`, `next`, `enter` …; `leave` undoes the last `enter`, so the
 * calls nest. `load` and `loadWith` begin a new path. `HashedBytes` does most of the work.
 */
export interface ReversibleSystem extends System {
  /**
   * 64 bits of the current state: the successor after a `next` that returned true, else the loaded
   * state. Equal states have equal fingerprints. One object per system, both halves signed 32-bit integers.
   */
  readonly fingerprint: Fingerprint64;
  /** Bytes of the arrays that grow with the path; the search counts them against its memory limit. */
  readonly pathBytes: number;
  /** The successor of the last `next` becomes the loaded state; its enumeration starts. */
  enter(): void;
  /** Returns to the state that the last `enter` left; its enumeration continues after that transition. */
  leave(): void;
  /** Like `load`, for a search that stored the fingerprint with the state. */
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
 * A system in which a search may represent one part of the states by a set: states that differ only
 * in that part are one *folded* state, and a transition of it is taken once for all members of the
 * set. Either no member of a set allows a transition, or every member allows at least one, and the
 * same.
 */
export interface FoldedSystem extends System {
  /** Undefined if there is no such part. Each call returns independent sets. */
  fold(): Fold | undefined;
}

/** Sets of parts, each identified by a number: the empty set is 0, and equal sets have equal numbers. */
export interface Fold {
  /** The part is bytes `start` to `end - 1` of a state; in a folded state these bytes are zero. */
  readonly start: number;
  readonly end: number;
  /** Bytes of the tables of sets. */
  readonly byteLength: number;
  /**
   * Like `System.load`, with all members of the set instead of the part in the state. `next` then
   * takes each transition that some member allows, once; `outcome.successor` is a folded state.
   */
  load(states: Uint8Array, offset: number, set: number): void;
  /** For the transition just taken: the set of the successors' parts. */
  readonly image: number;
  /** For the transition just taken: the number of members of the set that allow it. */
  readonly weight: number;
  /** The set of the part in this state. */
  setOf(state: Uint8Array): number;
  sizeOf(set: number): number;
  union(one: number, other: number): number;
  /** The members of `one` that are not in `other`. */
  without(one: number, other: number): number;
  /** For reports: the members of a set, as numbers. */
  membersOf(set: number): readonly number[];
  /** For reports: writes a member into its place in a state. */
  writeMember(member: number, state: Uint8Array): void;
  /** All numbered sets, for a checkpoint. */
  save(): Int32Array;
  /** Only on a new fold: the same sets get the same numbers. */
  restore(words: Int32Array): void;
}

export function canFold(system: System): system is FoldedSystem {
  return 'fold' in system;
}

/** A named component of the state: the bits of the vector that belong to it. */
export interface StateComponent {
  readonly name: string;
  /** `stateLength` bytes. Every used bit belongs to exactly one component that is not a group. */
  readonly mask: Uint8Array;
  /** True for a union of other components, each of which may be determined by the rest. */
  readonly isGroup: boolean;
}

/** A system that names the components of its states and the operations of its transitions, to explain its size. */
export interface ExplainedSystem extends System {
  /** Empty if a search cannot distinguish components of a state. */
  readonly components: readonly StateComponent[];
  /** The operations that a transition can belong to, one line each. */
  readonly operationLabels: readonly string[];
  /** Index of the operation of the transition just taken. */
  readonly operation: number;
}
