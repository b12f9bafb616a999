/** The kill table as JSON. */
import type { MutateResult } from './result.ts';
import { idleOf, survivorsOf } from './text.ts';

export function mutateJson(result: MutateResult): unknown {
  const { scopes, stop } = result;
  return {
    schema: 'tablewalk/mutate/1',
    tool: result.version,
    verdict: result.verdict,
    revision: result.revision,
    mutants: result.mutants.map(({ mutant, verdict, reason, kills }) => ({
      id: mutant.id,
      origin: mutant.origin,
      mistake: mutant.mistake,
      ...mutant.edit,
      verdict,
      ...(reason === '' ? {} : { reason }),
      killedBy: kills.map(({ invariantId, operations, steps, scopeIndex, text }) => ({
        invariant: invariantId,
        operations,
        steps,
        scope: scopeIndex,
        text,
      })),
    })),
    leftOut: result.leftOut,
    survivors: survivorsOf(result),
    idleInvariants: idleOf(result),
    ...(result.drawnFrom === null ? {} : { drawnFrom: result.drawnFrom }),
    judgesMutants: result.judgesMutants,
    judgesInvariants: result.judgesInvariants,
    interrupted: stop?.limit === 'interrupted',
    invariants: result.invariants.map(({ invariantId, ...killer }) => ({
      id: invariantId,
      ...killer,
    })),
    excused: result.excused,
    maxStates: result.stateCountMax,
    states: result.states,
    seconds: result.elapsedMs / 1000,
    ...(stop === null ? {} : { limit: { kind: stop.limit, value: stop.value } }),
    scopes: scopes.map((scope) => result.subject.scopes.toJson(scope)),
    request: { command: result.command, scopes: result.scopeSet },
  };
}
