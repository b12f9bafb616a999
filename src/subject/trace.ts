/** A counterexample step by step, with the state after each step, for `show` and the page. */
import type { CodePlace } from '../text/code-place.ts';
import type { ScheduledOperation, ScopedSchedule } from './execution.ts';

/** A call of an operation. Steps are inclusive indices. */
export interface TracedCall {
  readonly text: string;
  /** The return value in words; empty for most. */
  readonly returned: string;
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface TracedOperation {
  /** `add section 2`. */
  readonly label: string;
  /** From 1. */
  readonly thread: number;
  /** In the form of the counterexample file. */
  readonly scheduled: ScheduledOperation;
  readonly steps: number;
  /** True if nothing can follow. */
  readonly ends: boolean;
  /** With threads: true if another thread runs before the operation has ended. */
  readonly isCut: boolean;
  /** Empty if the operation calls nothing. */
  readonly calls: readonly TracedCall[];
  readonly firstStep: number;
  readonly lastStep: number;
}

/** One indivisible step, or a frame: the beginning or the end of a call. */
export interface TracedStep<State = object | null> {
  /** Index in `steps`; the state before it is that of the step before, or `initial`. */
  readonly index: number;
  /** Number of steps up to and including this one. A frame is not a step and repeats a number. */
  readonly number: number;
  /** Index in `operations`, and in the `calls` of that operation. */
  readonly operation: number;
  readonly call: number;
  /** From 1. */
  readonly thread: number;
  /** Stable, part of the format. */
  readonly kind: string;
  /** The step in words, in one line. */
  readonly text: string;
  /** True if it only read, or changed nothing. */
  readonly silent: boolean;
  /** For a C text: the functions that were called and did not return, innermost first, each with its line. */
  readonly code?: readonly CodePlace[];
  /** Facts that its operation shows for the first time in this step. */
  readonly facts: readonly string[];
  /** Ids of the claims that these facts break. */
  readonly violated: readonly string[];
  /** The whole state after the step. */
  readonly state: State;
}

/** The next step of a thread. */
export interface PendingText {
  readonly thread: number;
  readonly text: string;
  /** See `TracedStep.code`. */
  readonly code?: readonly CodePlace[];
}

/** Inclusive step numbers, as in the text. */
export interface StepWindow {
  readonly from: number;
  readonly to: number;
}

/** Step numbers, as in the text. */
export interface TraceWindow extends StepWindow {
  /** Steps of the whole trace. */
  readonly of: number;
  /** The step that violates the claim of the file, inside or outside the part; null if none does. */
  readonly violatedAt: number | null;
  /** Claims that are violated before the part, each with the number of the first step that violates it. */
  readonly brokenBefore: readonly { readonly invariant: string; readonly step: number }[];
}

/** A subject may add fields. */
export interface Trace<
  Step extends TracedStep = TracedStep<object>,
  Operation extends TracedOperation = TracedOperation,
> {
  /** The state before the first step. */
  readonly initial: object;
  readonly operations: readonly Operation[];
  readonly steps: readonly Step[];
  /** The first step that violates the claim of the file, as an index; null if none does. */
  readonly violatedAt: number | null;
  /** Why the next operation is not possible as written; null if all were executed. */
  readonly leftBecause: string | null;
  /** With threads: the next step of each thread that is inside an operation after the last step. */
  readonly pending: readonly PendingText[];
  /** With threads, if no thread can continue after the last step: what each thread waits for, as sentences. */
  readonly waits: readonly string[];
  /** Set for a part of a trace. Then `steps`, all indices into it and `initial` are relative to the part. */
  readonly window?: TraceWindow;
}

/** A call or a return: listed among the steps, without a number of its own. */
export interface CallBoundary {
  readonly index: number;
  readonly kind: string;
}

/** Everything except the steps: `steps` is empty. */
export type Surveyed<Whole extends Trace = Trace> = Whole & {
  /** Number of listed steps, including frames. */
  readonly listed: number;
  readonly frames: readonly CallBoundary[];
};

/** A value of the Informal Trace Format. */
export type ItfValue =
  | string
  | number
  | boolean
  | { readonly '#bigint': string }
  | { readonly '#tup': readonly ItfValue[] }
  | { readonly '#set': readonly ItfValue[] }
  | { readonly '#map': readonly ItfPair[] }
  | { readonly [field: string]: ItfValue };

export type ItfPair = readonly [ItfValue, ItfValue];

/** A variable that maps keys to values. Unchanged parts of a state are serialised once. */
export interface ItfMap<State = object> {
  readonly name: string;
  /** The parts of a state that hold its pairs. An unchanged part is the same object. */
  parts(state: State): readonly object[];
  pairsOf(part: object): readonly ItfPair[];
}

/** The state as variables, besides the number, operation, thread, text and violated claims of the step. */
export interface SubjectItf<State = object> {
  /** Types in Apalache notation, maps first. */
  readonly types: Readonly<Record<string, string>>;
  readonly maps: readonly ItfMap<State>[];
  /** All variables except maps. */
  rest(state: State): Readonly<Record<string, ItfValue>>;
}

export interface SubjectTrace {
  /** Executes the counterexample. Throws `InputError` if no operation is possible. */
  survey(counterexample: ScopedSchedule & { readonly invariant: string }): Surveyed;
  /**
   * Executes it again, and passes each step up to index `last`, inclusive, to `visit`. `purpose`:
   * what the step is for, for readers new to the code; empty if it is obvious.
   */
  visit(
    counterexample: ScopedSchedule & { readonly invariant: string },
    survey: Surveyed,
    last: number,
    visit: (step: TracedStep<object>, initial: object, purpose: string) => void,
  ): void;
  /** The leading fields of a state that are lists. An unchanged element is the same object. */
  readonly listsOfState: readonly string[];
  readonly itf: SubjectItf;
  /** A Mermaid sequence diagram of the decisive steps. */
  mermaid(counterexample: ScopedSchedule & { readonly invariant: string }): string;
}
