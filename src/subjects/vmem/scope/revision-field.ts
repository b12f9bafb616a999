/** The field of a scope that chooses the kernel. */

import { z } from 'zod';
import { must } from '../../../input/schema-rules.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import type { Dimension } from './dimension.ts';
import { checkRevision } from './variants.ts';

/** A variant that switches every feature and has a mistake in it is shorter. */
const revisionLengthMax = 500;

/** The kernel. */
export interface RevisionField {
  /** A revision of vmem.c, or a variant of one. */
  readonly revision: string;
}

/** A revision, a variant of one, or either with a mistake in it: for every option that names one. */
function parseRevision(where: string, text: string): string {
  checkRevision(text, where);
  return text;
}

const revision: Dimension<string, RevisionField> = {
  plain: 'linux-5.10',
  schema: z
    .string(must('the name of a revision'))
    .max(revisionLengthMax, must('a name, not a C source')),
  flags: [
    {
      flags: '--revision <name>',
      description:
        'revision of vmem.c, or a variant: linux-5.10+keepsErrorCode; see list revisions',
      group: 'Question:',
      parse: parseRevision,
    },
  ],
  // The name of a C text contains the name of its file, which may be anywhere.
  toFlag: (value) =>
    isTextName(value) ? `--source PATH-OF/${value.split('@')[0]}` : `--revision ${value}`,
};

export const revisionField = { revision };
