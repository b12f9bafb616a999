/** The parts that an explanation of a counterexample of vmem.c removes or changes. */

import { changed } from '../../../subject/draft.ts';
import type { ChanceGroup } from '../../../subject/explain.ts';
import { others } from '../shrink/chances.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';
import { assumptionsOf } from './assumptions.ts';

export const vmemExplaining = { chances: chancesOf, assumptions: assumptionsOf };

/** Each failed allocation is made to succeed; each memory that contains 0xFD is set to zeroes. */
function chancesOf(draft: VmemDraft): ChanceGroup<VmemDraft>[] {
  return [
    {
      name: 'failures',
      changes: draft.operations.flatMap(({ failed }, operation) =>
        failed.map((attempt) => ({
          operation,
          fields: { attempt },
          text: `allocation ${attempt} of operation ${operation + 1} fails`,
          draft: changed(draft, operation, { failed: others(failed, attempt) }),
        })),
      ),
    },
    {
      name: 'contents',
      changes: draft.operations.flatMap(({ contents }, operation) =>
        contents.map((content) => ({
          operation,
          fields: { attempt: content.attempt },
          text: `allocation ${content.attempt} of operation ${operation + 1} has 0xFD in it`,
          draft: changed(draft, operation, {
            contents: [...others(contents, content), { attempt: content.attempt, marked: [] }],
          }),
        })),
      ),
    },
  ];
}
