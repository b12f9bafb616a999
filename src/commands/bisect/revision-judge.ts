/** Judges revisions by executing a counterexample: good, bad or unknown; and finds its origin among them. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import { type JudgedReplay, judgeExecution } from '../../counterexample/judge-execution.ts';
import { otherPlaces } from '../../counterexample/preemptions.ts';
import { InputError } from '../../errors.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type Draft, draftOf, draftPartsOf, scheduleOf } from '../../subject/draft.ts';
import type { RepairedVersion, SubjectRevisions } from '../../subject/revisions.ts';
import type { Subject } from '../../subject/subject.ts';
import type { SubjectTexts } from '../../subject/texts.ts';
import { bisectionOf, judgeVersions, type VersionJudge } from './bisect.ts';
import type { Bisection, BisectRow, VersionJudgement } from './result.ts';

/** Refuses a system with only one version. */
export function revisionsOf({ revisions }: Subject): SubjectRevisions {
  return revisions ?? refuseOneVersion();
}

/** Refuses as `revisionsOf` does. */
export function textsOf({ texts }: Subject): SubjectTexts {
  return texts ?? refuseOneVersion();
}

function refuseOneVersion(): never {
  throw new InputError('bisect needs a system that has several versions');
}

export class RevisionJudge implements VersionJudge {
  private readonly subject: Subject;
  private readonly counterexample: Counterexample;
  private readonly invariant: Invariant;
  /** With threads: the schedule; its turns may be shorter or longer on another revision. */
  private readonly draft: Draft;

  constructor(subject: Subject, counterexample: Counterexample, invariant: Invariant) {
    this.subject = subject;
    this.counterexample = counterexample;
    this.invariant = invariant;
    const { request, operations, turns } = counterexample;
    const { operations: parts } = subject.execution.executor(request).execute(counterexample);
    this.draft = draftOf(request, operations, turns ? draftPartsOf(parts) : null);
  }

  judge(revision: string): VersionJudgement {
    let known: VersionJudgement | null = null;
    for (const { draft: moved, note } of otherPlaces(this.draft)) {
      const judgement = judgementOf(this.replay(revision, moved), note);
      if (judgement.outcome === 'bad') return judgement;
      if (known === null || (known.outcome === 'unknown' && judgement.outcome === 'good')) {
        known = judgement;
      }
    }
    return known ?? { outcome: 'unknown', reason: 'no operation happens' };
  }

  /** With repairs from the revision of the file. */
  repaired(name: string): readonly RepairedVersion[] {
    return revisionsOf(this.subject).repaired(name, this.counterexample.request.revision);
  }

  private replay(revision: string, draft: Draft): JudgedReplay {
    const { counterexample, invariant } = this;
    const executor = this.subject.execution.executor({ ...counterexample.request, revision });
    const { operations } = counterexample;
    const turns = scheduleOf(draft).turns?.map(([thread, steps]): [number, number] => [
      thread,
      steps,
    ]);
    const execution = executor.execute({ operations, turns });
    return judgeExecution({
      counterexample: { ...counterexample, turns },
      invariant,
      execution,
      executor,
    });
  }
}

function judgementOf(
  { brokenBy, outcome, operation, reason }: JudgedReplay,
  note: string,
): VersionJudgement {
  const where = note === '' ? '' : `, if ${note}`;
  if (brokenBy !== null) {
    return { outcome: 'bad', reason: `operation ${brokenBy + 1} violates the claim${where}` };
  }
  if (outcome === 'fixed') {
    return { outcome: 'good', reason: 'all operations run, and the claim holds' };
  }
  return { outcome: 'unknown', reason: `operation ${(operation ?? 0) + 1}: ${reason}` };
}

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
