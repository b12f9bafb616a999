/**
 * The reference world: the operations of a scope, run one after the other on a monitored machine.
 *
 * Everything that a search finds is run here once more, and told from what is recorded here.
 */
import type { Operation, Scope } from '../environment/scope.ts';
import { Fact, Occasion } from '../facts.ts';
import type { Range } from '../machine/description.ts';
import { EventKind, type EventSink, Target } from '../machine/events.ts';
import { Level } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import type { AllocationPlan } from './allocation.ts';
import {
  allMarked,
  type BlockContent,
  ContentPool,
  codeOf,
  contentOf,
  isSameContent,
  nothingMarked,
} from './block-content.ts';
import type { AllocatedContent, Choices, OperationTransition } from './choices.ts';
import type { Ghost } from './ghost.ts';
import { endingFacts } from './monitor.ts';
import type { FlushMonitor } from './monitor-flushes.ts';
import { MonitoredMachine, type RunListener } from './monitored-machine.ts';
import type { MemmapObject } from './objects.ts';
import { OperationRecorder, type RecordedCall } from './recorder.ts';
import { type MachineSnapshot, restoreMachine, snapshotOf } from './snapshot.ts';
import { surveyOf, textOf, treeText } from './survey.ts';

/** What one operation did. */
export interface PerformedOperation {
  /** Masks of `Fact` and `Occasion`. */
  readonly facts: number;
  readonly occasions: number;
  /** The operation could not go on: the world is broken and has no next state. */
  readonly ends: boolean;
  /** Requests of the kernel and of the core; calls and returns are not counted. */
  readonly steps: number;
  /** What the operation returned; null if it ended before. */
  readonly result: number | null;
  /** Allocation attempts that failed, and those that got memory that held 0xFD. */
  readonly failed: readonly number[];
  readonly contents: readonly AllocatedContent[];
  /** False if a replayed record asked for a content that the allocator could not have had. */
  readonly contentWasInPool: boolean;
  /** Empty if nothing was recorded. */
  readonly calls: readonly RecordedCall[];
}

export interface PerformOptions {
  /** False keeps no events. */
  readonly record?: boolean;
  /** Who keeps them. */
  readonly recorder?: OperationRecorder;
}

export interface WorldSnapshot {
  readonly machine: MachineSnapshot;
  readonly ghost: Ghost;
  readonly flushes: FlushMonitor;
  readonly pool: readonly BlockContent[];
  readonly operationsLeft: number;
}

/** What the allocator decided in one operation. */
interface Allocations {
  readonly choices: Choices;
  readonly failed: number[];
  readonly contents: AllocatedContent[];
  contentWasInPool: boolean;
  /** For the attempt that was just let succeed. */
  next: BlockContent;
}

export class ReferenceWorld {
  readonly scope: Scope;
  readonly runner: MonitoredMachine;
  /** Operations until the end of the run; Infinity in a closed scope. */
  operationsLeft: number;
  private readonly pool: ContentPool;

  constructor(scope: Scope) {
    this.scope = scope;
    this.runner = new MonitoredMachine(scope.kernel.machine);
    if (!scope.faultsEnd) this.runner.monitor.endsOn = endingFacts & ~Fact.wroteUnmapped;
    this.runner.monitor.watchesFailures = scope.failuresMax > 0;
    this.pool = new ContentPool(scope.recycledMax);
    this.operationsLeft = scope.operationsMax;
  }

  /** Back to an empty root table, nothing live, no freed content. */
  reset(): void {
    this.runner.reset();
    this.pool.contents = [];
    this.operationsLeft = this.scope.operationsMax;
  }

  snapshot(): WorldSnapshot {
    const { machine, monitor } = this.runner;
    return {
      machine: snapshotOf(machine),
      ghost: monitor.ghost.clone(),
      flushes: monitor.flushes.clone(),
      pool: this.pool.contents,
      operationsLeft: this.operationsLeft,
    };
  }

  /** Back to a snapshot of a world with the same scope. */
  restore(snapshot: WorldSnapshot): void {
    const { machine, monitor } = this.runner;
    restoreMachine(machine, snapshot.machine);
    monitor.ghost = snapshot.ghost.clone();
    monitor.flushes = snapshot.flushes.clone();
    this.pool.contents = snapshot.pool;
    this.operationsLeft = snapshot.operationsLeft;
  }

  isEnabled(operation: Operation): boolean {
    if (this.operationsLeft <= 0) return false;
    return operation.requires.every((condition) => this.runner.ghost.conditionHolds(condition));
  }

  /** Runs an operation that is enabled. After `ends` only `reset` and `restore` make sense. */
  perform(
    operation: Operation,
    choices: Choices,
    options: PerformOptions = {},
  ): PerformedOperation {
    const { runner } = this;
    const { record = true, recorder = record ? new OperationRecorder() : undefined } = options;
    const allocations: Allocations = {
      choices,
      failed: [],
      contents: [],
      contentWasInPool: true,
      next: nothingMarked(0),
    };
    this.operationsLeft--;
    runner.listener = this.listenerWith(recorder);
    runner.monitor.onFacts = recorder && ((facts, atRest) => recorder.facts(facts, atRest));
    const result = runner.run(operation.program(), { plan: this.planOf(allocations) });
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

  /** The recorder, if there is one, behind a look at what is freed, if that can come back. */
  private listenerWith(recorder: OperationRecorder | undefined): RunListener | undefined {
    if (this.scope.fresh !== 'recycled') return recorder;
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
    if (block === undefined) return;
    this.pool.put(contentOf(block.marked, block.bytes));
  }

  private planOf(allocations: Allocations): AllocationPlan {
    return {
      fails: (attempt, kind) => this.decide(allocations, attempt, kind),
      contentOf: () => allocations.next.marked,
    };
  }

  /** Asks the choices; true if the allocation fails, else `next` holds its content. */
  private decide(
    allocations: Allocations,
    attempt: number,
    kind: 'table' | 'block' | 'page',
  ): boolean {
    const contents = this.contentsFor(kind);
    const mayFail = allocations.failed.length < this.scope.failuresMax;
    const choice = allocations.choices.choose({ attempt, kind, contents, mayFail });
    if (choice === 'fails') {
      allocations.failed.push(attempt);
      return true;
    }
    if (kind === 'table') return false;
    const next =
      typeof choice === 'number' ? contents[choice] : this.contentWith(choice.marked, kind);
    const isOffered = contents.some((content) => isSameContent(content, next));
    if (!isOffered) allocations.contentWasInPool = false;
    allocations.next = next;
    if (next.marked.length === 0) return false;
    allocations.contents.push({
      attempt,
      marked: next.marked.map(({ start, end }) => [start, end - start]),
    });
    if (this.scope.fresh === 'recycled') {
      // Memory that is all 0xFD by assumption (`unused`) was not recycled, so this is told here only.
      this.pool.take(next);
      this.runner.monitor.occasions |= Occasion.recycled;
    }
    return false;
  }

  private bytesOf(kind: 'block' | 'page'): number {
    return this.scope.kernel.machine.geometry.span[kind === 'block' ? Level.pmd : Level.pte];
  }

  private contentWith(marked: readonly Range[], kind: 'block' | 'page'): BlockContent {
    const set = new RangeSet();
    for (const { start, end } of marked) set.add(start, end);
    return contentOf(set, this.bytesOf(kind));
  }

  /** What fresh memory may hold, in the order of the choices. A table is always made empty. */
  private contentsFor(kind: 'table' | 'block' | 'page'): BlockContent[] {
    if (kind === 'table') return [nothingMarked(0)];
    const bytes = this.bytesOf(kind);
    switch (this.scope.fresh) {
      case 'zero':
        return [nothingMarked(bytes)];
      case 'unused':
        return [allMarked(bytes)];
      case 'recycled':
        return kind === 'block'
          ? [nothingMarked(bytes), ...this.pool.distinct()]
          : [nothingMarked(bytes)];
    }
  }

  /**
   * The state as text: equal for states that no operation and no fact can tell apart. Names, what
   * small pages hold, how much was lost and by how much a counter is wrong are not in it.
   */
  stateText(): string {
    const { machine, monitor } = this.runner;
    const { identity, memmap, initialised } = monitor.ghost.live;
    const survey = surveyOf(machine);
    const marks = survey.memmap
      .filter(({ object }) => object.kind === 'block')
      .map(({ object }) => codeOf(contentOf(object.marked, object.bytes)));
    const counted = machine.counters.every((count, i) => count === survey.identityLeaves[i]);
    return [
      treeText(survey),
      marks.join(),
      machine.tail,
      textOf(identity),
      textOf(memmap),
      textOf(initialised),
      this.pool.contents.map(codeOf).join(),
      this.operationsLeft,
      survey.unreachableTables > 0,
      survey.unreachableMemmap > 0,
      counted,
      monitor.flushes.text(),
    ].join(';');
  }
}

/** The transition as plain data, from which `choicesFrom` and the menu find it again. */
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
