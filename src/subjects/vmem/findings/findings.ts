/** The findings of vmem.c, as a member of the subject. */
import type { Invariant } from '../../../invariants/invariant.ts';
import type { SubjectFindings } from '../../../subject/findings.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import type { VmemCounterexample } from '../trace/vmem-counterexample.ts';
import { onAlikeRevision } from './alike.ts';
import { knownFindingOf } from './known-finding.ts';
import { knownFindings } from './known-findings.ts';

export const vmemFindings: SubjectFindings = {
  all: knownFindings,
  of(counterexample: VmemCounterexample, invariant: Invariant) {
    if (!isTextName(counterexample.request.revision)) {
      return knownFindingOf(counterexample, invariant);
    }
    // Most findings are identified by their repair, which cannot be applied to a C source.
    const alike = onAlikeRevision(counterexample);
    const found = knownFindingOf(alike ?? counterexample, invariant);
    if (found === null || alike === null) return found;
    return { ...found, title: `${found.title} (as in ${alike.request.revision})` };
  },
  untitled: (revision) =>
    isTextName(revision)
      ? 'in this C source; not among the findings of docs/FINDINGS.md'
      : 'not among the findings of docs/FINDINGS.md',
};
