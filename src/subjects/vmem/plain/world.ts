/**
 * The plain machine in a scope: runs the operations of the scope in order on a monitored machine.
 *
 * Everything that a search finds is executed again here, and its story uses the records made here.
 */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import { maskWithout } from '../../../model/masks.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { EventKind, type EventSink, Target } from '../machine/events.ts';
import { type Allocations, Allocator, noAllocationsYet } from './allocator.ts';
import { type BlockContent, blockContentOf, codeOf } from './block-content.ts';
import {
  type AllocatedContent,
  type AllocationChoices,
  noFailures,
  type OperationTransition,
} from './choices.ts';
import { framesText } from './frames.ts';
import type { Ghost } from './ghost.ts';
import type { AllocationPlan } from './memory.ts';
import type { FlushMonitor } from './monitor-flushes.ts';
import { MonitoredMachine, type RunListener } from './monitored-machine.ts';
import type { MemmapObject } from './objects.ts';
import { OperationRecorder, type RecordedCall } from './recorder.ts';
import { endingFacts } from './seen-facts.ts';
import { type MachineSnapshot, restoreMachine, snapshotOf } from './snapshot.ts';
import { rangeSetText, surveyOf, treeText } from './survey.ts';

export interface PerformedOperation {
  /** Masks of `Fact` and `Occasion`. */
  readonly facts: number;
  readonly occasions: number;
  /** True if the operation could not continue: the world is broken and has no next state. */
  readonly ends: boolean;
  /** Requests of the kernel and of the core, without calls and returns. */
  readonly steps: number;
  /** The return value of the operation; null if it ended without one. */
  readonly result: number | null;
  /** Allocation attempts that failed, and those that got memory with 0xFD. */
  readonly failed: readonly number[];
  readonly contents: readonly AllocatedContent[];
  /** False if a replayed record requires a content that the allocator could not have had. */
  readonly contentWasInPool: boolean;
  /** Empty if nothing was recorded. */
  readonly calls: readonly RecordedCall[];
}

export interface PerformOptions {
  /** False keeps no events. */
  readonly record?: boolean;
  readonly recorder?: OperationRecorder;
}

export interface WorldSnapshot {
  readonly machine: MachineSnapshot;
  readonly ghost: Ghost;
  readonly flushes: FlushMonitor;
  readonly pool: readonly BlockContent[];
  readonly operationsLeft: number;
}

export interface PreparedOperation {
  readonly allocations: Readonly<Allocations>;
  readonly plan: AllocationPlan;
  readonly listener: RunListener | undefined;
}

export class ReferenceWorld {
  readonly scope: Scope;
  readonly runner: MonitoredMachine;
  /** Operations until the end of the run; Infinity in a closed scope. */
  operationsLeft: number;
  private readonly allocator: Allocator;

  constructor(scope: Scope) {
    this.scope = scope;
    this.runner = new MonitoredMachine(scope.kernel.machine);
    if (scope.config.faults !== 'end')
      this.runner.monitor.endsOn = maskWithout(endingFacts, Fact.wroteUnmapped);
    this.runner.monitor.watchesRefusals = scope.config.misaligned;
    this.runner.monitor.sections = scope.sections;
    this.allocator = new Allocator(scope, this.runner.machine.live, () => {
      this.runner.monitor.occasions |= Occasion.recycled;
    });
    this.runner.machine.freesBootMemory = scope.kernel.source.does('freesBootMemory');
    this.operationsLeft = scope.config.ops;
    this.boot();
  }

  /** Resets to the state after boot: usually an empty root table, nothing live, no freed content. */
  reset(): void {
    this.runner.reset();
    this.allocator.pool.contents = [];
    this.operationsLeft = this.scope.config.ops;
    this.boot();
  }

  /** Nothing fails at boot, and fresh memory has the first of its possible contents. */
  private boot(): void {
    const plan = this.allocator.planOf(noAllocationsYet(noFailures));
    for (const call of this.scope.boot) this.runner.run(call(), { plan, boot: true });
    this.runner.machine.boot = false;
  }

  snapshot(): WorldSnapshot {
    const { machine, monitor } = this.runner;
    return {
      machine: snapshotOf(machine),
      ghost: monitor.ghost.clone(),
      flushes: monitor.flushes.clone(),
      pool: this.allocator.pool.contents,
      operationsLeft: this.operationsLeft,
    };
  }

  /** Restores a snapshot of a world with the same scope. */
  restore(snapshot: WorldSnapshot): void {
    const { machine, monitor } = this.runner;
    restoreMachine(machine, snapshot.machine);
    monitor.ghost = snapshot.ghost.clone();
    monitor.flushes = snapshot.flushes.clone();
    this.allocator.pool.contents = snapshot.pool;
    this.operationsLeft = snapshot.operationsLeft;
  }

  isEnabled(operation: Operation): boolean {
    if (this.operationsLeft <= 0) return false;
    return operation.requires.every((condition) => this.runner.ghost.conditionHolds(condition));
  }

  /** Runs an enabled operation. After `ends` only `reset` and `restore` are valid. */
  perform(
    operation: Operation,
    choices: AllocationChoices,
    options: PerformOptions = {},
  ): PerformedOperation {
    const { runner } = this;
    const { record = true, recorder = record ? new OperationRecorder() : undefined } = options;
    const { allocations, plan, listener } = this.prepare(choices, recorder);
    this.operationsLeft--;
    runner.listener = listener;
    runner.monitor.onFacts = recorder && ((facts, atRest) => recorder.facts(facts, atRest));
    const result = runner.run(operation.program(), { plan });
    const { facts, occasions, ends } = runner.monitor;
    return {
      facts,
      occasions,
      ends,
      steps: runner.steps,
      result,
      failed: allocations.failed,
      contents: allocations.contents,
      contentWasInPool: allocations.contentWasInPool,
      calls: recorder?.calls ?? [],
    };
  }

  /** The choices of the allocator for an operation, and the listener of its events. */
  prepare(choices: AllocationChoices, recorder: OperationRecorder | undefined): PreparedOperation {
    const allocations = noAllocationsYet(choices);
    const plan = this.allocator.planOf(allocations);
    return { allocations, plan, listener: this.listenerWith(recorder) };
  }

  /**
   * The recorder, if there is one, wrapped so that freed contents are tracked if they can be
   * recycled.
   */
  private listenerWith(recorder: OperationRecorder | undefined): RunListener | undefined {
    if (this.scope.config.fresh !== 'recycled') return recorder;
    const watch: EventSink['event'] = (kind, a, b, c, d) => {
      if (kind === EventKind.free && a === Target.block) this.remember(b);
      recorder?.event(kind, a, b, c, d);
    };
    return {
      event: watch,
      beginCall: (kind, range) => recorder?.beginCall(kind, range),
      endCall: (result) => recorder?.endCall(result),
      beginCoreWrite: (range) => recorder?.beginCoreWrite(range),
      endStep: (request, answer) => recorder?.endStep(request, answer),
    };
  }

  private remember(blockId: number): void {
    const { objects } = this.runner.machine;
    const isFreed = (object: (typeof objects)[number]): object is MemmapObject =>
      object.kind === 'block' && object.id === blockId;
    const block = objects.findLast(isFreed);
    if (block !== undefined) this.allocator.freed(block);
  }

  /** The state as text: equal for states that the scope does not distinguish. */
  stateText(): string {
    const text = this.positionText();
    if (this.scope.config.identity === 'position') return text;
    return `${text};${framesText(this.runner.machine, this.allocator.pool.contents)}`;
  }

  /**
   * The state as text, each object identified by its position: equal for states that no operation and no
   * fact can distinguish. Names, contents of small pages, the number of leaked objects and the error of a
   * counter are not included.
   */
  positionText(): string {
    const { machine, monitor } = this.runner;
    const { identity, memmap, initialised } = monitor.ghost.live;
    const survey = surveyOf(machine);
    const marks = survey.memmap
      .filter(({ object }) => object.kind === 'block')
      .map(({ object }) => codeOf(blockContentOf(object.marked, object.bytes)));
    const counted = machine.counters.every((count, i) => count === survey.identityLeaves[i]);
    return [
      treeText(survey),
      marks.join(),
      machine.tail,
      machine.statics.join(),
      rangeSetText(identity),
      rangeSetText(memmap),
      rangeSetText(initialised),
      this.allocator.pool.contents.map(codeOf).join(),
      this.operationsLeft,
      survey.unreachableTables > 0,
      survey.unreachableMemmap > 0,
      counted,
      monitor.flushes.text(),
    ].join(';');
  }
}

/** The transition as plain data, from which `choicesFrom` and the menu reconstruct it. */
export function recordOf(performed: PerformedOperation, operation: Operation): OperationTransition {
  const { failed, contents } = performed;
  const failures = failed.map((attempt) => `allocation ${attempt} fails`);
  return {
    label: [operation.label, ...failures].join(', '),
    op: operation.record,
    failed,
    contents,
  };
}
