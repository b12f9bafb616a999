/** Replays a recording of the real C code against the model: event by event, then return value and state. */
import { ProgramFault } from '../../../c/run-program.ts';
import { ModelError } from '../../../errors.ts';
import { stopIfDue } from '../../../stop.ts';
import type { KernelContext } from '../kernel/context.ts';
import { entryPointsOf } from '../kernel/entry-points.ts';
import type { Features } from '../kernel/features.ts';
import type { KernelSource } from '../kernel/kernel-source.ts';
import { type Program, writeMemmap } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { unusedByte } from '../machine/events.ts';
import { isAligned, pageBytes } from '../machine/geometry.ts';
import type { AllocationPlan } from '../plain/allocation.ts';
import { Oops, ReferenceMachine } from '../plain/machine.ts';
import { compareOne, compareStates, type Difference } from './compare-state.ts';
import { Divergence, EventComparison } from './event-comparison.ts';
import { stateOf } from './machine-state.ts';
import { refuseRevision } from './trace-header.ts';
import { operationText, type TraceOperation } from './trace-operation.ts';
import { readTrace } from './trace-reader.ts';
import { addressEnd, hexText, refuse, type TracePlace } from './trace-values.ts';

/** The first place where model and recording differ. Values are in the recording's own notation. */
export interface Mismatch {
  readonly file: string;
  /** Counts from 1, the header's line. */
  readonly line: number;
  /** Counts from 1; `text` is e.g. "vmemmap_free 0x84000 0x88000". */
  readonly operation: { readonly index: number; readonly text: string };
  /** Number of the event, from 1, runs expanded; null if return value or state differ. */
  readonly event: number | null;
  /** `events`, `ret`, `oops`, `allocs`, `model` (it could not go on) or a path such as `state.leaves[3]`. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  /** The last events that were equal, at most five. */
  readonly before: readonly string[];
}

export interface ReplayOptions {
  /** Run the model with these instead of what the recording's revision has. */
  readonly features?: Features;
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
      /** Operations that call the kernel: a reset or a write of the core shows nothing about its code. */
      readonly calls: number;
      readonly mismatch: Mismatch | null;
    }
  | { readonly kind: 'skipped'; readonly reason: string };

/** Rare enough to cost nothing. */
const operationsPerCheck = 16;

/**
 * Replays one recording up to its first mismatch. Throws `InputError` if the recording is malformed, and
 * `Stopped` if the work is to end.
 */
export function replayTrace(
  file: string,
  lines: Iterable<string>,
  options: ReplayOptions = {},
): Replay {
  const { header, headerPlace, operations } = readTrace(file, lines);
  if (header.kind === 'notModelled') {
    const { revisionName } = header;
    if (!options.skipUnknownRevision) return refuseRevision(headerPlace, revisionName);
    return { kind: 'skipped', reason: `revision ${revisionName} is not modelled` };
  }
  const features = options.features ?? header.revision.features;
  const { source } = options;
  const kernel = { machine: header.machine, features, ...(source && { source }) };
  const replayer = new Replayer(kernel, header.blockFill);
  let index = 0;
  let events = 0;
  let calls = 0;
  for (const { place, operation } of operations) {
    index++;
    // An operation that calls nothing has no step in which it would be looked at.
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
    return { kind: 'replayed', operations: index, events, calls, mismatch };
  }
  return { kind: 'replayed', operations: index, events, calls, mismatch: null };
}

type OperationDifference = Difference & Pick<Mismatch, 'event'>;

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
    this.machine.freesBootMemory = kernel.features.freesBootMemory;
  }

  /** Runs one operation; null if everything about it is as recorded. */
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
      if (error instanceof Divergence) return this.eventDifference(error);
      if (error instanceof ModelError || error instanceof ProgramFault)
        return this.modelDifference(operation, error);
      throw error;
    }
    const { ret, oops } = result;
    const difference =
      compareOne('oops', operation.oops, oops) ??
      compareOne('ret', operation.ret, ret) ??
      compareOne('allocs', operation.allocs, machine.attempts) ??
      compareStates(operation.state, stateOf(machine));
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
    const entries = entryPointsOf(this.kernel);
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
        throw new ModelError('memmap_write is no kernel program');
    }
  }

  private eventDifference({ expected, actual }: Divergence): OperationDifference {
    return { event: this.comparison.matched + 1, field: 'events', expected, actual };
  }

  /** The model has no answer to what it did: the recorded code had one. */
  private modelDifference(operation: TraceOperation, error: Error): OperationDifference {
    const expected = operation.oops ? 'an oops' : `ret ${operation.ret}`;
    const event = this.comparison.matched + 1;
    return { event, field: 'model', expected, actual: error.message };
  }
}

/** Which attempts fail, and what the others get, as the operation was recorded. */
class RecordedPlan implements AllocationPlan {
  private readonly place: TracePlace;
  private readonly operation: TraceOperation;
  private readonly blockFill: number;
  private readonly used = new Set<number>();

  constructor(place: TracePlace, operation: TraceOperation, blockFill: number) {
    this.place = place;
    this.operation = operation;
    this.blockFill = blockFill;
  }

  fails(attempt: number, kind: 'table' | 'block' | 'page'): boolean {
    const { at, from, kind: failKind } = this.operation.failures;
    return attempt === at || attempt >= from || kind === failKind;
  }

  contentOf(attempt: number, kind: 'block' | 'page', bytes: number): readonly Range[] {
    const recorded = this.operation.contents.get(attempt);
    if (recorded === undefined) {
      return this.blockFill === unusedByte ? [{ start: 0, end: bytes }] : [];
    }
    this.used.add(attempt);
    const { end = 0 } = recorded.at(-1) ?? {};
    if (end > bytes) {
      const allowed = `at most ${bytes}: attempt ${attempt} gets a ${kind}`;
      refuse(this.place, `the end of contents.${attempt}`, end, allowed);
    }
    return recorded;
  }

  /** Contents that nothing got would have been compared with nothing. */
  refuseUnusedContents(): void {
    for (const [attempt, runs] of this.operation.contents) {
      if (this.used.has(attempt)) continue;
      const allowed = 'absent: this attempt gets no block and no page';
      refuse(this.place, `contents.${attempt}`, runs, allowed);
    }
  }
}

/** What a recording's range may have even if its tables map less: addresses wrap there. */
const rangeBytesMin = 2 ** 28;

/** A range much longer than the address space is no call that anybody recorded: its walk would not end. */
function refuseEndlessWalk(
  place: TracePlace,
  operation: TraceOperation,
  { machine, features }: KernelContext,
): void {
  const { op, start, endOrSize } = operation;
  const { span, entries, root } = machine.geometry;
  const bytesMax = Math.max(span[root] * entries[root], rangeBytesMin);
  const takesEnd = op === 'vmemmap_populate' || op === 'vmemmap_free' || op === 'memmap_write';
  const bytes = takesEnd ? endOrSize - start : endOrSize;
  if (bytes <= bytesMax) return;
  // Such a range is rejected, or wraps to an empty one, before it is walked.
  const end = start + bytes;
  if (op === 'vmem_add_mapping' && end > machine.identityEnd) return;
  if (end >= addressEnd && end - addressEnd <= start) return;
  if (op === 'vmemmap_free' && !features.freesMemmap) return;
  if (checksRange(op, features)) {
    if (!isAligned(start, pageBytes) || !isAligned(bytes, pageBytes)) return;
    if (features.refusesVmallocRange && end > machine.vmallocStart) return;
  }
  const allowed = `a range of at most ${hexText(bytesMax)} bytes`;
  refuse(place, takesEnd ? 'end' : 'size', hexText(endOrSize), allowed);
}

/** True if the operation begins with the checks of modify_pagetable() or remove_pagetable(). */
function checksRange(op: TraceOperation['op'], features: Features): boolean {
  switch (op) {
    case 'vmemmap_populate':
      return features.walksMemmapRecursively;
    case 'vmemmap_free':
      return true;
    case 'vmem_add_mapping':
    case 'vmem_add_range':
      return features.addsRecursively;
    case 'vmem_remove_mapping':
      return features.removesRecursively;
    case 'memmap_write':
      return false;
  }
}
