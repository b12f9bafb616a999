/** Judges revisions by the effect of the operations of a counterexample: good, bad or unknown. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import { type JudgedReplay, judgeExecution } from '../../counterexample/judge-replay.ts';
import { otherPlaces } from '../../counterexample/preemptions.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type Draft, draftOf, partsOf, scheduleOf } from '../../subject/draft.ts';
import { vmemExecution } from '../../subjects/vmem/execution/vmem-execution.ts';
import { historyOf, revisions, variantName } from '../../subjects/vmem/kernel/revisions.ts';
import { findKernel } from '../../subjects/vmem/mutation/named-kernel.ts';
import type { VersionJudge } from './bisect.ts';
import type { Judgement, RepairedVersion } from './result.ts';

export class RevisionJudge implements VersionJudge {
  private readonly counterexample: Counterexample;
  private readonly invariant: Invariant;
  /** With threads: the schedule, whose turns may be shorter or longer on another revision. */
  private readonly draft: Draft;

  constructor(counterexample: Counterexample, invariant: Invariant) {
    this.counterexample = counterexample;
    this.invariant = invariant;
    const { request, operations, turns } = counterexample;
    const { operations: parts } = vmemExecution.executor(request).execute(counterexample);
    this.draft = draftOf(request, operations, turns ? partsOf(parts) : null);
  }

  judge(revision: string): Judgement {
    let known: Judgement | null = null;
    for (const { draft: moved, note } of otherPlaces(this.draft)) {
      const judgement = judgementOf(this.replay(revision, moved), note);
      if (judgement.outcome === 'bad') return judgement;
      if (known === null || (known.outcome === 'unknown' && judgement.outcome === 'good')) {
        known = judgement;
      }
    }
    return known ?? { outcome: 'unknown', reason: 'no operation happens' };
  }

  /** Repairs that the revision of the file contains and this revision lacks. */
  repaired(name: string): RepairedVersion[] {
    const revision = revisions.find((one) => one.name === name);
    const own = findKernel(this.counterexample.request.revision);
    if (revision === undefined || own === undefined) return [];
    const past = historyOf(name);
    const repairs = revisions.flatMap(({ repair }) =>
      repair !== undefined &&
      past.includes(repair.broken) &&
      own.features[repair.feature] &&
      !revision.features[repair.feature]
        ? [repair]
        : [],
    );
    return repairs.map((_, at) => {
      const taken = repairs.slice(0, at + 1);
      const switches = Object.fromEntries(taken.map(({ feature }) => [feature, true]));
      return {
        name: variantName(revision, switches),
        commits: taken.map(({ commit }) => commit),
      };
    });
  }

  private replay(revision: string, draft: Draft): JudgedReplay {
    const { counterexample, invariant } = this;
    const executor = vmemExecution.executor({ ...counterexample.request, revision });
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
): Judgement {
  const where = note === '' ? '' : `, if ${note}`;
  if (brokenBy !== null) {
    return { outcome: 'bad', reason: `operation ${brokenBy + 1} breaks the claim${where}` };
  }
  if (outcome === 'fixed') {
    return { outcome: 'good', reason: 'all operations run, and the claim holds' };
  }
  return { outcome: 'unknown', reason: `operation ${(operation ?? 0) + 1}: ${reason}` };
}
