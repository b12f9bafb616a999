/** What a counterexample with threads needs: each thing taken away alone, and what happens then. */

import { InputError } from '../../errors.ts';
import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import { executeTurns } from '../../subjects/vmem/execution/execute-turns.ts';
import type { ExecutedPart, Execution } from '../../subjects/vmem/execution/execution.ts';
import type { Turn } from '../../subjects/vmem/execution/schedule.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import { type Draft, draftOf, draftsOf, turnsOf, uninterrupted } from '../shrink/turn-drafts.ts';
import { assumptionChanges } from './assumptions.ts';
import type { ExplainedPreemption, ExplainedTry, Explanation } from './explain.ts';
import { type DraftVariant, otherChances, otherPlaces } from './turn-variants.ts';

export interface TurnExplainSubject {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly turns: readonly Turn[];
  /** Index of the part that breaks the claim, -1 if none does or the schedule is not possible. */
  readonly brokenPart: (execution: Execution) => number;
  readonly buildScope: (request: ScopeConfig) => Scope;
}

/** One execution of a draft. */
interface Trial extends ExplainedTry {
  /** All of it happened. */
  readonly isWhole: boolean;
}

/** The turns must break the claim. Deterministic; executions only, no search. */
export function explainTurns(subject: TurnExplainSubject): Explanation {
  return new TurnExplainer(subject).explain();
}

class TurnExplainer {
  private readonly subject: TurnExplainSubject;
  private readonly scope: Scope;
  private readonly parts: readonly ExecutedPart[];
  private readonly labels: readonly string[];
  private readonly asWritten: Draft;

  constructor(subject: TurnExplainSubject) {
    const { request, operations, turns, buildScope } = subject;
    this.subject = subject;
    this.scope = buildScope(request);
    this.parts = executeTurns(this.scope, operations, turns).operations;
    this.labels = operations.map(
      (_, at) => this.parts.find(({ index }) => index === at)?.label ?? '',
    );
    this.asWritten = draftOf(request, operations, this.parts);
  }

  explain(): Explanation {
    const { operations, request } = this.subject;
    const of = (draft: Draft): ExplainedTry => this.best(this.scope, otherPlaces(draft));
    const without = draftsOf('operations', this.asWritten).reverse();
    const chances = (kind: 'failures' | 'contents'): ExplainedTry[] =>
      draftsOf(kind, this.asWritten).map(of);
    const failures = chances('failures');
    const contents = chances('contents');
    return {
      operations: this.labels.map((label, at) => ({
        operation: at + 1,
        label,
        ...of(without[at]),
      })),
      preemptions: this.preemptions(),
      failures: operations
        .flatMap(({ failed }, at) => failed.map((attempt) => ({ operation: at + 1, attempt })))
        .map((place, at) => ({ ...place, ...failures[at] })),
      contents: operations
        .flatMap(({ contents: given }, at) =>
          given.map(({ attempt }) => ({ operation: at + 1, attempt })),
        )
        .map((place, at) => ({ ...place, ...contents[at] })),
      assumptions: assumptionChanges(request)
        // Without the callers' rules there are no callers whose threads could take turns.
        .filter(({ name }) => name !== 'contract')
        .map(({ name, value, others }) => {
          const tried = others.map((other) => ({
            value: other.value,
            ...this.elsewhere(other.request),
          }));
          return { name, value, isNecessary: tried.every(({ isViolated }) => !isViolated), tried };
        }),
    };
  }

  /** An operation that is put aside and goes on: what if it runs on at once, or waits until then? */
  private preemptions(): ExplainedPreemption[] {
    const { asWritten } = this;
    return this.parts.slice(0, -1).flatMap(({ index, thread = 1, steps, isCut }, at) => {
      if (isCut !== true) return [];
      const [early, late] = uninterrupted(asWritten.parts, at).map((parts) =>
        this.best(this.scope, [{ draft: { ...asWritten, parts }, note: '' }]),
      );
      const shown = late.isViolated && !early.isViolated ? late : early;
      return [{ operation: index + 1, thread, steps, ...shown }];
    });
  }

  private elsewhere(request: ScopeConfig): ExplainedTry {
    try {
      const scope = this.subject.buildScope(request);
      return this.best(scope, otherChances({ ...this.asWritten, request }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { isViolated: false, instead: `it is not possible: ${error.message}`, note: '' };
    }
  }

  /** The first that breaks the claim; if none does, the first that is possible as a whole. */
  private best(scope: Scope, variants: Iterable<DraftVariant>): ExplainedTry {
    let first: Trial | undefined;
    for (const { draft, note } of variants) {
      const { isWhole, ...trial } = this.attempt(scope, draft, note);
      if (trial.isViolated) return trial;
      if (first === undefined || (isWhole && !first.isWhole)) first = { ...trial, isWhole };
    }
    const { isViolated = false, instead = 'nothing happens' } = first ?? {};
    return { isViolated, instead, note: '' };
  }

  private attempt(scope: Scope, draft: Draft, note: string): Trial {
    const execution = executeTurns(scope, draft.operations, turnsOf(draft));
    const broken = this.subject.brokenPart(execution);
    // With an operation left out the others have moved up.
    const numberOf = ({ index }: ExecutedPart): number => {
      const own = this.asWritten.operations.indexOf(draft.operations[index]);
      return (own < 0 ? index : own) + 1;
    };
    if (broken >= 0) {
      const by = numberOf(execution.operations[broken]);
      return { isViolated: true, isWhole: true, instead: `operation ${by} breaks the claim`, note };
    }
    const ending = execution.operations.find(({ ends }) => ends);
    const { leftBecause } = execution;
    const isWhole = ending !== undefined || leftBecause === null;
    const instead =
      ending !== undefined
        ? `operation ${numberOf(ending)} ends in another violation`
        : leftBecause === null
          ? 'the claim holds'
          : `the rest is not possible: ${leftBecause}`;
    return { isViolated: false, isWhole, instead, note: '' };
  }
}
