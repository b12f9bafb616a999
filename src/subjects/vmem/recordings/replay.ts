/** Replays a recording of the real C code on the model: compares events, then return value and state. */
import { ProgramFault } from '../../../c/run-program.ts';
import { ModelError } from '../../../errors.ts';
import { stopIfDue } from '../../../stop.ts';
import type { Mismatch } from '../../../subject/recordings.ts';
import { codeJson } from '../../../text/code-place.ts';
import { writeMemmap } from '../kernel/ask.ts';
import type { KernelContext, KernelSource } from '../kernel/kernel-source.ts';
import type { Program } from '../kernel/request.ts';
import { ReferenceMachine } from '../plain/machine.ts';
import { Oops } from '../plain/objects.ts';
import { compareOne, compareStates, machineState, type StateMismatch } from './compare-state.ts';
import { refuseEndlessWalk } from './endless-walk.ts';
import { EventComparison, EventDifference } from './event-comparison.ts';
import { RecordedPlan } from './recorded-plan.ts';
import type { Evidence } from './trace-header.ts';
import { refuseRevision } from './trace-header.ts';
import { operationText, readTrace, type TraceOperation } from './trace-operation.ts';
import type { TracePlace } from './trace-values.ts';

/** The first place where model and recording differ. */
export interface EventMismatch extends Mismatch {
  /** The last equal events, at most five. */
  readonly before: readonly string[];
}

export interface RecordingReplayOptions {
  /** Run these programs instead of those of the recording's revision. */
  readonly source?: KernelSource;
  /** A revision that is not modelled is skipped, not an error. */
  readonly skipUnknownRevision?: boolean;
}

export type Replay =
  | {
      readonly kind: 'replayed';
      /** Operations and expanded events that were compared, up to the mismatch if there is one. */
      readonly operations: number;
      readonly events: number;
      /** Operations that call the kernel; a reset or a write of the core proves nothing about its code. */
      readonly calls: number;
      /** Whether single writes were compared. */
      readonly evidence: Evidence;
      readonly mismatch: EventMismatch | null;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Rare enough to cost nothing. */
const operationsPerCheck = 16;

/**
 * Replays one recording up to its first mismatch. Throws `InputError` if the recording is malformed, and
 * `Stopped` if the work must end.
 */
export function replayTrace(
  file: string,
  lines: Iterable<string>,
  options: RecordingReplayOptions = {},
): Replay {
  const { header, headerPlace, operations } = readTrace(file, lines);
  if (header.kind === 'notModelled') {
    const { revisionName } = header;
    if (!options.skipUnknownRevision) return refuseRevision(headerPlace, revisionName);
    return { kind: 'skipped', reason: `revision ${revisionName} is not modelled` };
  }
  const { evidence } = header;
  const { source = header.revision.programs } = options;
  const kernel = { machine: header.machine, source };
  const replayer = new Replayer(kernel, header.blockFill);
  let index = 0;
  let events = 0;
  let calls = 0;
  for (const { place, operation } of operations) {
    index++;
    // An operation without calls has no step in which a stop would be checked.
    if (index % operationsPerCheck === 0) stopIfDue();
    if (operation === null) {
      replayer.machine.reset();
      continue;
    }
    const difference = replayer.replay(place, operation);
    events += replayer.comparison.matched;
    if (operation.op !== 'memmap_write') calls++;
    if (difference === null) continue;
    const { file: _, ...where } = place;
    const text = operationText(operation);
    const before = replayer.comparison.before();
    const mismatch = { file, ...where, operation: { index, text }, ...difference, before };
    return { kind: 'replayed', operations: index, events, calls, evidence, mismatch };
  }
  return { kind: 'replayed', operations: index, events, calls, evidence, mismatch: null };
}

type OperationDifference = StateMismatch & Pick<Mismatch, 'event' | 'code'>;

interface Result {
  readonly ret: number | null;
  readonly oops: boolean;
}

class Replayer {
  readonly comparison = new EventComparison();
  readonly machine: ReferenceMachine;
  private readonly kernel: KernelContext;
  private readonly blockFill: number;

  constructor(kernel: KernelContext, blockFill: number) {
    this.kernel = kernel;
    this.blockFill = blockFill;
    this.machine = new ReferenceMachine(kernel.machine, this.comparison);
    this.machine.freesBootMemory = kernel.source.does('freesBootMemory');
  }

  /** Runs one operation; null if everything matches. */
  replay(place: TracePlace, operation: TraceOperation): OperationDifference | null {
    const { comparison, machine } = this;
    refuseEndlessWalk(place, operation, this.kernel);
    comparison.start(operation.events);
    const plan = new RecordedPlan(place, operation, this.blockFill);
    machine.begin(plan, operation.boot);
    let result: Result;
    try {
      result = this.run(operation);
      comparison.finish();
    } catch (error) {
      if (error instanceof EventDifference) return this.eventDifference(error);
      if (error instanceof ModelError || error instanceof ProgramFault)
        return this.modelDifference(operation, error);
      throw error;
    }
    const { ret, oops } = result;
    const difference =
      compareOne('oops', operation.oops, oops) ??
      compareOne('ret', operation.ret, ret) ??
      compareOne('allocs', operation.allocs, machine.attempts) ??
      compareStates(operation.state, machineState(machine));
    if (difference === null) plan.refuseUnusedContents();
    return difference && { event: null, ...difference };
  }

  private run(operation: TraceOperation): Result {
    if (operation.op === 'memmap_write') return this.write(operation);
    try {
      return { ret: this.machine.run(this.program(operation)), oops: false };
    } catch (error) {
      if (error instanceof Oops) return { ret: null, oops: true };
      throw error;
    }
  }

  private write({ start, endOrSize: end, byte }: TraceOperation): Result {
    this.machine.answer(writeMemmap(start, end - start, byte));
    return { ret: null, oops: false };
  }

  private program({ op, start, endOrSize, altmap }: TraceOperation): Program<number | null> {
    const source = altmap ? 'altmap' : 'own';
    const entries = this.kernel.source.entryPoints(this.kernel.machine);
    switch (op) {
      case 'vmemmap_populate':
        return entries.vmemmapPopulate(start, endOrSize, source);
      case 'vmemmap_free':
        return entries.vmemmapFree(start, endOrSize, source);
      case 'vmem_add_mapping':
        return entries.vmemAddMapping(start, endOrSize);
      case 'vmem_remove_mapping':
        return entries.vmemRemoveMapping(start, endOrSize);
      case 'vmem_add_range':
        return entries.vmemAddRange(start, endOrSize);
      case 'memmap_write':
        throw new ModelError('memmap_write is not a kernel program');
    }
  }

  private eventDifference({ expected, actual }: EventDifference): OperationDifference {
    const code = codeJson(this.machine.request?.stack?.places() ?? []);
    return { event: this.comparison.matched + 1, field: 'events', expected, actual, ...code };
  }

  /** The difference for behaviour that the model does not support. */
  private modelDifference(operation: TraceOperation, error: Error): OperationDifference {
    const expected = operation.oops ? 'an oops' : `ret ${operation.ret}`;
    const event = this.comparison.matched + 1;
    return { event, field: 'model', expected, actual: error.message };
  }
}
