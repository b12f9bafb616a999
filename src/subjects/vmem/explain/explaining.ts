/** What an explanation of a counterexample of vmem.c removes or changes: choices, and assumptions of the scope. */
import { changed } from '../../../subject/draft.ts';
import type { ChanceGroup, OtherValue, ScopeAssumption } from '../../../subject/explain.ts';
import type { VmemExecution } from '../execution/execution.ts';
import { ofEachField, type ScopeConfig } from '../scope/dimensions.ts';
import { others } from '../shrink/chances.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';
import { withAnyCallers } from './any-callers.ts';
import { otherChances } from './other-chances.ts';

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

/** In the order of the table of dimensions, which contains the other values. */
function assumptionsOf(
  draft: VmemDraft,
  execution: VmemExecution,
): (Omit<ScopeAssumption, 'others'> & { readonly others: readonly OtherValue<VmemDraft>[] })[] {
  const { request } = draft;
  return ofEachField(request, ({ explain }, value, name) => {
    if (explain === undefined || explain.isChanged?.(value) === false) return null;
    // Without the contract of callers, threads have no operations.
    if (name === 'contract' && request.threads.length > 0) return null;
    return {
      name,
      title: explain.title,
      value: explain.text(value),
      others: explain
        .values(request)
        .filter((other) => other !== value)
        .map((other) => ({
          value: explain.text(other),
          variants: () => {
            const changed = { ...request, [name]: other, ...explain.besides?.(other) };
            return name === 'contract'
              ? withOtherCallers(draft, execution, changed)
              : otherChances({ ...draft, request: changed }, execution);
          },
        })),
    };
  });
}

function withOtherCallers(draft: VmemDraft, execution: VmemExecution, request: ScopeConfig) {
  if (request.contract === 'kernel') return 'no caller in the kernel makes such calls';
  return [{ draft: withAnyCallers(draft, execution, request), note: '' }];
}
