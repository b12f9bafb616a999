/**
 * A plain machine with its ghost state and its monitor: runs operations, and records their
 * observations.
 */
import { type Answer, CallKind, Op, type Program, type Request } from '../kernel/request.ts';
import { altmapAt, type MachineDescription, type Range } from '../machine/description.ts';
import type { EventSink } from '../machine/events.ts';
import { Ghost } from './ghost.ts';
import { ReferenceMachine } from './machine.ts';
import { type AllocationPlan, plentyOfZeroes } from './memory.ts';
import { Monitor } from './monitor.ts';
import { Oops } from './objects.ts';
import { answerReader } from './reader-answers.ts';

/** Receives everything, in order; `event` is called before the monitor judges it. */
export interface RunListener extends EventSink {
  beginCall(kind: CallKind, range: Range): void;
  endCall(result: number): void;
  /** The core is about to write the struct pages of the range. */
  beginCoreWrite(range: Range): void;
  /** A request was answered and judged, with null if the kernel crashed in it; including calls and returns. */
  endStep?(request: Request, answer: Answer | null): void;
}

export interface RunOptions {
  readonly plan?: AllocationPlan;
  /**
   * Continues after a fault, a bad free or an overwritten entry, as in recordings. An oops always
   * ends the run.
   */
  readonly goesOn?: boolean;
  /** True if all calls are made at boot, not only those of vmem_add_range(). */
  readonly boot?: boolean;
}

export class MonitoredMachine {
  readonly machine: ReferenceMachine;
  /** State of the running thread. */
  monitor: Monitor;
  listener: RunListener | undefined = undefined;
  /** Requests of the current or last operation, without calls and returns. */
  steps = 0;

  constructor(description: MachineDescription) {
    this.machine = new ReferenceMachine(description, {
      event: (kind, a, b, c, d) => {
        this.listener?.event(kind, a, b, c, d);
        this.monitor.event(kind, a, b, c, d);
      },
    });
    this.monitor = new Monitor(this.machine, new Ghost());
  }

  get ghost(): Ghost {
    return this.monitor.ghost;
  }

  /** Resets to the empty root table, with nothing live. */
  reset(): void {
    this.machine.reset();
    this.monitor.ghost = new Ghost();
    this.monitor.reset();
    this.steps = 0;
  }

  /** Runs one operation; returns null if it could not continue to its end. */
  run<T>(program: Program<T>, options: RunOptions = {}): T | null {
    const { plan = plentyOfZeroes, goesOn = false, boot = false } = options;
    this.machine.begin(plan, boot);
    this.monitor.beginOperation();
    this.steps = 0;
    try {
      let step = program.next();
      while (!step.done) {
        const answer = this.answer(step.value);
        if (this.monitor.ends && !goesOn) return null;
        step = program.next(answer);
      }
      return step.value;
    } catch (error) {
      if (error instanceof Oops) return null;
      throw error;
    }
  }

  /** Executes one request of an operation; throws `Oops` if the kernel would have crashed. */
  answer(request: Request): Answer {
    if (request.op === Op.call) {
      this.beginCall(request.call, { start: request.start, end: request.end });
      this.listener?.endStep?.(request, 0);
      return 0;
    }
    if (request.op === Op.return) {
      this.endCall(request.result);
      if (request.call === CallKind.addAtBoot) this.machine.boot = false;
      this.listener?.endStep?.(request, 0);
      return 0;
    }
    if (request.op === Op.writeMemmap) {
      this.listener?.beginCoreWrite({ start: request.va, end: request.va + request.bytes });
    }
    this.steps++;
    this.monitor.asking(request);
    let answer: Answer | null = null;
    try {
      answer = this.machine.answer(request);
      this.monitor.answered(request, answer);
      return answer;
    } finally {
      this.listener?.endStep?.(request, answer);
    }
  }

  /** Executes one step of a reader or of another user of the memory. */
  answerReader(request: Request): Answer {
    this.steps++;
    let answer: Answer | null = null;
    try {
      answer = answerReader(this.machine, this.monitor, request);
      return answer;
    } finally {
      this.listener?.endStep?.(request, answer);
    }
  }

  /** Executes a step unknown to the machine: a lock other than vmem_mutex. */
  pass(request: Request): Answer {
    this.steps++;
    this.monitor.answered(request, 0);
    this.listener?.endStep?.(request, 0);
    return 0;
  }

  beginCall(kind: CallKind, range: Range): void {
    if (kind === CallKind.addAtBoot) this.machine.boot = true;
    this.serve(range);
    this.listener?.beginCall(kind, range);
    this.monitor.beginCall(kind, range);
  }

  /** The altmap of the call for this range serves the next steps. */
  serve(range: Range): void {
    const { machine } = this;
    if (machine.description.altmaps === undefined) return;
    machine.altmapOfCall = altmapAt(machine.description, range.start);
  }

  endCall(result: number): void {
    this.monitor.endCall(result);
    this.listener?.endCall(result);
  }
}
