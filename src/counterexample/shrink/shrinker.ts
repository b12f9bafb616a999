/** The shrinker: finds a smaller counterexample to the same claim by trying to remove parts. */

import { InputError, unlessRefused } from '../../errors.ts';
import {
  type Draft,
  draftKey,
  draftOf,
  requestKey,
  withoutOperations,
} from '../../subject/draft.ts';
import type { Executor, ScopedSchedule, SubjectExecution, Turn } from '../../subject/execution.ts';
import type { ShrinkDimension, SubjectShrinking } from '../../subject/shrink.ts';
import type { BreakableClaim } from '../judge-execution.ts';
import { joinedParts, resumesAt } from '../preemptions.ts';
import { ShrinkTally } from './counts.ts';
import { type ExecutedTrial, trialOf, tryOut } from './trial.ts';

/** The parts of a subject that the shrinker uses. */
export interface ShrinkingSubject {
  readonly execution: SubjectExecution;
  readonly shrinking: SubjectShrinking;
}

/** Generators that pause before each execution, so that the caller can stop there. */
type Pausing<Result> = Generator<void, Result>;

/** The parts that can be removed in every subject, in the order of tries. */
export const ownKinds = {
  operations: 'removing consecutive operations',
  pairs: 'removing two operations',
  preemptions: 'running an operation to its end instead of preempting it',
} as const;

/** Deterministic: the same counterexample is shrunk by the same tries to the same result. */
export class Shrinker {
  /** The smallest one found so far. */
  best: ExecutedTrial;
  /** Counts of the executions so far. */
  readonly tally: ShrinkTally;
  /** Steps of the machine in all executions, as a measure of time that is the same everywhere. */
  steps = 0;
  private readonly subject: ShrinkingSubject;
  private readonly claim: BreakableClaim;
  /** Cached results of drafts that are not smaller counterexamples. */
  private readonly refused = new Map<string, ExecutedTrial>();
  /** By scope; null if it cannot be built. */
  private readonly executors = new Map<string, Executor | null>();

  /** The counterexample must violate the claim. */
  constructor(
    subject: ShrinkingSubject,
    { request, operations, turns }: ScopedSchedule,
    claim: BreakableClaim,
  ) {
    this.subject = subject;
    this.claim = claim;
    const { dimensions } = subject.shrinking;
    this.tally = new ShrinkTally([...Object.keys(ownKinds), ...dimensions.map(({ name }) => name)]);
    const executor = subject.execution.executor(request);
    this.executors.set(requestKey(request), executor);
    const best = this.asWritten(
      draftOf(request, operations, turns === undefined ? null : []),
      turns ?? null,
      executor,
    );
    if (best === null) throw new InputError('the operations do not violate the claim');
    this.best = best;
  }

  /** Pauses before each execution. When it ends, nothing more can be removed. */
  *run(): Pausing<void> {
    const { dimensions } = this.subject.shrinking;
    for (;;) {
      const before = this.best;
      yield* this.operations();
      let isSmaller = (yield* this.pairs()) || (yield* this.preemptions());
      for (const dimension of dimensions) {
        if (isSmaller) break;
        if (!dimension.isOfScope) isSmaller = yield* this.shrinkIn(dimension);
      }
      if (isSmaller) continue;
      for (const dimension of dimensions) {
        while (dimension.isOfScope && (yield* this.shrinkIn(dimension)));
      }
      if (this.best === before && !this.readAgain()) return;
    }
  }

  /** Normalises the counterexample to the form in its file; true if that changed it. */
  private readAgain(): boolean {
    const { draft, turns } = this.best;
    const executor = this.executorOf(draft);
    if (turns === null || executor === null) return false;
    const again = this.asWritten(draft, turns, executor);
    if (again === null || draftKey(again.draft) === draftKey(draft)) return false;
    this.best = again;
    this.refused.clear();
    return true;
  }

  /** The operations with this schedule, in the form of the file; null if they do not violate the claim. */
  private asWritten(
    draft: Draft,
    turns: readonly Turn[] | null,
    executor: Executor,
  ): ExecutedTrial | null {
    const { operations } = draft;
    if (turns === null) {
      const possible = tryOut(executor, draft, this.claim);
      return possible.isViolated ? possible : null;
    }
    const execution = executor.execute({ operations, turns });
    const trial = trialOf(draft, execution, this.claim);
    if (!trial.isViolated || execution.divergence !== null) return null;
    const again = tryOut(executor, trial.draft, this.claim);
    return again.isViolated ? again : trial;
  }

  /** Runs of operations: half of them, a quarter, and finally each single one. */
  private *operations(): Pausing<void> {
    let size = Math.max(1, this.best.draft.operations.length >> 1);
    for (;;) {
      for (let at = 0; at + size <= this.best.draft.operations.length; ) {
        const run = Array.from({ length: size }, (_, index) => at + index);
        const trial = yield* this.attempt('operations', withoutOperations(this.best.draft, run));
        if (!this.keep('operations', trial)) at++;
      }
      if (size === 1) return;
      size >>= 1;
    }
  }

  private *pairs(): Pausing<boolean> {
    const { length } = this.best.draft.operations;
    for (let first = 0; first < length; first++) {
      for (let second = first + 2; second < length; second++) {
        const trial = yield* this.attempt(
          'pairs',
          withoutOperations(this.best.draft, [first, second]),
        );
        if (this.keep('pairs', trial)) return true;
      }
    }
    return false;
  }

  private *preemptions(): Pausing<boolean> {
    const { draft } = this.best;
    const parts = draft.parts ?? [];
    for (const at of parts.keys()) {
      if (resumesAt(parts, at) < 0) continue;
      for (const joined of joinedParts(parts, at)) {
        const trial = yield* this.attempt('preemptions', { ...draft, parts: joined });
        if (this.keep('preemptions', trial)) return true;
      }
    }
    return false;
  }

  private *shrinkIn(dimension: ShrinkDimension): Pausing<boolean> {
    const { name } = dimension;
    const drafts = dimension.candidates(this.best);
    let next = drafts.next();
    while (next.done !== true) {
      const trial = yield* this.attempt(name, next.value);
      if (this.keep(name, trial)) return true;
      next = drafts.next(trial);
    }
    return false;
  }

  /** Null if there is nothing to execute. */
  private *attempt(kind: string, draft: Draft): Pausing<ExecutedTrial | null> {
    const key = draftKey(draft);
    const known = this.refused.get(key);
    if (known !== undefined) return known;
    const executor = this.executorOf(draft);
    if (executor === null || draft.operations.length === 0) return null;
    yield;
    this.tally.tried(kind);
    const trial = tryOut(executor, draft, this.claim);
    this.steps += trial.steps;
    if (!this.isSmaller(trial)) this.refused.set(key, trial);
    return trial;
  }

  private keep(kind: string, trial: ExecutedTrial | null): boolean {
    if (trial === null || !this.isSmaller(trial)) return false;
    this.best = trial;
    this.tally.kept(kind);
    return true;
  }

  private isSmaller(trial: ExecutedTrial): boolean {
    if (!trial.isViolated) return false;
    const [a, b] = [this.sizeOf(trial), this.sizeOf(this.best)];
    const at = a.findIndex((value, index) => value !== b[index]);
    return at >= 0 && a[at] < b[at];
  }

  /** Compared from left to right. A kept draft is always smaller, so shrinking terminates. */
  private sizeOf({ draft, turns, steps }: ExecutedTrial): number[] {
    const { length } = draft.operations;
    return [length, turns?.length ?? 0, ...this.subject.shrinking.sizeOf(draft), steps];
  }

  private executorOf({ request }: Draft): Executor | null {
    const key = requestKey(request);
    const known = this.executors.get(key);
    if (known !== undefined) return known;
    const made = unlessRefused(
      () => this.subject.execution.executor(request),
      () => null,
    );
    this.executors.set(key, made);
    return made;
  }
}
