/** The findings of vmem.c, as a subject has them. */
import type { SubjectFindings } from '../../../subject/findings.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import { knownFindingOf } from './known-finding.ts';
import { knownFindings } from './known-findings.ts';

export const vmemFindings: SubjectFindings = {
  all: knownFindings,
  of: knownFindingOf,
  // Most findings are known by their repair, and a C source cannot be run with it.
  untitled: (revision) =>
    isTextName(revision)
      ? 'a C source: not compared with the findings of docs/FINDINGS.md that have a repair'
      : 'none of the findings of docs/FINDINGS.md',
};
