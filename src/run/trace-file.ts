/** A replayed counterexample once more, with the whole state after every step. */
import { InputError } from '../errors.ts';
import { invariants } from '../invariants/catalogue.ts';
import { buildScope } from '../model/build-scope.ts';
import type { ExecutionTrace, TraceOutline } from '../trace/steps.ts';
import { outlineSteps, type TraceRequest, traceSteps } from '../trace/trace-steps.ts';
import type { ReplayedFile } from './replay-files.ts';

/** Every step with its state, judged by all invariants. `file` is how messages call it. */
export function traceFile(file: string, replayed: Replayed): ExecutionTrace {
  return named(file, () => traceSteps(requestOf(replayed)));
}

/** The same with few states, however many steps there are. */
export function outlineFile(file: string, replayed: Replayed): TraceOutline {
  return named(file, () => outlineSteps(requestOf(replayed)));
}

type Replayed = Pick<ReplayedFile, 'counterexample'>;

function requestOf({ counterexample }: Replayed): TraceRequest {
  const { request, operations, invariant } = counterexample;
  return { scope: buildScope(request), operations, claims: invariants, violated: invariant };
}

function named<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}
