/**
 * The document `tablewalk/show/1`: the counterexample file, the broken claim, and every step with its state.
 */

import { type Counterexample, fileContent } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Trace } from '../../subject/trace.ts';

const schema = 'tablewalk/show/1';

interface ShowHead {
  readonly schema: typeof schema;
  /** The content of the counterexample file. */
  readonly counterexample: ReturnType<typeof fileContent>;
  readonly invariant: Pick<Invariant, 'id' | 'claim' | 'matters' | 'source' | 'premise'>;
  /** In words: the callers, the machine, and the assumptions of the verdict. */
  readonly contract: string;
  readonly machineText: string;
  readonly assumptions: readonly string[];
}

/** Everything about one counterexample. The page draws it, and `show --format json` prints it. */
export type ShowDocument<Shown extends Trace = Trace> = ShowHead & Shown;

export function showDocument(
  subject: Subject,
  counterexample: Counterexample,
  { id, claim, matters, source, premise }: Invariant,
  trace: Trace,
): ShowDocument {
  const { request } = counterexample;
  const { contract, machine, assumptions } = subject.scopes.describe(request);
  return {
    schema,
    counterexample: fileContent(subject, counterexample),
    invariant: {
      id,
      claim,
      matters,
      ...(source === undefined ? {} : { source }),
      ...(premise === undefined ? {} : { premise }),
    },
    contract,
    machineText: machine,
    assumptions,
    ...trace,
  };
}
