/** A counterexample step by step, with the state after each step: what `show` and the page draw. */

import type { CodePlace } from '../text/code-place.ts';
import type { ScheduledOperation, ScopedSchedule } from './execution.ts';

/** Something that an operation calls. Steps are indices, both included. */
export interface TracedCall {
  readonly text: string;
  /** What it returned, in words; empty for most. */
  readonly returned: string;
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface TracedOperation {
  /** `add section 2`. */
  readonly label: string;
  /** From 1. */
  readonly thread: number;
  /** As the counterexample file has it. */
  readonly scheduled: ScheduledOperation;
  readonly steps: number;
  /** Nothing can happen after it. */
  readonly ends: boolean;
  /** With threads: another thread comes in before the operation is over. */
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
  /** Steps up to and with this one. A frame is no step: it repeats a number. */
  readonly number: number;
  /** Index in `operations`, and in the `calls` of that operation. */
  readonly operation: number;
  readonly call: number;
  /** From 1. */
  readonly thread: number;
  /** Stable, part of the format. */
  readonly kind: string;
  /** What happens, in one line. */
  readonly text: string;
  /** It only read, or changed nothing. */
  readonly silent: boolean;
  /** Of a C text: the functions that were called and did not return, innermost first, each with its line. */
  readonly code?: readonly CodePlace[];
  /** Facts seen in it for the first time in its operation. */
  readonly facts: readonly string[];
  /** Ids of the claims that these facts break. */
  readonly violated: readonly string[];
  /** The whole state after the step. */
  readonly state: State;
}

/** What a thread would do next. */
export interface PendingText {
  readonly thread: number;
  readonly text: string;
  /** As `TracedStep.code`. */
  readonly code?: readonly CodePlace[];
}

/** Numbers of steps as the text has them, both included. */
export interface StepWindow {
  readonly from: number;
  readonly to: number;
}

/** Numbers of steps as the text has them. */
export interface TraceWindow extends StepWindow {
  /** Steps of the whole trace. */
  readonly of: number;
  /** The step that breaks the claim of the file, in the part or not; null if none does. */
  readonly violatedAt: number | null;
  /** Claims that are broken before the part, each with the number of the first step that breaks it. */
  readonly brokenBefore: readonly { readonly invariant: string; readonly step: number }[];
}

/** Fields of a subject may stand beside these. */
export interface Trace<
  Step extends TracedStep = TracedStep<object>,
  Operation extends TracedOperation = TracedOperation,
> {
  /** The state before the first step. */
  readonly initial: object;
  readonly operations: readonly Operation[];
  readonly steps: readonly Step[];
  /** The first step that breaks the claim of the file, as an index; null if none does. */
  readonly violatedAt: number | null;
  /** Why the next operation cannot happen as written; null if all of them did. */
  readonly leftBecause: string | null;
  /** With threads: what each thread that is inside an operation after the last step would do next. */
  readonly pending: readonly PendingText[];
  /** With threads, if no thread can do anything after the last step: what each waits for, as sentences. */
  readonly waits: readonly string[];
  /** If this is a part of a trace. Then `steps` and all indices into it begin with the part, and so does `initial`. */
  readonly window?: TraceWindow;
}

/** A call or a return: listed among the steps, without a number of its own. */
export interface CallBoundary {
  readonly index: number;
  readonly kind: string;
}

/** All but the steps: `steps` is empty. */
export type Surveyed<Whole extends Trace = Trace> = Whole & {
  /** Steps that a list of them has, frames with them. */
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

/** A variable that maps keys to values: parts of a state that did not change are written once. */
export interface ItfMap<State = object> {
  readonly name: string;
  /** The parts of a state that hold its pairs: the same object while they do not change. */
  parts(state: State): readonly object[];
  pairsOf(part: object): readonly ItfPair[];
}

/** The state as variables, beside the number, operation, thread, text and broken claims of the step. */
export interface SubjectItf<State = object> {
  /** Types in the notation of Apalache, maps first. */
  readonly types: Readonly<Record<string, string>>;
  readonly maps: readonly ItfMap<State>[];
  /** All variables that are no maps. */
  rest(state: State): Readonly<Record<string, ItfValue>>;
}

export interface SubjectTrace {
  /** Executes the counterexample. Throws `InputError` if no operation can happen. */
  survey(counterexample: ScopedSchedule & { readonly invariant: string }): Surveyed;
  /**
   * Executes it once more, and gives each step up to and with that of index `last` to `visit`. `purpose`:
   * what the step is for, for readers new to the code; empty if it is obvious.
   */
  visit(
    counterexample: ScopedSchedule & { readonly invariant: string },
    survey: Surveyed,
    last: number,
    visit: (step: TracedStep<object>, initial: object, purpose: string) => void,
  ): void;
  /** Fields that a state begins with and that are lists: an element that did not change is the same object. */
  readonly listsOfState: readonly string[];
  readonly itf: SubjectItf;
  /** A Mermaid sequence diagram of the steps that decide. */
  mermaid(counterexample: ScopedSchedule & { readonly invariant: string }): string;
}
