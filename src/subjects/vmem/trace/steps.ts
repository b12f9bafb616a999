/**
 * A counterexample executed on the plain machine, with the whole state after every step: the document
 * `tablewalk/show/1` except its head, and the input of the page. Created by `traceSteps()`.
 */
import type { FactName } from '../../../invariants/facts.ts';
import type {
  Surveyed,
  Trace,
  TracedCall,
  TracedOperation,
  TracedStep,
} from '../../../subject/trace.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import type { StepKind } from '../steps/steps.ts';
import type { AddressRange, LevelName, StepState } from './step-state.ts';

/** Sizes and landmarks of the address space, drawn once. */
export interface TracedMachine {
  readonly geometry: string;
  /** From the root table down. */
  readonly levels: readonly {
    readonly name: LevelName;
    /** Entries of a table of this level. */
    readonly entries: number;
    /** Bytes covered by one entry. */
    readonly span: number;
  }[];
  readonly sectionBytes: number;
  readonly memmapBytes: number;
  readonly vmemmapStart: string;
  readonly vmallocStart: string;
  readonly kasanShadow: AddressRange | null;
}

/** A call of an entry point, or writes of the core between calls. */
export interface VmemCall extends TracedCall {
  /** The function; null for the core. */
  readonly name: string | null;
  readonly range: AddressRange;
  /** Also 0 if it returns nothing; null if it did not return, and for the core. */
  readonly result: number | null;
}

export interface VmemOperation extends TracedOperation {
  readonly scheduled: VmemScheduledOperation;
  /** With threads: allocation attempts in earlier parts of the operation. */
  readonly attemptsBefore: number;
  readonly calls: readonly VmemCall[];
}

export interface VmemStep<State = StepState> extends TracedStep<State> {
  readonly kind: StepKind;
  readonly facts: readonly FactName[];
}

export interface VmemTrace<State extends StepState | null = StepState>
  extends Omit<Trace<never, VmemOperation>, 'steps'> {
  readonly machine: TracedMachine;
  readonly initial: StepState;
  readonly steps: readonly VmemStep<State>[];
}

/** Everything except the steps. */
export type VmemSurvey = VmemTrace & Pick<Surveyed, 'listed' | 'frames'>;

/** Most states are omitted: only those where a call returns, the core writes, or a fact is seen are kept. */
export type TraceOutline = VmemTrace<StepState | null>;
