/** Executes a counterexample and stores every step with the whole state after it. */
import type { IndexRange } from '../../../counterexample/trace/step-window.ts';
import { InputError } from '../../../errors.ts';
import { Fact, type FactName } from '../../../invariants/facts.ts';
import { meet } from '../../../model/masks.ts';
import type { CallBoundary } from '../../../subject/trace.ts';
import { hex } from '../../../text/hex.ts';
import type { Scope } from '../environment/scope.ts';
import type { ExecutedOperation, VmemSchedule } from '../execution/execution.ts';
import { execute } from '../execution/executor.ts';
import { callNames } from '../kernel/request.ts';
import { levelNames } from '../machine/geometry.ts';
import { pendingText } from '../steps/steps.ts';
import { callText, returnText } from '../story/call-text.ts';
import { asAddresses } from './state-values.ts';
import {
  everyState,
  noStates,
  type Recording,
  type StateSource,
  StepRecorder,
  startRecording,
  statesAtCuts,
  type TakeStep,
} from './step-recorder.ts';
import type { StepState } from './step-state.ts';
import type {
  TracedMachine,
  TraceOutline,
  VmemOperation,
  VmemStep,
  VmemSurvey,
  VmemTrace,
} from './steps.ts';

/** The part of an invariant that a trace needs. */
export interface Claim {
  readonly id: string;
  /** Mask of the facts that violate it. */
  readonly violatedBy: number;
}

export interface TraceRequest extends VmemSchedule {
  readonly scope: Scope;
  /** All claims that the steps are judged by. */
  readonly claims: readonly Claim[];
  /** Id of the claim of the file. */
  readonly violated: string;
}

/**
 * Executes the operations and keeps the state after each step. Deterministic. Throws like
 * `visitSteps`.
 */
export function traceSteps(request: TraceRequest): VmemTrace {
  return keptTrace(request, everyState);
}

/** The same with few states, for any number of steps. Possible TLB contents are not read. */
export function outlineSteps(request: TraceRequest): TraceOutline {
  return keptTrace(request, statesAtCuts);
}

/** The same without steps. */
export function surveySteps(request: TraceRequest): VmemSurvey {
  return visited(request, noStates, () => undefined);
}

/**
 * Passes each step up to that of index `last` to `visit`, with its state, and stores none: for any number of
 * steps. Throws `InputError` if no operation is possible.
 */
export function visitSteps(
  request: TraceRequest,
  { listed, waits }: Pick<VmemSurvey, 'listed' | 'waits'>,
  last: number,
  visit: (step: VmemStep, initial: StepState, purpose: string) => void,
): void {
  const { claims } = request;
  let taken = 0;
  const states: StateSource<StepState | null> = {
    watchesTlb: true,
    read: (reader, moment) => (taken++ > last ? null : reader.read(moment)),
  };
  visited(request, states, (step, initial, purpose) => {
    const { state } = step;
    if (state === null) return;
    const isStuck = waits.length > 0 && step.index === listed - 1;
    const violated = isStuck ? broken(claims, step.facts, true) : step.violated;
    visit({ ...step, violated, state }, initial, purpose);
  });
}

function keptTrace<State extends StepState | null>(
  request: TraceRequest,
  states: StateSource<State>,
): VmemTrace<State> {
  const steps: VmemStep<State>[] = [];
  const { listed: _, frames: __, ...survey } = visited(request, states, (step) => steps.push(step));
  const last = steps[steps.length - 1];
  if (survey.waits.length > 0) {
    steps[steps.length - 1] = { ...last, violated: broken(request.claims, last.facts, true) };
  }
  return { ...survey, steps };
}

function visited<State extends StepState | null>(
  { scope, operations, turns, claims, violated }: TraceRequest,
  states: StateSource<State>,
  visit: (step: VmemStep<State>, initial: StepState, purpose: string) => void,
): VmemSurvey {
  let recording: Recording<State> | undefined;
  const places = new StepPlaces();
  const frames: CallBoundary[] = [];
  let violatedAt: number | null = null;
  const take: TakeStep<State> = (taken, purpose) => {
    const step = { ...taken, violated: broken(claims, taken.facts, false) };
    places.add(step);
    if (step.kind === 'call' || step.kind === 'return') frames.push(step);
    if (step.violated.includes(violated)) violatedAt ??= step.index;
    if (recording !== undefined) visit(step, recording.initial, purpose);
  };
  const execution = execute(
    scope,
    { operations, turns },
    {
      recorderFor: ({ runner }, thread) => {
        recording ??= startRecording(runner, states, take);
        recording.operation++;
        recording.thread = thread;
        return new StepRecorder(recording);
      },
    },
  );
  if (recording === undefined) {
    throw new InputError(
      `the first operation is not possible: ${execution.divergence?.reason ?? ''}`,
    );
  }
  const { initial, listed } = recording;
  const waits = execution.operations.at(-1)?.waits ?? [];
  if (waits.length > 0 && broken(claims, [], true).includes(violated)) violatedAt ??= listed - 1;
  return {
    machine: tracedMachineOf(scope),
    initial,
    operations: execution.operations.map((operation, index) =>
      tracedOperation(operation, places.ofOperation(index)),
    ),
    steps: [],
    violatedAt,
    leftBecause: execution.divergence?.reason ?? null,
    pending: execution.pending.map(({ thread, request, places }) => ({
      thread,
      text: request === null ? 'return' : pendingText(request),
      ...(places.length === 0 ? {} : { code: places }),
    })),
    waits,
    listed,
    frames,
  };
}

/** Ids of the claims that the facts violate; a deadlock violates a claim without a fact. */
function broken(claims: readonly Claim[], facts: readonly FactName[], isStuck: boolean): string[] {
  return claims
    .filter(({ violatedBy }) =>
      violatedBy === 0 ? isStuck : facts.some((fact) => meet(Fact[fact], violatedBy)),
    )
    .map(({ id }) => id);
}

/** `place`: its steps, and those of its calls. */
function tracedOperation(operation: ExecutedOperation, place: OperationPlace): VmemOperation {
  const { label, scheduled, ends, calls } = operation;
  return {
    label,
    thread: place.thread,
    scheduled,
    steps: operation.steps,
    ends,
    attemptsBefore: operation.attemptsBefore,
    isCut: operation.isCut ?? false,
    calls: calls.map((call, at) => ({
      text: callText(call),
      name: call.kind === null ? null : callNames[call.kind],
      range: asAddresses(call.range),
      result: call.result,
      returned: returnText(call),
      firstStep: place.calls[at].first,
      lastStep: place.calls[at].last,
    })),
    firstStep: place.first,
    lastStep: place.last,
  };
}

function tracedMachineOf({ kernel: { machine } }: Scope): TracedMachine {
  const { geometry, kasanShadow } = machine;
  return {
    geometry: geometry.name,
    levels: levelNames
      .slice(0, geometry.root + 1)
      .map((name, level) => ({
        name,
        entries: geometry.entries[level],
        span: geometry.span[level],
      }))
      .reverse(),
    sectionBytes: geometry.sectionBytes,
    memmapBytes: machine.memmapBytes,
    vmemmapStart: hex(machine.vmemmapStart),
    vmallocStart: hex(machine.vmallocStart),
    kasanShadow: kasanShadow === null ? null : asAddresses(kasanShadow),
  };
}

interface OperationPlace extends IndexRange {
  readonly thread: number;
  readonly calls: readonly IndexRange[];
}

interface OpenPlace extends OperationPlace {
  last: number;
  readonly calls: OpenRange[];
}

interface OpenRange extends IndexRange {
  last: number;
}

type Placed = Pick<VmemStep, 'index' | 'operation' | 'call' | 'thread'>;

class StepPlaces {
  private readonly operations: OpenPlace[] = [];

  /** Steps are in order, and an operation has at least one. */
  add({ index, operation, call, thread }: Placed): void {
    this.operations[operation] ??= { thread, first: index, last: index, calls: [] };
    const place = this.operations[operation];
    place.last = index;
    place.calls[call] ??= { first: index, last: index };
    place.calls[call].last = index;
  }

  ofOperation(index: number): OperationPlace {
    return this.operations[index];
  }
}
