/** Shrinks a counterexample with threads: fewer operations, failures, preemptions, threads and sections. */

import { InputError } from '../../errors.ts';
import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import { executeTurns } from '../../subjects/vmem/execution/execute-turns.ts';
import type { Execution } from '../../subjects/vmem/execution/execution.ts';
import { appendTurn, type Turn } from '../../subjects/vmem/execution/schedule.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import { type ShrinkKind, ShrinkTally } from './counts.ts';
import { type Draft, draftsOf, keyOf, turnsOf } from './turn-drafts.ts';

/** A draft that was executed and breaks the claim, as a file holds it. */
export interface TurnPlan {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly turns: readonly Turn[];
  /** Index of the operation that breaks the claim. */
  readonly brokenBy: number;
}

interface Accepted {
  readonly plan: TurnPlan;
  readonly draft: Draft;
  readonly steps: number;
}

export interface TurnSubject {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly turns: readonly Turn[];
  /** Index of the first part that breaks the claim, -1 if none does; parts behind it are cut off. */
  readonly brokenPart: (execution: Execution) => number;
  readonly buildScope: (request: ScopeConfig) => Scope;
}

/** Deterministic: the same subject is shrunk by the same tries to the same result. */
export class TurnShrinker {
  best: Accepted;
  readonly tally = new ShrinkTally();
  /** Steps of the machine in all executions. */
  steps = 0;
  private readonly subject: TurnSubject;
  private readonly refused = new Set<string>();

  /** The subject must break the claim. */
  constructor(subject: TurnSubject) {
    this.subject = subject;
    const { request, operations, turns } = subject;
    const execution = executeTurns(subject.buildScope(request), operations, turns);
    const accepted = this.accept(request, operations, execution);
    if (accepted === null) throw new InputError('the operations do not break the claim');
    this.best = accepted;
  }

  /** Pauses before each execution. When it has ended, nothing can be left out any more. */
  *run(): Generator<void, void> {
    let isSmaller = true;
    while (isSmaller) {
      isSmaller = this.readAgain();
      for (const kind of [
        'operations',
        'pairs',
        'failures',
        'contents',
        'preemptions',
        'scope',
      ] as const) {
        isSmaller = (yield* this.shrinkBy(kind)) || isSmaller;
      }
    }
  }

  /** What a reader of the file would begin with; true if that differs from what was written. */
  private readAgain(): boolean {
    const { request, operations, turns } = this.best.plan;
    const again = this.acceptTurns(request, operations, turns);
    if (again === null || keyOf(again.draft) === keyOf(this.best.draft)) return false;
    this.best = again;
    this.refused.clear();
    return true;
  }

  private *shrinkBy(kind: ShrinkKind): Generator<void, boolean> {
    let isSmaller = false;
    for (;;) {
      const found = yield* this.firstSmaller(kind);
      if (found === null) return isSmaller;
      this.best = found;
      isSmaller = true;
    }
  }

  private *firstSmaller(kind: ShrinkKind): Generator<void, Accepted | null> {
    for (const draft of draftsOf(kind, this.best.draft)) {
      const key = keyOf(draft);
      if (this.refused.has(key)) continue;
      yield;
      const accepted = this.attempt(kind, draft);
      if (accepted !== null) return accepted;
      this.refused.add(key);
    }
    return null;
  }

  private attempt(kind: ShrinkKind, draft: Draft): Accepted | null {
    this.tally.tried(kind);
    const accepted = this.acceptTurns(draft.request, draft.operations, turnsOf(draft));
    if (accepted === null || !isSmaller(accepted, this.best)) return null;
    this.tally.kept(kind);
    return accepted;
  }

  private acceptTurns(
    request: ScopeConfig,
    operations: readonly ScheduledOperation[],
    turns: readonly Turn[],
  ): Accepted | null {
    try {
      const execution = executeTurns(this.subject.buildScope(request), operations, turns);
      return this.accept(request, operations, execution);
    } catch (error) {
      // A smaller scope may contradict itself.
      if (error instanceof InputError) return null;
      throw error;
    }
  }

  /** The part of an execution up to where the claim breaks, or null if it does not. */
  private accept(
    request: ScopeConfig,
    operations: readonly ScheduledOperation[],
    execution: Execution,
  ): Accepted | null {
    this.steps += execution.operations.reduce((sum, { steps }) => sum + steps, 0);
    const broken = this.subject.brokenPart(execution);
    if (broken < 0) return null;
    const taken = execution.operations.slice(0, broken + 1);
    // Operations that never began by then are none of the story.
    const used = operations.flatMap((_, index) =>
      taken.some((part) => part.index === index) ? [index] : [],
    );
    const kept = used.map((index) => operations[index]);
    const parts = taken.map(({ index, steps, isCut, ends }) => ({
      operation: used.indexOf(index),
      steps: isCut === true || ends ? steps : Infinity,
    }));
    const turns: [number, number][] = [];
    for (const { thread = 1, steps } of taken) appendTurn(turns, thread, steps);
    const plan = { request, operations: kept, turns, brokenBy: used.indexOf(taken[broken].index) };
    const steps = taken.reduce((sum, part) => sum + part.steps, 0);
    return { plan, draft: { request, operations: kept, parts }, steps };
  }
}

/** Fewer operations, then turns, failures and contents, then a smaller scope, then steps. */
function isSmaller(one: Accepted, other: Accepted): boolean {
  const [a, b] = [measureOf(one), measureOf(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at] < b[at];
}

function measureOf({ plan: { request, operations, turns }, steps }: Accepted): number[] {
  const chances = operations.map(({ failed, contents }) => failed.length + contents.length);
  return [
    operations.length,
    turns.length,
    chances.reduce((sum, count) => sum + count, 0),
    request.threads.length,
    request.blocks.length,
    request.dcss === null ? 0 : 1,
    request.failAllocs,
    request.fresh === 'zero' ? 0 : 1,
    steps,
  ];
}
