/** The fields of a scope that choose the kernel. */
import { z } from 'zod';
import { must } from '../../../input/schema-rules.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import { type Dimension, oneOfWords } from './dimension.ts';
import { checkRevision } from './variants.ts';

/** Longer than a variant that switches every feature and contains a mistake. */
const revisionLengthMax = 500;

const overflowRules = ['undefined', 'wraps'] as const;
type OverflowRule = (typeof overflowRules)[number];

/** The kernel. */
export interface RevisionField {
  /** A revision of vmem.c, or a variant of one. */
  readonly revision: string;
  /** For a C source: the effect of signed overflow. */
  readonly signedOverflow: OverflowRule;
}

/** A revision, a variant of one, or either with a mistake in it: for every option that names one. */
function parseRevision(where: string, text: string): string {
  checkRevision(text, where);
  return text;
}

const revision: Dimension<string, RevisionField> = {
  plain: 'linux-5.10',
  placeInFiles: 1,
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

const signedOverflow = oneOfWords<OverflowRule, RevisionField>({
  flag: '--signed-overflow <rule>',
  group: 'Question:',
  description:
    'of a C source: undefined, as in C, or wraps, as kernels are built (-fno-strict-overflow)',
  values: overflowRules,
  plain: 'undefined',
  isOptional: true,
  isWritten: (value) => value !== 'undefined',
  assumption: (value) =>
    value === 'wraps' ? 'signed integers wrap (-fno-strict-overflow)' : undefined,
});

export const revisionField = { revision, signedOverflow };
