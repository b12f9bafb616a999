/** Executes a counterexample and keeps every step with the whole state after it. */
import { InputError } from '../errors.ts';
import type { Scope } from '../model/environment/scope.ts';
import { Fact, type FactName } from '../model/facts.ts';
import { callNames } from '../model/kernel/request.ts';
import { levelNames } from '../model/machine/geometry.ts';
import type { MonitoredMachine } from '../model/reference/monitored-machine.ts';
import { callText, returnText } from './call-text.ts';
import type { Counterexample, ScheduledOperation } from './counterexample.ts';
import { executeCounterexample } from './execute-counterexample.ts';
import type { ExecutedOperation } from './execution.ts';
import { type Recording, recordOutline, recordStates, StepRecorder } from './step-recorder.ts';
import type { AddressRange, StepState } from './step-state.ts';
import { pendingText } from './step-text.ts';
import type {
  ExecutedStep,
  ExecutionTrace,
  TracedMachine,
  TracedOperation,
  TraceOutline,
} from './steps.ts';

/** The part of an invariant that a trace needs. */
export interface Claim {
  readonly id: string;
  /** Mask of the facts that break it. */
  readonly violatedBy: number;
}

export interface TraceRequest {
  readonly scope: Scope;
  readonly operations: readonly ScheduledOperation[];
  /** With threads: how they took turns. */
  readonly turns?: Counterexample['turns'];
  /** All claims that the steps are judged by. */
  readonly claims: readonly Claim[];
  /** Id of the claim of the file. */
  readonly violated: string;
}

/**
 * Executes the operations and keeps the state after each step. Deterministic.
 *
 * @throws InputError if all states together are too large for a document, or no operation can happen
 */
export function traceSteps(request: TraceRequest): ExecutionTrace {
  return traced(request, recordStates);
}

/** The same with few states, for any number of steps. What a TLB may hold is not told. */
export function outlineSteps(request: TraceRequest): TraceOutline {
  return traced(request, recordOutline);
}

function traced<State extends StepState | null>(
  { scope, operations, turns, claims, violated }: TraceRequest,
  start: (runner: MonitoredMachine) => Recording<State>,
): ExecutionTrace<State> {
  let recording: Recording<State> | undefined;
  const execution = executeCounterexample(
    scope,
    { operations: [...operations], turns },
    ({ runner }, thread) => {
      recording ??= start(runner);
      recording.operation++;
      recording.thread = thread;
      return new StepRecorder(recording);
    },
  );
  if (recording === undefined) {
    throw new InputError(`the first operation cannot happen: ${execution.leftBecause}`);
  }
  const taken = recording.steps;
  const waits = execution.operations.at(-1)?.waits ?? [];
  const isStuck = ({ index }: { index: number }): boolean =>
    waits.length > 0 && index === taken.length - 1;
  const steps = taken.map((step) => ({
    ...step,
    violated: broken(claims, step.facts, isStuck(step)),
  }));
  const byOperation: StepPlace[][] = execution.operations.map(() => []);
  for (const step of taken) byOperation[step.operation]?.push(step);
  const violatedAt = steps.findIndex((step) => step.violated.includes(violated));
  return {
    machine: machineOf(scope),
    initial: recording.initial,
    operations: execution.operations.map((operation, index) =>
      tracedOperation(operation, byOperation[index]),
    ),
    steps,
    violatedAt: violatedAt < 0 ? null : violatedAt,
    leftBecause: execution.leftBecause,
    pending: (execution.pending ?? []).map(({ thread, request, places }) => ({
      thread,
      text: request === null ? 'return' : pendingText(request),
      ...(places.length === 0 ? {} : { code: places }),
    })),
    waits,
  };
}

/** Ids of the claims that the facts break; what no fact breaks, being stuck does. */
function broken(claims: readonly Claim[], facts: readonly FactName[], isStuck: boolean): string[] {
  return claims
    .filter(({ violatedBy }) =>
      violatedBy === 0 ? isStuck : facts.some((fact) => (Fact[fact] & violatedBy) !== 0),
    )
    .map(({ id }) => id);
}

type StepPlace = Pick<ExecutedStep, 'index' | 'call' | 'thread'>;

/** `own`: its steps. */
function tracedOperation(operation: ExecutedOperation, own: readonly StepPlace[]): TracedOperation {
  const { label, scheduled, ends, calls } = operation;
  return {
    label,
    thread: own[0].thread,
    scheduled,
    steps: operation.steps,
    ends,
    attemptsBefore: operation.attemptsBefore ?? 0,
    isCut: operation.isCut ?? false,
    calls: calls.map((call, at) => {
      const inCall = own.filter((step) => step.call === at);
      return {
        text: callText(call),
        name: call.kind === null ? null : callNames[call.kind],
        range: asAddresses(call.range),
        result: call.result,
        returned: returnText(call),
        firstStep: inCall[0].index,
        lastStep: inCall[inCall.length - 1].index,
      };
    }),
    firstStep: own[0].index,
    lastStep: own[own.length - 1].index,
  };
}

function machineOf({ kernel: { machine } }: Scope): TracedMachine {
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

function asAddresses({ start, end }: { start: number; end: number }): AddressRange {
  return { start: hex(start), end: hex(end) };
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
