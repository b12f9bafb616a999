/** The result of `explain`: which parts a counterexample needs. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Explanation } from '../../counterexample/explain/explain.ts';
import type { Invariant } from '../../invariants/invariant.ts';

export interface ExplainResult {
  readonly file: string;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly explanation: Explanation;
}
