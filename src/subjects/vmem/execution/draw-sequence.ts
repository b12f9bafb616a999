/** Sequences of operations for property tests: drawn at random, and made smaller so that they can still happen. */

import {
  type ScheduledOperation,
  toScheduledOperation,
} from '../../../counterexample/counterexample.ts';
import { ascending, changed, without } from '../../../counterexample/shrink/plans.ts';
import { isSmaller, type PlanSize, sizeOf } from '../../../counterexample/shrink/size.ts';
import { bytesOf, type ShrinkPlan, type TrialWorld } from '../../../counterexample/shrink/trial.ts';
import type { Scope } from '../environment/scope.ts';
import { drawnChoices } from '../plain/choices.ts';
import { ReferenceWorld, recordOf } from '../plain/world.ts';

/** No fact: nothing is judged, so what is possible is executed to its end. */
const nothing = 0;

/**
 * Draws up to `length` operations, each possible where it stands, with failures and contents as the
 * scope allows them. A crash of the kernel is the last thing that happens.
 */
export function drawSequence(
  scope: Scope,
  length: number,
  choose: (count: number) => number,
): ScheduledOperation[] {
  const world = new ReferenceWorld(scope);
  const operations: ScheduledOperation[] = [];
  while (operations.length < length) {
    const enabled = scope.operations.filter((operation) => world.isEnabled(operation));
    if (enabled.length === 0) break;
    const operation = enabled[choose(enabled.length)];
    const performed = world.perform(operation, drawnChoices(choose), { record: false });
    operations.push(toScheduledOperation(recordOf(performed, operation)));
    if (performed.ends) break;
  }
  return operations;
}

/**
 * Smaller sequences, the most promising first: without runs of operations, without pairs, without
 * failures, with less 0xFD in fresh memory, with failures at earlier attempts. In each, what is not
 * possible any more is left out, too, and so are failures of allocations that are never tried.
 */
export function* smallerSequences(world: TrialWorld, plan: ShrinkPlan): Generator<ShrinkPlan> {
  const size = sequenceSize(plan);
  const seen = new Set<string>();
  for (const candidate of candidates(world, plan)) {
    const possible = world.run(candidate.operations, nothing).plan;
    const key = JSON.stringify(possible.operations);
    const isEmpty = possible.operations.length === 0;
    if (isEmpty || seen.has(key) || !isSmaller(sequenceSize(possible), size)) continue;
    seen.add(key);
    yield possible;
  }
}

function* candidates(world: TrialWorld, plan: ShrinkPlan): Generator<ShrinkPlan> {
  const { length } = plan.operations;
  for (let count = length >> 1; count >= 1; count >>= 1) {
    for (let at = 0; at + count <= length; at++) yield without(plan, at, count);
  }
  for (let second = 2; second < length; second++) {
    for (let first = 0; first + 1 < second; first++) {
      yield without(without(plan, second, 1), first, 1);
    }
  }
  for (const [at, { failed }] of plan.operations.entries()) {
    for (const attempt of failed) {
      yield changed(plan, at, { failed: failed.filter((other) => other !== attempt) });
    }
  }
  yield* withLessMarked(world, plan);
  for (const [at, { failed }] of plan.operations.entries()) {
    for (const attempt of failed) {
      const others = failed.filter((other) => other !== attempt);
      for (let to = 1; to < attempt; to++) {
        if (!others.includes(to)) yield changed(plan, at, { failed: ascending([...others, to]) });
      }
    }
  }
}

/** Contents come last among what may go: they are what the allocator remembers, not what it was told. */
function* withLessMarked(world: TrialWorld, plan: ShrinkPlan): Generator<ShrinkPlan> {
  if (plan.request.fresh !== 'recycled') return;
  const { asked } = world.run(plan.operations, nothing);
  for (const [at, { contents }] of plan.operations.entries()) {
    for (const given of contents) {
      const others = contents.filter((content) => content !== given);
      const offered = asked[at]?.offered[given.attempt - 1] ?? [];
      const smaller = offered
        .filter((marked) => bytesOf(marked) < bytesOf(given.marked))
        .sort((a, b) => bytesOf(a) - bytesOf(b));
      for (const marked of smaller) {
        const next = marked.length === 0 ? others : [...others, { ...given, marked }];
        yield changed(plan, at, { contents: next });
      }
    }
  }
}

function sequenceSize(plan: ShrinkPlan): PlanSize {
  const attempts = plan.operations.flatMap(({ failed }) => failed);
  return [...sizeOf(plan), attempts.reduce((sum, attempt) => sum + attempt, 0)];
}
