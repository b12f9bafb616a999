/** Records an operation request by request, with the whole state after each. */
import { type Answer, type Lock, Op, type Request } from '../kernel/request.ts';
import { EventKind, type RecordedEvent, Target } from '../machine/events.ts';
import type { MonitoredMachine } from '../plain/monitored-machine.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { Trait } from '../steps/step-row.ts';
import { hasTrait, isFrame, purposeOf, stepKind, stepText } from '../steps/steps.ts';
import { callText, returnText } from '../story/call-text.ts';
import type { Moment } from './moment.ts';
import { StateReader } from './read-state.ts';
import type { StepState } from './step-state.ts';
import type { VmemStep } from './steps.ts';

/** A step that is not judged yet. */
export type TakenStep<State> = Omit<VmemStep<State>, 'violated'>;

/** `purpose`: what the step is for, for readers new to vmem.c. */
export type TakeStep<State> = (step: TakenStep<State>, purpose: string) => void;

/** The reader of states, and the receiver of steps. */
export interface Recording<State> {
  readonly initial: StepState;
  readonly reader: StateReader;
  readonly stateAfter: (moment: Moment, isCut: boolean) => State;
  readonly take: TakeStep<State>;
  /** Steps so far, with and without the frames of calls. */
  listed: number;
  counted: number;
  /** Index of the running operation. */
  operation: number;
  /** The thread that runs it, from 1. */
  thread: number;
  readonly holders: Map<Lock, number>;
}

/** Before the first operation. */
export function startRecording<State>(
  runner: MonitoredMachine,
  states: StateSource<State>,
  take: TakeStep<State>,
): Recording<State> {
  const reader = new StateReader(runner, states);
  return {
    initial: reader.read(atStart),
    reader,
    stateAfter: (moment, isCut) => states.read(reader, moment, isCut),
    take,
    listed: 0,
    counted: 0,
    operation: -1,
    thread: 1,
    holders: new Map(),
  };
}

/** Which steps have a state. */
export interface StateSource<State> {
  readonly watchesTlb: boolean;
  readonly read: (reader: StateReader, moment: Moment, isCut: boolean) => State;
}

export const everyState: StateSource<StepState> = {
  watchesTlb: true,
  read: (reader, moment) => reader.read(moment),
};

/** Only states that a story may need. */
export const statesAtCuts: StateSource<StepState | null> = {
  watchesTlb: false,
  read: (reader, moment, isCut) => {
    if (isCut) return reader.read(moment);
    reader.skip(moment);
    return null;
  },
};

export const noStates: StateSource<null> = { watchesTlb: false, read: () => null };

const atStart: Moment = {
  thread: 1,
  flushed: false,
  atRest: true,
  holders: new Map(),
  isQuiet: false,
  identityIn: null,
};

/** Stores, in addition to the events of each call, the state after each request. */
export class StepRecorder<State extends StepState | null> extends OperationRecorder {
  private readonly recording: Recording<State>;
  /** Events of the current call that belong to earlier steps, and facts reported so far. */
  private eventsSeen = 0;
  private factsSeen = 0;
  private callsSeen = 0;
  private inCall = false;

  constructor(recording: Recording<State>) {
    super();
    this.recording = recording;
  }

  override endStep(request: Request, answer: Answer | null): void {
    super.endStep(request, answer);
    const code = request.stack?.places(true) ?? [];
    const { recording } = this;
    const { operation, reader } = recording;
    const call = this.calls.length - 1;
    const { events, factsAt } = this.calls[call];
    if (this.callsSeen !== this.calls.length) {
      this.callsSeen = this.calls.length;
      this.eventsSeen = 0;
      this.factsSeen = 0;
    }
    const fresh = events.slice(this.eventsSeen);
    this.eventsSeen = events.length;
    const facts = factsAt.slice(this.factsSeen).map(({ fact }) => fact);
    this.factsSeen = factsAt.length;
    if (request.op === Op.alloc && answer !== null && answer > 0) {
      reader.allocated(answer, request.va);
    }
    if (request.op === Op.call) this.inCall = true;
    if (request.op === Op.return) this.inCall = false;
    const { thread, holders } = this.recording;
    if (request.op === Op.lock) holders.set(request.lock, thread);
    if (request.op === Op.unlock) holders.delete(request.lock);
    const moment = {
      thread,
      flushed: fresh.some(({ kind }) => kind === EventKind.flush),
      atRest: !this.inCall,
      holders,
      isQuiet: fresh.length === 0,
      identityIn: identityIn(request, fresh),
    };
    const isCut = facts.length > 0 || hasTrait(request.op, Trait.showsState);
    const state = this.recording.stateAfter(moment, isCut);
    if (!isFrame(request)) recording.counted++;
    const step: TakenStep<State> = {
      index: recording.listed++,
      number: recording.counted,
      operation,
      call,
      thread,
      kind: stepKind(request.op),
      text: this.textOf(request, answer, fresh),
      silent: fresh.length === 0 && !isShown(request, answer),
      facts,
      ...(code.length === 0 ? {} : { code }),
      state,
    };
    recording.take(step, purposeOf(request, answer));
  }

  private textOf(
    request: Request,
    answer: Answer | null,
    events: readonly RecordedEvent[],
  ): string {
    const call = this.calls[this.calls.length - 1];
    if (request.op === Op.call) return `call ${callText(call)}`;
    if (request.op === Op.return) return `return${returnText(call)}`;
    return stepText(request, answer, events);
  }
}

/** The table in which an entry that was empty or identity was written; null if more happened. */
function identityIn(request: Request, events: readonly RecordedEvent[]): number | null {
  const [event, ...others] = events;
  if (event === undefined || others.length > 0) return null;
  if (request.op === Op.setIdentity) return event.c === Target.identity ? request.table : null;
  if (request.op !== Op.clear || event.kind !== EventKind.clear) return null;
  return event.c === Target.identity || event.c === Target.none ? request.table : null;
}

/** True for relevant steps without an event: the frame of a call, and any change of the tail. */
function isShown({ op }: Request, answer: Answer | null): boolean {
  const continuesTail = op === Op.tailIs && answer === 1;
  return hasTrait(op, Trait.shown) || continuesTail;
}
