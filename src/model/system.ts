/** What a search may know of the world it explores: the narrow waist between models and searches. */

/** Draws a whole number from 0 to `count - 1`. */
export type Choose = (count: number) => number;

/**
 * What one transition did. One object per system, overwritten by every `next` and `draw`, so that
 * the hot loop allocates nothing: copy what you want to keep.
 */
export interface Outcome {
  /** The state the transition leads to; meaningless when `ends` is true. */
  readonly successor: Uint8Array;
  /** The set of facts (`masks.ts`) that were observed in a step of the transition or at its end; by index in `system.factNames`. */
  readonly facts: number;
  /** Bit i: `system.occasionNames[i]` arose, so the claims that are judged on it were judged. */
  readonly occasions: number;
  /** The path ends here (the kernel would have crashed): there is no successor. */
  readonly ends: boolean;
  /** Indivisible steps that the transition took. */
  readonly steps: number;
}

/** A transition as plain JSON data: enough to show it and to find it again in another version. */
export interface TransitionRecord {
  /** One line for people. */
  readonly label: string;
  readonly [detail: string]: unknown;
}

/**
 * A finite transition system over a flat vector of bytes.
 *
 * A search calls `load` with a state and `next` until it answers false; `draw` takes one transition
 * instead. The order of the transitions depends on the state alone, so the ordinal of a transition
 * among those of its state (0, 1, 2 …) names it, and a list of ordinals is a schedule.
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
  /** Takes one transition of the loaded state, asking `choose` wherever several things can happen. */
  draw(choose: Choose): boolean;
  /** Tells the transition just taken. For reports, never for the search. */
  describe(): TransitionRecord;
  /**
   * A transition may take seconds: a search notes what it has met, where it would else do it again.
   * Such a system calls `stopIfDue` in the midst of it.
   */
  readonly isDear?: boolean;
  /** Of a dear system: the transitions by which the loaded state was first met. */
  recordsToLoaded?(): readonly TransitionRecord[];
  /** True if the loaded state may be the last one: without it a state with no transition is a deadlock. */
  mayStop(): boolean;
  /**
   * Further facts, of the kind that the successor at hand shows whichever way it was reached. An
   * exhaustive search asks for them once a state, when it is new, so they may be dear to find out.
   * Absent if `outcome.facts` tells everything.
   */
  successorFacts?(): number;
  /**
   * Of the transition just taken: those of these facts that its first step with any of them showed. It
   * takes the transition once more and leaves everything as it was. Absent if a transition is one step.
   */
  earliestFacts?(watched: number): number;
  /**
   * For a system whose states hold numbers that are given in the order in which something is met: from
   * now on it gives them in agreement with all systems that share `memory`, a growable buffer that is
   * empty at first. The systems are built alike, may live in different threads, and load each other's
   * states. Call it before anything else. Absent if a state means the same to every system of its kind.
   */
  share?(memory: SharedArrayBuffer): void;
  /** Goes into a checkpoint with the states, and comes back from it before anything else is asked. */
  readonly memory?: SystemMemory;
}

/**
 * What a system notes on its way, most of all where states hold numbers that it gave in the order in
 * which it met something: what they stand for.
 */
export interface SystemMemory {
  save(): Int32Array;
  /** Only on a system made anew. Throws if it cannot give the same numbers again. */
  restore(words: Int32Array): void;
}

/**
 * A system whose transitions can be taken and taken back in place, with a fingerprint that is kept up
 * to date write by write: depth-first search without copying states, and no search hashes whole ones.
 *
 * A path is walked by `next`, `enter`, `next`, `enter` …; `leave` takes back the last `enter`, so the
 * calls nest. `load` and `loadWith` begin a new path. `HashedBytes` does most of the work.
 */
export interface ReversibleSystem extends System {
  /**
   * 64 bits of the state at hand: after `load`, `enter` and a `next` that answered false the loaded
   * state, after a `next` that answered true the successor. Equal states have equal fingerprints.
   * One object per system, both halves 32-bit integers with a sign.
   */
  readonly fingerprint: Fingerprint64;
  /** Bytes of the arrays that grow with the path: the search counts them against its memory limit. */
  readonly pathBytes: number;
  /** The successor that `next` just showed becomes the loaded state; its enumeration starts. */
  enter(): void;
  /** Back to the state that the last `enter` left; its enumeration goes on behind that transition. */
  leave(): void;
  /** As `load`, for a search that kept the fingerprint with the state. */
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
 * A system with a part of its states that a search may carry along as a set: states that differ in
 * that part only are one *folded* state, and one transition of it is taken for all of them at once.
 * A state has a transition whatever the part, or none: if there is any, all parts allow at least one
 * and the same.
 */
export interface FoldedSystem extends System {
  /** Undefined if there is no such part. Each call gives sets of their own. */
  fold(): Fold | undefined;
}

/** Sets of parts, as numbers; the empty set is 0, and equal sets have equal numbers. */
export interface Fold {
  /** The part lies in a state from `start` to before `end`; in a folded state these bytes are zero. */
  readonly start: number;
  readonly end: number;
  /** Bytes of all that is known of sets. */
  readonly byteLength: number;
  /**
   * As `System.load`, with all parts of the set in place of the one in the state. `next` then takes
   * the transitions that some of them allow, each once; `outcome.successor` is a folded state.
   */
  load(states: Uint8Array, offset: number, set: number): void;
  /** Of the transition just taken: what it made of the set. */
  readonly image: number;
  /** Of the transition just taken: how many parts of the set allow it. */
  readonly weight: number;
  /** The set of the part in this state. */
  setOf(state: Uint8Array): number;
  sizeOf(set: number): number;
  union(one: number, other: number): number;
  /** What is in `one` and not in `other`. */
  without(one: number, other: number): number;
  /** For reports: the parts of a set, as numbers. */
  membersOf(set: number): readonly number[];
  /** For reports: puts a part into its place in a state. */
  writeMember(member: number, state: Uint8Array): void;
  /** All sets that have a number, for a checkpoint. */
  save(): Int32Array;
  /** Only on a fold made anew: the same sets get the same numbers. */
  restore(words: Int32Array): void;
}

export function isFolded(system: System): system is FoldedSystem {
  return 'fold' in system;
}

/** A part of the state that has a name: the bits of the vector that belong to it. */
export interface StateComponent {
  readonly name: string;
  /** `stateLength` bytes. Of components that are no groups, no bit belongs to two, and every used bit to one. */
  readonly mask: Uint8Array;
  /** It joins others, because each of them may follow from the rest. */
  readonly isGroup: boolean;
}

/** A system that can say what its states and transitions are made of: for who asks why there are so many. */
export interface ExplainedSystem extends System {
  /** Empty if a state has no parts that a search can see. */
  readonly components: readonly StateComponent[];
  /** What a transition can belong to, as lines for people. */
  readonly operationLabels: readonly string[];
  /** Index of the operation to which the transition just taken belongs. */
  readonly operation: number;
}
