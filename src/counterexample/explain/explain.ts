/** Finds what a counterexample needs: removes or changes each of its parts, one at a time. */

import { InputError } from '../../errors.ts';
import {
  type Draft,
  draftOf,
  draftPartsOf,
  scheduleOf,
  withoutOperations,
} from '../../subject/draft.ts';
import type {
  ExecutedPart,
  Execution,
  Executor,
  ScopedSchedule,
  SubjectExecution,
} from '../../subject/execution.ts';
import type {
  OtherValue,
  ScopeAssumption,
  SubjectExplaining,
  Variant,
} from '../../subject/explain.ts';
import { type BreakableClaim, breaks, firstBrokenPart } from '../judge-execution.ts';
import { joinedParts, otherPlaces } from '../preemptions.ts';

/** The effect of one change. */
export interface ExplainedTry {
  /** True if the claim still breaks. */
  readonly isViolated: boolean;
  /** What happens instead, as part of a sentence: `the claim holds`. */
  readonly instead: string;
  /** Another change that is needed to violate it: `allocation 7 of operation 1 fails`; usually empty. */
  readonly note: string;
}

/** Numbers count from 1. */
export interface ExplainedOperation extends ExplainedTry {
  readonly operation: number;
  readonly label: string;
}

/** An operation is preempted after this number of steps, and others run before it resumes. */
export interface ExplainedPreemption extends ExplainedTry {
  readonly operation: number;
  readonly thread: number;
  readonly steps: number;
}

/** A nondeterministic choice, reversed. */
export interface ExplainedChance extends ExplainedTry {
  readonly operation: number;
  readonly fields: Readonly<Record<string, number | string>>;
  readonly text: string;
}

export interface ExplainedAssumption extends Pick<ScopeAssumption, 'name' | 'title' | 'value'> {
  /** True if no other value violates the claim. */
  readonly isNecessary: boolean;
  readonly tried: readonly (ExplainedTry & { readonly value: string })[];
}

export interface Explanation {
  readonly operations: readonly ExplainedOperation[];
  /** With threads: each preemption removed; the operation runs to its end immediately or later. */
  readonly preemptions: readonly ExplainedPreemption[];
  readonly chances: readonly {
    readonly name: string;
    readonly changes: readonly ExplainedChance[];
  }[];
  readonly assumptions: readonly ExplainedAssumption[];
}

/** The parts of a subject that an explanation uses. */
export interface ExplainingSubject {
  readonly execution: SubjectExecution;
  readonly explaining: SubjectExplaining;
}

/** One execution of a draft. */
interface ExplainTrial extends ExplainedTry {
  /** True if nothing had to be removed. */
  readonly isWhole: boolean;
}

/** The counterexample must violate the claim. Deterministic; executions only, no search. */
export function explain(
  subject: ExplainingSubject,
  counterexample: ScopedSchedule,
  claim: BreakableClaim,
): Explanation {
  return new Explainer(subject, counterexample, claim).explain();
}

class Explainer {
  private readonly subject: ExplainingSubject;
  private readonly claim: BreakableClaim;
  private readonly executor: Executor;
  private readonly parts: readonly ExecutedPart[];
  private readonly labels: readonly string[];
  private readonly asWritten: Draft;

  constructor(
    subject: ExplainingSubject,
    { request, operations, turns }: ScopedSchedule,
    claim: BreakableClaim,
  ) {
    this.subject = subject;
    this.claim = claim;
    this.executor = subject.execution.executor(request);
    this.parts = this.executor.execute({ operations, turns }).operations;
    this.labels = operations.map(
      (_, at) => this.parts.find(({ index }) => index === at)?.label ?? '',
    );
    this.asWritten = draftOf(request, operations, turns ? draftPartsOf(this.parts) : null);
  }

  explain(): Explanation {
    const { asWritten, executor } = this;
    const { explaining } = this.subject;
    const execution = executor.execute(scheduleOf(asWritten), { manner: 'as-far-as-possible' });
    const of = (draft: Draft): ExplainedTry => this.best(executor, [{ draft, note: '' }]);
    return {
      operations: this.labels.map((label, at) => ({
        operation: at + 1,
        label,
        ...of(withoutOperations(asWritten, [at])),
      })),
      preemptions: this.preemptions(),
      chances: explaining.chances(asWritten).map(({ name, changes }) => ({
        name,
        changes: changes.map(({ operation, fields, text, draft }) => ({
          operation: operation + 1,
          fields,
          text,
          ...of(draft),
        })),
      })),
      assumptions: explaining.assumptions(asWritten, execution).map((assumption) => {
        const { name, title, value, others } = assumption;
        const tried = others.map((other) => ({ value: other.value, ...this.elsewhere(other) }));
        return { name, title, value, isNecessary: tried.every((one) => !one.isViolated), tried };
      }),
    };
  }

  /** A preempted operation: runs to its end immediately, or is delayed until it would have resumed. */
  private preemptions(): ExplainedPreemption[] {
    const { asWritten, executor } = this;
    const parts = asWritten.parts ?? [];
    return this.parts.slice(0, -1).flatMap(({ index, thread = 1, steps, isCut }, at) => {
      if (isCut !== true) return [];
      const [early, late] = joinedParts(parts, at).map((joined) =>
        this.attempt(executor, { draft: { ...asWritten, parts: joined }, note: '' }),
      );
      const { isWhole: _, ...shown } = late.isViolated && !early.isViolated ? late : early;
      return [{ operation: index + 1, thread, steps, ...shown }];
    });
  }

  private elsewhere(other: OtherValue): ExplainedTry {
    try {
      const given = other.variants();
      if (typeof given === 'string') return { isViolated: false, instead: given, note: '' };
      return this.best(null, given);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { isViolated: false, instead: `it is not possible: ${error.message}`, note: '' };
    }
  }

  /**
   * The first draft that violates the claim; if none does, the first from which nothing has to be removed.
   * After a change, threads must interleave at other steps. `executor`: null to use that of each draft.
   */
  private best(executor: Executor | null, variants: Iterable<Variant>): ExplainedTry {
    let first: ExplainTrial | undefined;
    const executors = new ExecutorOfLast(this.subject.execution);
    for (const { draft, note } of variants) {
      for (const variant of otherPlaces(draft, note)) {
        const trial = this.attempt(executor ?? executors.of(draft), variant);
        const { isWhole, ...shown } = trial;
        if (trial.isViolated) return shown;
        if (first === undefined || (isWhole && !first.isWhole)) first = trial;
      }
    }
    return { isViolated: false, instead: first?.instead ?? 'no operation runs', note: '' };
  }

  private attempt(executor: Executor, { draft, note }: Variant): ExplainTrial {
    const execution = executor.execute(scheduleOf(draft), {
      manner: 'as-far-as-possible',
      until: (part) => breaks(this.claim, part),
    });
    const broken = firstBrokenPart(this.claim, execution);
    const isWhole = execution.skipped.length === 0 && execution.unsound === null;
    if (broken >= 0 && execution.unsound === null) {
      const number = draft.origins[execution.operations[broken].index] + 1;
      return { isViolated: true, isWhole, instead: `operation ${number} violates the claim`, note };
    }
    return { isViolated: false, isWhole, instead: this.endOf(draft, execution), note: '' };
  }

  private endOf({ origins }: Draft, { operations, skipped, unsound }: Execution): string {
    if (unsound !== null) return unsound;
    const ending = operations.find(({ ends }) => ends);
    if (ending !== undefined) {
      return `operation ${origins[ending.index] + 1} ends in another violation`;
    }
    const left = [...new Set(skipped.map((index) => `"${this.labels[origins[index]]}"`))];
    if (left.length === 0) return 'the claim holds';
    return `${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not possible`;
  }
}

/** Variants of one assumption have one scope, or a few consecutive ones. */
class ExecutorOfLast {
  private readonly execution: SubjectExecution;
  private last: { readonly request: Draft['request']; readonly executor: Executor } | null = null;

  constructor(execution: SubjectExecution) {
    this.execution = execution;
  }

  of({ request }: Draft): Executor {
    if (this.last?.request !== request) {
      this.last = { request, executor: this.execution.executor(request) };
    }
    return this.last.executor;
  }
}
