/** The document `tablewalk/show/1`: the counterexample file, what it breaks, and every step with its state. */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { type Counterexample, fileContent } from '../trace/counterexample.ts';
import type { ExecutionTrace } from '../trace/steps.ts';
import { describeAssumptions, describeContract, describeScopeMachine } from './describe-scope.ts';

const schema = 'tablewalk/show/1';

/** Everything about one counterexample. What the page draws and what `show --format json` prints. */
export interface ShowDocument extends ExecutionTrace {
  readonly schema: typeof schema;
  /** What the counterexample file holds, as it holds it. */
  readonly counterexample: ReturnType<typeof fileContent>;
  readonly invariant: Pick<PageTableInvariant, 'id' | 'claim' | 'matters' | 'source' | 'premise'>;
  /** In words: who calls, on which machine, and what the verdict rests on. */
  readonly contract: string;
  readonly machineText: string;
  readonly assumptions: readonly string[];
}

export function showDocument(
  counterexample: Counterexample,
  { id, claim, matters, source, premise }: PageTableInvariant,
  trace: ExecutionTrace,
): ShowDocument {
  const { request } = counterexample;
  return {
    schema,
    counterexample: fileContent(counterexample),
    invariant: { id, claim, matters, source, ...(premise === undefined ? {} : { premise }) },
    contract: describeContract(request),
    machineText: describeScopeMachine(request),
    assumptions: describeAssumptions(request),
    ...trace,
  };
}
