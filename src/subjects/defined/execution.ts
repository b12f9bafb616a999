/** Executes schedules of a defined system: actions by name, starting from the initial state. */
import type { UserSystem } from '../../model/user-system.ts';
import { stopIfDue } from '../../stop.ts';
import type {
  Divergence,
  ExecutedPart,
  ExecuteOptions,
  Execution,
  Schedule,
  ScheduledOperation,
} from '../../subject/execution.ts';
import type { Observations } from './claims.ts';
import { compileClaims } from './claims.ts';
import { compileSystem } from './compile-system.ts';
import { type DefinedSystem, frozen, initialStateName } from './define-system.ts';
import type { Seen } from './fields.ts';
import type { SystemClaims } from './model.ts';
import { explainFaults } from './user-faults.ts';

export interface TakenAction extends ExecutedPart {
  /** The successor state, as bytes. */
  readonly state: Uint8Array;
}

export interface ActionExecutor {
  execute(schedule: Schedule, options?: ExecuteOptions): Execution<TakenAction>;
}

/** Executes schedules of this system, and records the observations that its claims need. */
export function executorOf<State>(
  defined: DefinedSystem<State>,
  claims: SystemClaims<State>,
): ActionExecutor {
  const { observations } = compileClaims(claims);
  return {
    execute: (schedule, options = {}) =>
      new Follower(defined, observations).follow(schedule, options),
  };
}

export function definedState<State>(defined: DefinedSystem<State>, bytes: Uint8Array): Seen<State> {
  return frozen(defined.codec.snapshot(bytes)) as Seen<State>;
}

class Follower<State> {
  private readonly defined: DefinedSystem<State>;
  private readonly system: UserSystem;
  private readonly taken: string[] = [];
  private readonly parts: TakenAction[] = [];
  private state: Uint8Array;

  constructor(defined: DefinedSystem<State>, observations: Observations<State>) {
    const explain = explainFaults(defined);
    this.defined = defined;
    this.system = compileSystem(defined, observations, (fault) => explain(fault, this.taken));
    this.state = new Uint8Array(this.system.stateLength);
    this.system.writeInitial(this.state);
  }

  follow(
    { operations }: Schedule,
    { manner = 'as-written', until }: ExecuteOptions,
  ): Execution<TakenAction> {
    const skipped: number[] = [];
    let divergence: Divergence | null = null;
    for (const [index, { op }] of operations.entries()) {
      stopIfDue();
      const part = this.take(index, op);
      if (part === null && manner === 'as-written') {
        divergence = { operation: index, reason: this.whyNot(op) };
        break;
      }
      if (part === null) {
        skipped.push(index);
        continue;
      }
      this.parts.push(part);
      if (until?.(part) === true) break;
    }
    const isStuck = divergence === null && this.isStuck();
    return { operations: this.parts, divergence, isStuck, skipped, unsound: null };
  }

  /** Null if the action is not possible here. */
  private take(index: number, op: string): TakenAction | null {
    if (op === initialStateName) return index === 0 ? this.initialPart() : null;
    const { system } = this;
    system.load(this.state, 0);
    while (system.next()) {
      if (system.describe().label !== op) continue;
      this.state = system.outcome.successor.slice();
      this.taken.push(op);
      return this.partOf(index, op, system.outcome.facts, 1);
    }
    return null;
  }

  private initialPart(): TakenAction {
    return this.partOf(0, initialStateName, this.system.judgeInitial().facts, 1);
  }

  private partOf(index: number, op: string, facts: number, steps: number): TakenAction {
    const scheduled: ScheduledOperation = { op };
    const { state } = this;
    return { index, label: op, scheduled, soFar: scheduled, facts, steps, ends: false, state };
  }

  private whyNot(op: string): string {
    const isKnown = this.defined.actionNames.includes(op) || op === initialStateName;
    return isKnown ? `"${op}" is not possible here` : `there is no action "${op}"`;
  }

  private isStuck(): boolean {
    const { system } = this;
    system.load(this.state, 0);
    return !system.next() && !system.mayStop();
  }
}
