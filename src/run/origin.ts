/** Since which revision the operations of a counterexample break its claim. */
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { historyOf } from '../model/kernel/revisions.ts';
import type { Bisection, BisectRow } from '../report/bisect-result.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { bisectionOf, judgeVersions } from './bisect.ts';
import { RevisionJudge } from './revision-judge.ts';

/** Goes back from the revision of the file, where it must reproduce, to the nearest that is good. */
export function originOf(counterexample: Counterexample, invariant: PageTableInvariant): Bisection {
  const { revision } = counterexample.request;
  const rows: BisectRow[] = [];
  const judge = new RevisionJudge(counterexample, invariant);
  for (const row of judgeVersions(historyOf(revision), judge)) {
    rows.push(row);
    if (row.outcome === 'good') break;
  }
  return bisectionOf(rows);
}
