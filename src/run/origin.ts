/** Finds the revision since which the operations of a counterexample break its claim. */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { buildScope } from '../model/build-scope.ts';
import type { Scope } from '../model/environment/scope.ts';
import { revisionNames } from '../model/kernel/revisions.ts';
import type { Origin } from '../report/show-mail.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { execute } from '../trace/execution.ts';
import { executeTurns } from '../trace/interleaved/execute.ts';
import { draftOf, turnsOf } from '../trace/interleaved/turn-drafts.ts';
import { otherPlaces } from '../trace/interleaved/turn-variants.ts';
import { brokenPart } from './broken-part.ts';

/**
 * The revision itself and what came before it, the newest first. Proposals stand on linux-5.10, a
 * variant (`v2-4+freesEmptyTables`) on its revision.
 */
function historyOf(revision: string): string[] {
  const [base] = revision.split('+');
  if (base !== revision) return [revision, ...historyOf(base)];
  const names = revisionNames.filter(
    (name) => name === 'base' || !isOf(name, otherSeries(revision)),
  );
  const at = names.indexOf(revision);
  const merged = names.indexOf('mainline');
  const past = at <= merged ? names.slice(0, at) : names.slice(0, names.indexOf('linux-5.10') + 1);
  return [revision, ...past.reverse()];
}

const isOf = (name: string, series: string): boolean => name.startsWith(`${series}-`);

/** What was merged is the second version of the series. */
function otherSeries(revision: string): string {
  return isOf(revision, 'v1') ? 'v2' : 'v1';
}

/** Goes back from the revision of the file as long as the same operation breaks the claim. */
export function originOf(counterexample: Counterexample, invariant: PageTableInvariant): Origin {
  const { revision } = counterexample.request;
  const [, ...past] = historyOf(revision);
  const isBrokenOn = breaker(counterexample, invariant);
  let since = revision;
  for (const before of past) {
    if (!isBrokenOn(before)) return { since, before };
    since = before;
  }
  return { since, before: null };
}

function breaker(
  { request, operations, turns }: Counterexample,
  invariant: PageTableInvariant,
): (revision: string) => boolean {
  const scopeOf = (revision: string): Scope => buildScope({ ...request, revision });
  if (turns === undefined) {
    return (revision) => {
      const execution = execute(scopeOf(revision), operations);
      return brokenPart(invariant, execution) === operations.length - 1;
    };
  }
  const own = executeTurns(scopeOf(request.revision), operations, turns);
  const draft = draftOf(request, operations, own.operations);
  // Another revision takes other steps, so the threads may have to meet at another one.
  return (revision) => {
    const scope = scopeOf(revision);
    for (const { draft: other } of otherPlaces(draft)) {
      const execution = executeTurns(scope, operations, turnsOf(other));
      if (brokenPart(invariant, execution) >= 0) return true;
    }
    return false;
  };
}
