/** The shrinker: a smaller counterexample to the same claim, by trying what can be left out. */

import { InputError } from '../../errors.ts';
import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import { type ShrinkKind, ShrinkTally } from './counts.ts';
import { ascending, changed, requestKey, withLastOnly, without } from './plans.ts';
import { narrowerPlans } from './ranges.ts';
import { smallerScopes, withTwins } from './scope.ts';
import { isSmaller, sizeOf } from './size.ts';
import { bytesOf, type ShrinkPlan, type Trial, TrialWorld } from './trial.ts';

export interface ShrinkSubject {
  readonly plan: ShrinkPlan;
  /** Mask of the facts that break the claim. */
  readonly violatedBy: number;
  readonly buildScope: (request: ScopeConfig) => Scope;
}

/** Generators that pause before each execution, so that whoever drives them can stop there. */
type Steps<Result> = Generator<void, Result>;

/** Deterministic: the same subject is shrunk by the same tries to the same result. */
export class Shrinker {
  /** The smallest that was found so far. */
  best: Trial;
  /** Of the executions so far. */
  readonly tally = new ShrinkTally();
  /** Steps of the machine in all of them: a measure of time that is the same everywhere. */
  steps = 0;
  private readonly subject: ShrinkSubject;
  private readonly refused = new Set<string>();
  private readonly worlds = new Map<string, TrialWorld | null>();

  /** `plan` must break the claim. */
  constructor(subject: ShrinkSubject) {
    this.subject = subject;
    const { request, operations } = subject.plan;
    const world = new TrialWorld(request, subject.buildScope(request));
    this.worlds.set(requestKey(request), world);
    this.best = world.run(operations, subject.violatedBy);
    if (!this.best.isViolated) throw new InputError('the operations do not break the claim');
  }

  /** Pauses before each execution. When it has ended, nothing can be left out any more. */
  *run(): Steps<void> {
    for (;;) {
      const before = this.best;
      yield* this.operations();
      const isShorter =
        (yield* this.pairs()) ||
        (yield* this.failures()) ||
        (yield* this.contents()) ||
        (yield* this.shifted()) ||
        (yield* this.exchanged());
      if (isShorter) continue;
      yield* this.simplify('ranges', narrowerPlans);
      yield* this.simplify('scope', smallerScopes);
      if (this.best === before) return;
    }
  }

  /** Runs of operations: half of them, a quarter, at last each single one. */
  private *operations(): Steps<void> {
    let size = Math.max(1, this.best.plan.operations.length >> 1);
    for (;;) {
      for (let at = 0; at + size <= this.best.plan.operations.length; ) {
        const isKept = yield* this.keep('operations', without(this.best.plan, at, size));
        if (!isKept) at++;
      }
      if (size === 1) return;
      size >>= 1;
    }
  }

  private *pairs(): Steps<boolean> {
    const { length } = this.best.plan.operations;
    for (let first = 0; first < length; first++) {
      for (let second = first + 2; second < length; second++) {
        const { request, operations } = this.best.plan;
        const left = operations.filter((_, index) => index !== first && index !== second);
        if (yield* this.keep('pairs', { request, operations: left })) return true;
      }
    }
    return false;
  }

  private *failures(): Steps<boolean> {
    for (const [at, { failed }] of this.best.plan.operations.entries()) {
      for (const attempt of failed) {
        const left = failed.filter((other) => other !== attempt);
        if (yield* this.keep('failures', changed(this.best.plan, at, { failed: left })))
          return true;
      }
    }
    return false;
  }

  /** Memory with less 0xFD in it: nothing at first, then whatever else the allocator could return. */
  private *contents(): Steps<boolean> {
    for (const [at, { contents }] of this.best.plan.operations.entries()) {
      for (const given of contents) {
        const offered = this.best.asked[at].offered[given.attempt - 1];
        const smaller = offered.filter((marked) => bytesOf(marked) < bytesOf(given.marked));
        for (const marked of smaller.sort((a, b) => bytesOf(a) - bytesOf(b))) {
          const others = contents.filter((content) => content !== given);
          const next = marked.length === 0 ? others : [...others, { ...given, marked }];
          const plan = changed(this.best.plan, at, { contents: next });
          if (yield* this.keep('contents', plan)) return true;
        }
      }
    }
    return false;
  }

  /**
   * What happened at attempt 7 belongs to attempt 4 once an earlier operation is gone, or to another
   * once a failure before it is gone: leaves out one of these and moves one failure or content of an
   * operation to each attempt.
   */
  private *shifted(): Steps<boolean> {
    const { plan } = this.best;
    for (const at of plan.operations.keys()) {
      const base = without(plan, at, 1);
      for (let index = at; index < base.operations.length; index++) {
        if (yield* this.shiftIn(base, index)) return true;
      }
    }
    for (const [at, { failed }] of plan.operations.entries()) {
      for (const attempt of failed) {
        const left = failed.filter((other) => other !== attempt);
        if (yield* this.shiftIn(changed(plan, at, { failed: left }), at)) return true;
      }
    }
    return false;
  }

  private *shiftIn(base: ShrinkPlan, index: number): Steps<boolean> {
    const { failed, contents } = base.operations[index];
    for (const attempt of failed) {
      const left = failed.filter((other) => other !== attempt);
      const move = (to: number) => ({ failed: ascending([...left, to]) });
      if (yield* this.moveTo(changed(base, index, { failed: left }), index, move)) return true;
    }
    for (const given of contents) {
      const left = contents.filter((other) => other !== given);
      const move = (to: number) => ({ contents: [...left, { ...given, attempt: to }] });
      if (yield* this.moveTo(changed(base, index, { contents: left }), index, move)) return true;
    }
    return false;
  }

  private *moveTo(
    free: ShrinkPlan,
    index: number,
    move: (attempt: number) => Partial<ShrinkPlan['operations'][number]>,
  ): Steps<boolean> {
    const trial = yield* this.execute('shifted', free);
    if (trial === null) return false;
    if (this.accept('shifted', trial)) return true;
    const attempts = trial.asked[trial.origins.indexOf(index)]?.attempts ?? 0;
    for (let to = 1; to <= attempts; to++) {
      if (yield* this.keep('shifted', changed(free, index, move(to)))) return true;
    }
    return false;
  }

  /**
   * Another failure in the place of a failure or content, which may break the claim earlier. What
   * needs neither stays without: that nothing has to go wrong is part of what it tells.
   */
  private *exchanged(): Steps<boolean> {
    const { plan } = this.best;
    for (const [at, { failed, contents }] of plan.operations.entries()) {
      const without = [
        ...failed.map((attempt) => ({ failed: failed.filter((other) => other !== attempt) })),
        ...contents.map((given) => ({ contents: contents.filter((other) => other !== given) })),
      ];
      for (const change of without) {
        const free = changed(plan, at, change);
        for (const start of [free, ...withLastOnly(free)].flatMap(withTwins)) {
          if (yield* this.failAnywhere(start)) return true;
        }
      }
    }
    return false;
  }

  private *failAnywhere(free: ShrinkPlan): Steps<boolean> {
    const trial = yield* this.execute('exchanged', free);
    if (trial === null) return false;
    if (this.accept('exchanged', trial)) return true;
    for (const [at, { failed }] of trial.plan.operations.entries()) {
      if (failed.length >= free.request.failAllocs) continue;
      for (let attempt = 1; attempt <= trial.asked[at].attempts; attempt++) {
        const change = { failed: ascending([...failed, attempt]) };
        if (yield* this.keepWithLess(changed(trial.plan, at, change))) return true;
      }
    }
    return false;
  }

  /** Breaks it as late as before: that is no gain, unless operations can be left out now. */
  private *keepWithLess(plan: ShrinkPlan): Steps<boolean> {
    const trial = yield* this.execute('exchanged', plan);
    if (trial === null || !trial.isViolated) return false;
    if (this.accept('exchanged', trial)) return true;
    const { length } = trial.plan.operations;
    for (let size = length >> 1; size >= 1; size >>= 1) {
      for (let at = 0; at + size <= length; at++) {
        if (yield* this.keep('exchanged', without(trial.plan, at, size))) return true;
      }
    }
    return false;
  }

  private *simplify(
    kind: 'ranges' | 'scope',
    candidatesOf: (plan: ShrinkPlan, scope: Scope) => readonly ShrinkPlan[],
  ): Steps<void> {
    for (;;) {
      const { plan } = this.best;
      const world = this.worldOf(plan.request);
      if (world === null) return;
      for (const candidate of candidatesOf(plan, world.scope)) {
        if (yield* this.keep(kind, candidate)) break;
      }
      if (this.best.plan === plan) return;
    }
  }

  private *keep(kind: ShrinkKind, plan: ShrinkPlan): Steps<boolean> {
    const key = `${requestKey(plan.request)} ${JSON.stringify(plan.operations)}`;
    // What was no smaller counterexample then is none now.
    if (this.refused.has(key)) return false;
    const trial = yield* this.execute(kind, plan);
    const isKept = trial !== null && this.accept(kind, trial);
    if (!isKept) this.refused.add(key);
    return isKept;
  }

  /** Null if there is no such scope. */
  private *execute(kind: ShrinkKind, plan: ShrinkPlan): Steps<Trial | null> {
    const world = this.worldOf(plan.request);
    if (world === null || plan.operations.length === 0) return null;
    yield;
    this.tally.tried(kind);
    const trial = world.run(plan.operations, this.subject.violatedBy);
    this.steps += trial.steps;
    return trial;
  }

  private accept(kind: ShrinkKind, trial: Trial): boolean {
    if (!trial.isViolated || !isSmaller(sizeOf(trial.plan), sizeOf(this.best.plan))) return false;
    this.best = trial;
    this.tally.kept(kind);
    return true;
  }

  private worldOf(request: ScopeConfig): TrialWorld | null {
    const key = requestKey(request);
    const known = this.worlds.get(key);
    if (known !== undefined) return known;
    const made = this.makeWorld(request);
    this.worlds.set(key, made);
    return made;
  }

  private makeWorld(request: ScopeConfig): TrialWorld | null {
    try {
      return new TrialWorld(request, this.subject.buildScope(request));
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  }
}
