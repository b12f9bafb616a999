/** The assumptions of a scope that an explanation changes, with the other values. */

import type { OtherValue, ScopeAssumption } from '../../../subject/explain.ts';
import type { VmemExecution } from '../execution/execution.ts';
import { ofEachField, type ScopeConfig } from '../scope/dimensions.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';
import { withAnyCallers } from './any-callers.ts';
import { otherChances } from './other-chances.ts';

/** In the order of the table of dimensions, which contains the other values. */
export function assumptionsOf(
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
