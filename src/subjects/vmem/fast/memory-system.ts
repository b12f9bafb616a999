/**
 * A scope as a `System`: a transition is one whole operation, with all its choices. Every step is
 * observed, but only the state at the end is stored. Exact for one thread: no other thread could see
 * the states between.
 */

import type { Engine } from '../../../model/engine.ts';
import { TransitionOutcome } from '../../../model/program/transition-outcome.ts';
import { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import type {
  Choose,
  ExplainedSystem,
  Fold,
  FoldedSystem,
  TransitionRecord,
} from '../../../model/system.ts';
import type { Scope } from '../environment/scope.ts';
import { CompiledSteps } from './compiled/compiled-steps.ts';
import { compileConditions, conditionsHold } from './conditions.ts';
import { OperationSteps } from './operation-steps.ts';
import { PoolFold } from './pool-fold.ts';
import { RememberedOperations, type Thrift } from './remembered/remembered-operations.ts';
import { VectorSystem } from './vector-system.ts';

/** Builds the system for searches. Throws `InputError` if the scope does not fit in bytes. */
export function createMemorySystem(
  scope: Scope,
  engine: Engine = 'compiled',
  thrift?: Thrift,
): MemorySystem {
  return new MemorySystem(scope, engine, thrift);
}

export class MemorySystem
  extends VectorSystem<LoggedBytes>
  implements ExplainedSystem, FoldedSystem
{
  readonly outcome: TransitionOutcome;
  /** Takes the steps that it can; undefined if the machine takes all. */
  private readonly compiled: CompiledSteps | undefined;
  /** What operations did before; undefined if the machine takes all steps. */
  private readonly remembered: RememberedOperations | undefined;
  /** The current operation is remembered. */
  private isRemembered = false;
  private readonly steps: OperationSteps;
  /** By operation, (byte, mask, wanted) triples: it is enabled if each byte & mask is as wanted. */
  private readonly conditions: Int32Array[];
  operation = -1;

  constructor(scope: Scope, engine: Engine, thrift: Thrift | undefined) {
    super(scope, ({ at }) => new LoggedBytes(at.length));
    const { layout, machine, state, compiler } = this;
    this.compiled =
      engine === 'compiled' ? CompiledSteps.of(scope, machine, state, compiler) : undefined;
    this.conditions = scope.operations.map((operation) =>
      compileConditions(layout, scope, operation),
    );
    this.outcome = new TransitionOutcome(
      state.bytes.subarray(0, this.stateLength),
      state.words.subarray(0, (this.stateLength + 3) >> 2),
    );
    const { compiled, outcome } = this;
    this.steps = new OperationSteps(scope, machine, state, compiled, outcome);
    this.remembered =
      compiled &&
      new RememberedOperations(scope, machine, state, compiler, compiled.masks, outcome, thrift);
  }

  /** Sets of pools, with recycled contents. */
  fold(): Fold | undefined {
    if (this.scope.config.fresh !== 'recycled') return undefined;
    const { fresh } = this.machine.memmap;
    return new PoolFold(this.scope, this.layout, fresh, (states, offset) =>
      this.load(states, offset),
    );
  }

  load(states: Uint8Array, offset: number): void {
    this.machine.memmap.fresh.useState();
    if (this.compiled === undefined) {
      const { bytes } = this.state;
      for (let index = 0; index < this.stateLength; index++) bytes[index] = states[offset + index];
      this.machine.loaded();
    } else {
      this.steps.undoTo(0);
      this.compiled.load(states, offset);
    }
    this.steps.loaded();
    this.isRemembered = false;
    this.operation = -1;
  }

  next(): boolean {
    const { remembered, steps } = this;
    if (this.operation < 0) remembered?.loaded();
    else if (this.nextOfOperation()) return true;
    while (++this.operation < this.conditions.length) {
      if (!this.isEnabled(this.operation)) continue;
      this.isRemembered = remembered?.start(this.operation) ?? false;
      if (this.isRemembered) steps.countOperation();
      else steps.take(this.operation, null);
      return true;
    }
    return false;
  }

  /** Takes the next transition of the operation instead of the current one, or undoes the current one. */
  private nextOfOperation(): boolean {
    const { steps, remembered } = this;
    if (!this.isRemembered && steps.resumeAtLastChoice()) return true;
    steps.undoTo(0);
    if (!this.isRemembered || remembered?.next() !== true) return false;
    steps.countOperation();
    return true;
  }

  /** Takes the steps of a transition that is remembered, for `read`, which needs them. */
  private withSteps<Result>(read: (steps: OperationSteps) => Result): Result {
    const { remembered, steps } = this;
    if (remembered === undefined || !this.isRemembered) return read(steps);
    steps.undoTo(0);
    steps.take(this.operation, null);
    for (let index = 0; index < remembered.index; index++) steps.resumeAtLastChoice();
    const result = read(steps);
    steps.undoTo(0);
    remembered.apply();
    steps.countOperation();
    return result;
  }

  draw(choose: Choose): boolean {
    let enabled = 0;
    for (let index = 0; index < this.conditions.length; index++) {
      if (this.isEnabled(index)) enabled++;
    }
    if (enabled === 0) return false;
    let skip = choose(enabled);
    this.operation = 0;
    while (!this.isEnabled(this.operation) || skip-- > 0) this.operation++;
    this.steps.take(this.operation, choose);
    return true;
  }

  earliestFacts(watched: number): number {
    return this.withSteps((steps) => steps.earliestFacts(this.operation, watched));
  }

  mayStop(): boolean {
    return true;
  }

  describe(): TransitionRecord {
    return this.withSteps((steps) => steps.describe(this.operation));
  }

  private isEnabled(operation: number): boolean {
    return this.steps.mayCount() && conditionsHold(this.state.bytes, this.conditions[operation]);
  }
}
