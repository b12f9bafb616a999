/** Whether a C source does in a story what a revision of ours does: then what is known of that story holds for it. */

import { buildScope } from '../build-scope.ts';
import { execute } from '../execution/executor.ts';
import { revisions } from '../kernel/revisions.ts';
import { knownRevision } from '../kernel-c/known-texts.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { defaultRevision } from '../scope/presets.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';

/** The counterexample on a revision that has the same events, the nearest first; null if there is none. */
export function onAlikeRevision(counterexample: VmemCounterexample): VmemCounterexample | null {
  const { request } = counterexample;
  const own = eventsOf(counterexample);
  for (const revision of candidatesFor(request.revision)) {
    const same = { ...counterexample, request: { ...request, revision } };
    if (eventsOf(same) === own) return same;
  }
  return null;
}

/** Proposals of ours are no text that anyone edits. */
function candidatesFor(name: string): string[] {
  const known = knownRevision(name.split('@').at(-1) ?? '');
  const posted = revisions.filter(({ source }) => !source.startsWith('proposal'));
  const names = posted.map((revision) => revision.name).reverse();
  return [...new Set([...(known === undefined ? [] : [known]), defaultRevision, ...names])];
}

/** Everything that both machines and recordings see of an execution. */
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
