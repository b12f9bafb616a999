/** One try of the shrinker: the execution of a draft up to where the claim breaks. */

import { type Draft, scheduleOf } from '../../subject/draft.ts';
import { type Execution, type Executor, stepsOf, type Turn } from '../../subject/execution.ts';
import type { Trial } from '../../subject/shrink.ts';
import { type BreakableClaim, breaks, firstBrokenPart } from '../judge-execution.ts';
import { appendTurn } from '../turns.ts';

export interface ExecutedTrial extends Trial {
  /** In the form of the file; null for one thread. */
  readonly turns: readonly Turn[] | null;
  /** Index of the operation that violates the claim. */
  readonly brokenBy: number;
  readonly steps: number;
}

export function tryOut(executor: Executor, draft: Draft, claim: BreakableClaim): ExecutedTrial {
  const execution = executor.execute(scheduleOf(draft), {
    manner: 'nearest',
    until: (part) => breaks(claim, part),
  });
  return trialOf(draft, execution, claim);
}

/** The part of an execution of the draft up to where the claim breaks. */
export function trialOf(draft: Draft, execution: Execution, claim: BreakableClaim): ExecutedTrial {
  const broken = firstBrokenPart(claim, execution);
  const isViolated = broken >= 0;
  const taken = isViolated ? execution.operations.slice(0, broken + 1) : execution.operations;
  // Operations that have not started by then are not part of the story.
  const soFar = new Map(taken.map((part) => [part.index, part.soFar]));
  const executed = [...draft.operations.keys()].filter((index) => soFar.has(index));
  const place = new Map(executed.map((index, at) => [index, at]));
  const placeOf = (index: number): number => place.get(index) ?? 0;
  const turns: [number, number][] = [];
  for (const { thread = 1, steps } of taken) appendTurn(turns, thread, steps);
  return {
    draft: {
      request: draft.request,
      operations: executed.map((index) => soFar.get(index) ?? draft.operations[index]),
      origins: executed.map((index) => draft.origins[index]),
      parts:
        draft.parts &&
        taken.map(({ index, steps, isCut, ends }) => ({
          operation: placeOf(index),
          steps: isCut === true || ends ? steps : Infinity,
        })),
    },
    executed,
    execution,
    isViolated,
    turns: draft.parts && turns,
    brokenBy: placeOf(taken.at(-1)?.index ?? 0),
    steps: stepsOf({ operations: taken }),
  };
}
