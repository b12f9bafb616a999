/** C texts of vmem.c, as a member of the subject. Code that most runs do not need is loaded on demand. */
import type { SubjectTexts } from '../../../subject/texts.ts';
import { filesOfText } from '../kernel/text-revisions.ts';
import { contentOf, inspection, readAgain, readAsRevision, vmemPath } from './kernel-texts.ts';

export const vmemTexts: SubjectTexts = {
  path: vmemPath,
  read: readAsRevision,
  filesOf: (name) => filesOfText(name) ?? null,
  contentOf,
  readAgain,
  inspect: inspection,
  async ofCommits(range) {
    const { gitTexts } = await import('./git-texts.ts');
    return gitTexts(range);
  },
  async ofPatches(series) {
    const { mboxTexts } = await import('./mbox-texts.ts');
    return mboxTexts(series);
  },
  async rows(versions) {
    const { textRows } = await import('./text-versions.ts');
    return textRows(versions);
  },
  async reader() {
    const { VersionReader } = await import('./text-versions.ts');
    return VersionReader.create();
  },
};
