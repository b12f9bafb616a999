/**
 * The document `tablewalk/show/1`: the counterexample file, the broken claim, and every step with its state.
 */

import { type Counterexample, fileContent } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import {
  describeAssumptions,
  describeContract,
  describeScopeMachine,
} from '../../subjects/vmem/scope/describe-scope.ts';
import type { ExecutionTrace } from '../../subjects/vmem/trace/steps.ts';

const schema = 'tablewalk/show/1';

/** Everything about one counterexample, for the page and for `show --format json`. */
export interface ShowDocument extends ExecutionTrace {
  readonly schema: typeof schema;
  /** The content of the counterexample file. */
  readonly counterexample: ReturnType<typeof fileContent>;
  readonly invariant: Pick<Invariant, 'id' | 'claim' | 'matters' | 'source' | 'premise'>;
  /** In words: the callers, the machine, and the assumptions of the verdict. */
  readonly contract: string;
  readonly machineText: string;
  readonly assumptions: readonly string[];
}

export function showDocument(
  counterexample: Counterexample,
  { id, claim, matters, source, premise }: Invariant,
  trace: ExecutionTrace,
): ShowDocument {
  const { request } = counterexample;
  return {
    schema,
    counterexample: fileContent(counterexample),
    invariant: {
      id,
      claim,
      matters,
      ...(source && { source }),
      ...(premise && { premise }),
    },
    contract: describeContract(request),
    machineText: describeScopeMachine(request),
    assumptions: describeAssumptions(request),
    ...trace,
  };
}
