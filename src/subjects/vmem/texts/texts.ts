/** C texts of vmem.c, as a subject has them. */
import type { SubjectTexts } from '../../../subject/texts.ts';
import { gitTexts } from './git-texts.ts';
import { inspection } from './inspection.ts';
import { kernelSource, readAsRevision, vmemPath } from './kernel-texts.ts';
import { mboxTexts } from './mbox-texts.ts';
import { textRows } from './text-versions.ts';

export const vmemTexts: SubjectTexts = {
  path: vmemPath,
  read: readAsRevision,
  source: kernelSource,
  inspect: inspection,
  ofCommits: gitTexts,
  ofPatches: mboxTexts,
  rows: textRows,
};
