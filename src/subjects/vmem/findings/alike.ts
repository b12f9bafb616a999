/**
 * Tests whether a C source and one of our revisions behave the same in a story; if so, its known
 * finding applies.
 */

import { buildScope } from '../build-scope.ts';
import { execute } from '../execution/executor.ts';
import { revisions } from '../kernel/revisions.ts';
import { knownRevision } from '../kernel-c/known-texts.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { defaultRevision } from '../scope/presets.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';

/** The counterexample on a revision with the same events, nearest first; null if there is none. */
export function onAlikeRevision(counterexample: VmemCounterexample): VmemCounterexample | null {
  const { request } = counterexample;
  const own = eventsOf(counterexample);
  for (const revision of candidatesFor(request.revision)) {
    const same = { ...counterexample, request: { ...request, revision } };
    if (eventsOf(same) === own) return same;
  }
  return null;
}

/** Our proposals are not texts that users edit. */
function candidatesFor(name: string): string[] {
  const known = knownRevision(name.split('@').at(-1) ?? '');
  const posted = revisions.filter(({ origin }) => origin !== 'own');
  const names = posted.map((revision) => revision.name).reverse();
  return [...new Set([...(known === undefined ? [] : [known]), defaultRevision, ...names])];
}

/** The events of an execution that both machines and recordings observe. */
function eventsOf(counterexample: VmemCounterexample): string {
  const { operations, divergence } = execute(buildScope(counterexample.request), counterexample, {
    recorderFor: () => new OperationRecorder(),
  });
  const calls = operations.map((part) =>
    part.calls.map(({ kind, range, result, events, factsAt }) => [
      kind,
      range,
      result,
      events,
      factsAt,
    ]),
  );
  return JSON.stringify([calls, divergence]);
}
