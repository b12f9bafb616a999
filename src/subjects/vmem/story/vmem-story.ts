/** The story of a counterexample of vmem.c. */
import { Fact } from '../../../invariants/facts.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { meet } from '../../../model/masks.ts';
import type { Setting, Story } from '../../../subject/story.ts';
import type { ExecutedOperation, VmemExecution } from '../execution/execution.ts';
import { callNames } from '../kernel/request.ts';
import { isTiny } from '../machine/layouts.ts';
import { describePlaces } from '../scope/describe-scope.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { outlineSteps } from '../trace/trace-steps.ts';
import { traceRequest, type VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { chanceText } from './call-text.ts';
import { brokenAt } from './code-text.ts';
import { operationLines } from './operation-lines.ts';

interface VmemStory extends Story {
  readonly counterexample: Pick<VmemCounterexample, 'request' | 'operations' | 'turns'>;
}

export const vmemStory = {
  modelled: 'vmem.c',
  places: (request: ScopeConfig): Setting[] =>
    describePlaces(request).map((place, index) => [index === 0 ? 'Memory' : '', place]),
  operationText: ({ label, scheduled }: Pick<ExecutedOperation, 'label' | 'scheduled'>): string =>
    `${label}${chanceText(scheduled)}`,
  operationLines({ counterexample, invariant, ...form }: VmemStory): string[] {
    const trace = outlineSteps(traceRequest({ ...counterexample, invariant: invariant.id }));
    return operationLines({ trace, invariant, ...form });
  },
  placesOf: brokenAt,
  functionOf,
  /** Writes of the core between calls are not calls. */
  callCount: ({ operations }: VmemExecution): number =>
    operations.flatMap(({ calls }) => calls).filter(({ kind }) => kind !== null).length,
  canBeSearched: ({ geometry }: ScopeConfig): boolean => isTiny(geometry),
};

/** The entry point of vmem.c whose call violates the claim; null if the core violates it. */
function functionOf({ violatedBy }: Invariant, { operations }: VmemExecution): string | null {
  const calls = operations.at(-1)?.calls ?? [];
  const call = calls.find(({ factsAt }) =>
    factsAt.some(({ fact }) => meet(Fact[fact], violatedBy)),
  );
  return call === undefined || call.kind === null ? null : callNames[call.kind];
}
