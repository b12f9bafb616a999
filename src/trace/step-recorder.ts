/** Records an operation request by request, with the whole state after each. */
import { InputError } from '../errors.ts';
import { type Answer, Op, type Request } from '../model/kernel/request.ts';
import { EventKind, type RecordedEvent } from '../model/machine/events.ts';
import type { MonitoredMachine } from '../model/reference/monitored-machine.ts';
import { OperationRecorder } from '../model/reference/recorder.ts';
import { callText, returnText } from './call-text.ts';
import { StateReader } from './read-state.ts';
import type { StepState } from './step-state.ts';
import { stepKinds, stepText } from './step-text.ts';
import type { ExecutedStep } from './steps.ts';

/** A state a step takes room: more would be no document that anybody can open. */
export const tracedStepsMax = 5000;

/** A step that nobody has judged yet. */
export type TakenStep = Omit<ExecutedStep, 'violated'>;

/** What the recorders of one execution share. */
export interface Recording {
  readonly steps: TakenStep[];
  readonly initial: StepState;
  readonly reader: StateReader;
  /** Index of the operation that runs. */
  operation: number;
}

/** Before the first operation. */
export function startRecording(runner: MonitoredMachine): Recording {
  const reader = new StateReader(runner);
  const initial = reader.read({ thread: 1, flushed: false, atRest: true });
  return { steps: [], initial, reader, operation: -1 };
}

/** Keeps, beside the events of each call, the state after each request. */
export class StepRecorder extends OperationRecorder {
  private readonly recording: Recording;
  /** Events of the current call that belong to earlier steps, and facts told of so far. */
  private eventsTold = 0;
  private factsTold = 0;
  private callsTold = 0;
  private inCall = false;

  constructor(recording: Recording) {
    super();
    this.recording = recording;
  }

  override endStep(request: Readonly<Request>, answer: Answer | null): void {
    const { steps, operation, reader } = this.recording;
    if (steps.length >= tracedStepsMax) {
      throw new InputError(
        `the operations take more than ${tracedStepsMax} steps; a document with every state holds no more (tablewalk shrink may help)`,
      );
    }
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
    const thread = 1;
    steps.push({
      index: steps.length,
      operation,
      call,
      thread,
      kind: stepKinds[request.op],
      text: this.textOf(request, answer, fresh),
      silent: fresh.length === 0 && !loudOps.has(request.op),
      facts,
      state: reader.read({
        thread,
        flushed: fresh.some(({ kind }) => kind === EventKind.flush),
        atRest: !this.inCall,
      }),
    });
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

/** They change or end something without an event. */
const loudOps: ReadonlySet<number> = new Set([Op.call, Op.return, Op.setTail]);
