/** Finds the revision since which the operations of a counterexample break its claim. */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { buildScope } from '../model/build-scope.ts';
import { revisionNames } from '../model/kernel/revisions.ts';
import type { Origin } from '../report/show-mail.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { execute } from '../trace/execution.ts';

/** The revision itself and what came before it, the newest first. Proposals stand on linux-5.10. */
function historyOf(revision: string): string[] {
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
  let since = revision;
  for (const before of past) {
    if (!isBrokenOn(before, counterexample, invariant)) return { since, before };
    since = before;
  }
  return { since, before: null };
}

function isBrokenOn(
  revision: string,
  { request, operations }: Counterexample,
  invariant: PageTableInvariant,
): boolean {
  const execution = execute(buildScope({ ...request, revision }), operations);
  const broken = execution.operations.findIndex(
    ({ facts }) => (facts & invariant.violatedBy) !== 0,
  );
  return execution.leftBecause === null && broken === operations.length - 1;
}
