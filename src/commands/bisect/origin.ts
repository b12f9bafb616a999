/** Finds the revision since which the operations of a counterexample break its claim. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import { bisectionOf, judgeVersions } from './bisect.ts';
import type { Bisection, BisectRow } from './result.ts';
import { RevisionJudge, revisionsOf } from './revision-judge.ts';

/** Searches back from the revision of the file, where it must reproduce, to the nearest good one. */
export function originOf(
  subject: Subject,
  counterexample: Counterexample,
  invariant: Invariant,
): Bisection {
  const { revision } = counterexample.request;
  const rows: BisectRow[] = [];
  const judge = new RevisionJudge(subject, counterexample, invariant);
  for (const row of judgeVersions(revisionsOf(subject).historyOf(revision), judge)) {
    rows.push(row);
    if (row.outcome === 'good') break;
  }
  return bisectionOf(rows);
}
