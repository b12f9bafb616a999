/** Records an operation request by request, with the whole state after each. */
import { InputError } from '../errors.ts';
import { type Answer, type Lock, Op, type Request } from '../model/kernel/request.ts';
import { EventKind, type RecordedEvent } from '../model/machine/events.ts';
import type { MonitoredMachine } from '../model/reference/monitored-machine.ts';
import { OperationRecorder } from '../model/reference/recorder.ts';
import { callText, returnText } from './call-text.ts';
import { type Moment, StateReader } from './read-state.ts';
import type { StepState } from './step-state.ts';
import { stepKinds, stepText } from './step-text.ts';
import type { ExecutedStep } from './steps.ts';

/**
 * Steps, and the entries, tables, blocks and pages of all states together. A document with more of them
 * has above 100 MB, which nobody can open.
 */
const tracedItemsMax = 250_000;

/** A step that nobody has judged yet. */
export type TakenStep<State> = Omit<ExecutedStep<State>, 'violated'>;

/** Where states are read. */
export interface Recording<State> {
  readonly steps: TakenStep<State>[];
  readonly initial: StepState;
  readonly reader: StateReader;
  readonly stateAfter: (moment: Moment, isCut: boolean) => State;
  /** What is left of `tracedItemsMax`. */
  itemsLeft: number;
  /** Index of the operation that runs. */
  operation: number;
  /** The thread that runs it, from 1. */
  thread: number;
  readonly holders: Map<Lock, number>;
}

/** Before the first operation: every step gets its state. */
export function recordStates(runner: MonitoredMachine): Recording<StepState> {
  const reader = new StateReader(runner, { watchesTlb: true });
  return {
    steps: [],
    initial: reader.read(atStart),
    reader,
    stateAfter: (moment) => reader.read(moment),
    itemsLeft: tracedItemsMax,
    operation: -1,
    thread: 1,
    holders: new Map(),
  };
}

/** Before the first operation: states at the cuts only, so that no number of steps is too large. */
export function recordOutline(runner: MonitoredMachine): Recording<StepState | null> {
  const reader = new StateReader(runner, { watchesTlb: false });
  return {
    steps: [],
    initial: reader.read(atStart),
    reader,
    stateAfter: (moment, isCut) => (isCut ? reader.read(moment) : null),
    itemsLeft: Infinity,
    operation: -1,
    thread: 1,
    holders: new Map(),
  };
}

const atStart: Moment = {
  thread: 1,
  flushed: false,
  atRest: true,
  holders: new Map(),
  isQuiet: false,
};

/** Keeps, beside the events of each call, the state after each request. */
export class StepRecorder<State extends StepState | null> extends OperationRecorder {
  private readonly recording: Recording<State>;
  /** Events of the current call that belong to earlier steps, and facts told of so far. */
  private eventsTold = 0;
  private factsTold = 0;
  private callsTold = 0;
  private inCall = false;

  constructor(recording: Recording<State>) {
    super();
    this.recording = recording;
  }

  override endStep(request: Readonly<Request>, answer: Answer | null): void {
    super.endStep(request, answer);
    const code = request.stack?.places() ?? [];
    const { steps, operation, reader } = this.recording;
    const call = this.calls.length - 1;
    const { events, factsAt } = this.calls[call];
    if (this.callsTold !== this.calls.length) {
      this.callsTold = this.calls.length;
      this.eventsTold = 0;
      this.factsTold = 0;
    }
    const fresh = events.slice(this.eventsTold);
    this.eventsTold = events.length;
    const facts = factsAt.slice(this.factsTold).map(({ fact }) => fact);
    this.factsTold = factsAt.length;
    if (request.op === Op.alloc && answer !== null && answer > 0) {
      reader.allocated(answer, request.va);
    }
    if (request.op === Op.call) this.inCall = true;
    if (request.op === Op.return) this.inCall = false;
    const { thread, holders } = this.recording;
    if (request.op === Op.lock) holders.set(request.arg as Lock, thread);
    if (request.op === Op.unlock) holders.delete(request.arg as Lock);
    const moment = {
      thread,
      flushed: fresh.some(({ kind }) => kind === EventKind.flush),
      atRest: !this.inCall,
      holders,
      isQuiet: fresh.length === 0,
    };
    const isCut = facts.length > 0 || cutOps.has(request.op);
    const state = this.recording.stateAfter(moment, isCut);
    this.spend(state);
    const isFrame = request.op === Op.call || request.op === Op.return;
    steps.push({
      index: steps.length,
      number: (steps.at(-1)?.number ?? 0) + (isFrame ? 0 : 1),
      operation,
      call,
      thread,
      kind: stepKinds[request.op],
      text: this.textOf(request, answer, fresh),
      silent: fresh.length === 0 && !isLoud(request, answer),
      facts,
      ...(code.length === 0 ? {} : { code }),
      state,
    });
  }

  private spend(state: StepState | null): void {
    this.recording.itemsLeft -= 1 + (state === null ? 0 : itemsIn(state));
    if (this.recording.itemsLeft >= 0) return;
    const { length } = this.recording.steps;
    throw new InputError(
      `a document with every state would be too large: its first ${length} steps alone have ${tracedItemsMax} entries, tables, blocks and pages in their states; --format text tells it, shrink or a tiny geometry may make it smaller`,
    );
  }

  private textOf(
    request: Readonly<Request>,
    answer: Answer | null,
    events: readonly RecordedEvent[],
  ): string {
    const call = this.calls[this.calls.length - 1];
    if (request.op === Op.call) return `call ${callText(call)}`;
    if (request.op === Op.return) return `return${returnText(call)}`;
    return stepText(request, answer, events);
  }
}

function itemsIn({ tables, memmap }: StepState): number {
  return tables.reduce((sum, { entries }) => sum + 1 + entries.length, memmap.length);
}

/** Where a story may want the state. */
const cutOps: ReadonlySet<number> = new Set([Op.return, Op.writeMemmap]);

/** True for what matters without an event: the frame of a call, and whatever becomes of the tail. */
function isLoud({ op }: Readonly<Request>, answer: Answer | null): boolean {
  const goesOnAtTail = op === Op.tailIs && answer === 1;
  return op === Op.call || op === Op.return || op === Op.setTail || goesOnAtTail;
}
