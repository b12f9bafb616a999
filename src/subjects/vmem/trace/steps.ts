/**
 * A counterexample executed on the reference machine, every step with the whole state after it: the
 * document `tablewalk/show/1` but for its head, and what the page draws. `traceSteps()` makes it.
 */

import type { FactName } from '../../../invariants/facts.ts';
import type { ScheduledOperation } from '../execution/scheduled-operation.ts';
import type { CodePlace } from '../machine/code-place.ts';
import type { StepKind } from '../steps/step-row.ts';
import type { AddressRange, LevelName, StepState } from './step-state.ts';
import type { Frame, StepWindow } from './step-window.ts';

/** What is drawn once: sizes and landmarks of the address space. */
export interface TracedMachine {
  readonly geometry: string;
  /** From the root table down. */
  readonly levels: readonly {
    readonly name: LevelName;
    /** Entries of a table of this level. */
    readonly entries: number;
    /** Bytes that one entry covers. */
    readonly span: number;
  }[];
  readonly sectionBytes: number;
  /** Bytes of memmap of one section. */
  readonly memmapBytes: number;
  readonly vmemmapStart: string;
  readonly vmallocStart: string;
  readonly kasanShadow: AddressRange | null;
}

/** A call of an entry point, or writes of the core between calls. Steps are indices, both included. */
export interface TracedCall {
  /** `vmemmap_populate(0x8c000, 0x92000)`. */
  readonly text: string;
  /** The function; null for the core. */
  readonly name: string | null;
  readonly range: AddressRange;
  /** 0 too if it returns nothing; null if it did not return, and for the core. */
  readonly result: number | null;
  /** ` = -ENOMEM`, ` does not return`, or nothing. */
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
  /** Its steps. The call and the return that frame a call are none. */
  readonly steps: number;
  /** The kernel would have crashed in it. */
  readonly ends: boolean;
  /** With threads: attempts at an allocation that earlier parts of the operation made. */
  readonly attemptsBefore: number;
  /** With threads: another thread comes in before the operation is over. */
  readonly isCut: boolean;
  readonly calls: readonly TracedCall[];
  readonly firstStep: number;
  readonly lastStep: number;
}

/** One indivisible step, or the beginning or end of a call. */
export interface ExecutedStep<State = StepState> {
  /** Index in `steps`; the state before it is that of the step before, or `initial`. */
  readonly index: number;
  /** Steps up to and with this one. The call and the return that frame a call are no steps: they repeat a number. */
  readonly number: number;
  /** Index in `operations`, and in the `calls` of that operation. */
  readonly operation: number;
  readonly call: number;
  /** From 1. */
  readonly thread: number;
  readonly kind: StepKind;
  /** In kernel words: `set pmd 0x8c000 -> b1`. */
  readonly text: string;
  /** Not visible from outside: it only read, or changed nothing. */
  readonly silent: boolean;
  /** Of a C source: the functions that were called and did not return, innermost first, each with its line. */
  readonly code?: readonly CodePlace[];
  /** Facts seen in it for the first time in its operation. */
  readonly facts: readonly FactName[];
  /** Ids of the claims that these facts break. */
  readonly violated: readonly string[];
  /** The whole state after the step. */
  readonly state: State;
}

/** What a thread would do next. */
export interface PendingText {
  readonly thread: number;
  readonly text: string;
  /** As `ExecutedStep.code`. */
  readonly code?: readonly CodePlace[];
}

export interface ExecutionTrace<State = StepState> {
  readonly machine: TracedMachine;
  /** Before the first step. */
  readonly initial: StepState;
  readonly operations: readonly TracedOperation[];
  readonly steps: readonly ExecutedStep<State>[];
  /** The first step that breaks the claim of the file, as an index; null if none does. */
  readonly violatedAt: number | null;
  /** Why the next operation cannot happen as written; null if all of them did. */
  readonly leftBecause: string | null;
  /** With threads: what each thread that is inside an operation after the last step would do next. */
  readonly pending: readonly PendingText[];
  /** With threads, if nobody can do anything after the last step: who waits for what, as sentences. */
  readonly waits: readonly string[];
  /** If this is a part of a trace. Then `steps` and all indices into it begin with the part, and so does `initial`. */
  readonly window?: TraceWindow;
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

/** All but the steps. */
export interface TraceSurvey extends Omit<ExecutionTrace, 'steps' | 'window'> {
  /** Steps that a list of them has, frames of calls with them. */
  readonly listed: number;
  readonly frames: readonly Frame[];
}

/** Without most states: there is one only where a call returns, the core writes, or a fact is seen. */
export type TraceOutline = ExecutionTrace<StepState | null>;
