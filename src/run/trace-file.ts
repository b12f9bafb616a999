/** A replayed counterexample once more, with the whole state after every step. */
import { InputError } from '../errors.ts';
import { invariants } from '../invariants/catalogue.ts';
import { buildScope } from '../model/build-scope.ts';
import type { ExecutionTrace } from '../trace/steps.ts';
import { traceSteps } from '../trace/trace-steps.ts';
import type { ReplayedFile } from './replay-files.ts';

/** Judged by all invariants. `file` is how messages call it. */
export function traceFile(
  file: string,
  { counterexample }: Pick<ReplayedFile, 'counterexample'>,
): ExecutionTrace {
  const { request, operations, invariant } = counterexample;
  try {
    return traceSteps({
      scope: buildScope(request),
      operations,
      claims: invariants,
      violated: invariant,
    });
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}
