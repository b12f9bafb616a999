/** The revision since which the operations of a counterexample break its claim. */

import { bisectionOf, judgeVersions } from '../commands/bisect/bisect.ts';
import type { Bisection, BisectRow } from '../commands/bisect/result.ts';
import { RevisionJudge } from '../commands/bisect/revision-judge.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { historyOf } from '../subjects/vmem/kernel/revisions.ts';
import type { Counterexample } from './counterexample.ts';

/** Goes back from the revision of the file, where it must reproduce, to the nearest good one. */
export function originOf(counterexample: Counterexample, invariant: Invariant): Bisection {
  const { revision } = counterexample.request;
  const rows: BisectRow[] = [];
  const judge = new RevisionJudge(counterexample, invariant);
  for (const row of judgeVersions(historyOf(revision), judge)) {
    rows.push(row);
    if (row.outcome === 'good') break;
  }
  return bisectionOf(rows);
}
