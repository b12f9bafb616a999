/** A plain machine with its ghost state and its monitor: runs operations and readers, and records observations. */

import { Fact, Occasion } from '../../../invariants/facts.ts';
import {
  type Answer,
  CallKind,
  Op,
  type Program,
  ReadAnswer,
  type Request,
} from '../kernel/request.ts';
import { altmapAt, type MachineDescription, type Range } from '../machine/description.ts';
import type { EventSink } from '../machine/events.ts';
import { pageBytes } from '../machine/geometry.ts';
import { Ghost } from './ghost.ts';
import { ReferenceMachine } from './machine.ts';
import { type AllocationPlan, plentyOfZeroes } from './memory.ts';
import { Monitor } from './monitor.ts';
import { mappedAt, Oops } from './objects.ts';

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

/** Takes one of the steps of environment/readers.ts. */
function answerReader(machine: ReferenceMachine, monitor: Monitor, request: Request): Answer {
  switch (request.op) {
    case Op.readEntry:
      monitor.observe(0, Occasion.entryRead);
      return machine.readEntry(request);
    case Op.rewriteLeaf:
      if (machine.readEntry(request) !== ReadAnswer.leaf)
        monitor.observe(Fact.walkedIntoNoTable, 0);
      return 0;
    case Op.isOnline:
      return monitor.ghost.live.initialised.covers(request.va, request.va + pageBytes) ? 1 : 0;
    case Op.touchMemmap: {
      const isMapped = mappedAt(machine, request.va) !== undefined;
      monitor.observe(isMapped ? 0 : Fact.readUnmapped, Occasion.memmapRead);
      return 0;
    }
    default:
      monitor.observe(
        monitor.flushes.allocated() | (hasDanglingEntry(machine) ? Fact.reusedWhileEntered : 0),
        Occasion.frameTaken,
      );
      return 0;
  }
}

/**
 * True if an entry of a table in use points to freed memory that another user can get: not to what an
 * altmap got back, which belongs to a memory block.
 */
function hasDanglingEntry({ live, objects }: ReferenceMachine): boolean {
  const isFree = (entry: number): boolean => {
    const object = objects[entry];
    return !object.live && (object.kind === 'table' || !object.fromAltmap);
  };
  return [...live].some(
    (object) =>
      object.kind === 'table' && object.entries.some((entry) => entry > 0 && isFree(entry)),
  );
}
