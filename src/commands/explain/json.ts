/** The parts that a counterexample needs, as JSON. */
import type { ExplainedTry } from '../../counterexample/explain/explain.ts';
import type { ExplainResult } from './result.ts';

export function explainJson({ file, counterexample, invariant, explanation }: ExplainResult) {
  const necessary = <Tried extends ExplainedTry>({ isViolated, ...rest }: Tried) => ({
    ...rest,
    necessary: !isViolated,
  });
  return {
    schema: 'tablewalk/explain/1',
    file,
    revision: counterexample.request.revision,
    invariant: invariant.id,
    claim: invariant.claim,
    operations: explanation.operations.map(necessary),
    preemptions: explanation.preemptions.map(necessary),
    ...Object.fromEntries(
      explanation.chances.map(({ name, changes }) => [
        name,
        changes.map(({ operation, fields, text: _, ...tried }) =>
          necessary({ operation, ...fields, ...tried }),
        ),
      ]),
    ),
    assumptions: explanation.assumptions.map(({ name, value, isNecessary, tried }) => ({
      name,
      value,
      necessary: isNecessary,
      tried: tried.map(({ isViolated, ...one }) => ({ ...one, violated: isViolated })),
    })),
  };
}
