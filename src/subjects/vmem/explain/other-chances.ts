/** Failures and contents for a changed machine, where the same allocation may have another attempt number. */
import { changed, scheduleOf } from '../../../subject/draft.ts';
import type { Variant } from '../../../subject/explain.ts';
import { buildScope } from '../build-scope.ts';
import { chanceByKind } from '../execution/chance.ts';
import type { VmemExecution } from '../execution/execution.ts';
import { execute } from '../execution/executor.ts';
import type { VmemDraft } from '../shrink/vmem-draft.ts';

/**
 * There are few levels of tables and parts of a section, so an allocation does not move further than this.
 */
const shiftMax = 12;

/** As written; by kind; then the failing allocations of one operation moved to other attempts. */
export function* otherChances(
  asWritten: VmemDraft,
  execution: VmemExecution,
): Generator<Variant<VmemDraft>> {
  const draft = withContents(asWritten);
  yield { draft, note: '' };
  const alike = byKind(draft, execution);
  yield { draft: alike, note: '' };
  for (const [at, { failed }] of draft.operations.entries()) {
    if (failed.length === 0) continue;
    for (let shift = 1 - Math.min(...failed); shift <= shiftMax; shift++) {
      if (shift === 0) continue;
      const moved = failed.map((attempt) => attempt + shift);
      yield {
        draft: changed(alike, at, { failed: moved }),
        note: `allocation ${moved.join(', ')} of operation ${at + 1} fails`,
      };
    }
  }
}

/**
 * The same allocations, identified by kind, fail and have the same contents: the second block instead
 * of attempt 4.
 */
function byKind(draft: VmemDraft, { allocations }: VmemExecution): VmemDraft {
  const { operations } = execute(buildScope(draft.request), scheduleOf(draft), {
    manner: 'as-far-as-possible',
    chanceOf: (index) => chanceByKind(draft.operations[index], allocations.get(index) ?? []),
  });
  const happened = new Map(operations.map((part) => [part.index, part.soFar]));
  return {
    ...draft,
    operations: draft.operations.map((operation, index) => {
      const { failed, contents } = happened.get(index) ?? operation;
      return { ...operation, failed, contents };
    }),
  };
}

/** For memory of only zeroes or only 0xFD, the assumption replaces the contents in the file. */
function withContents(draft: VmemDraft): VmemDraft {
  if (draft.request.fresh === 'recycled') return draft;
  const operations = draft.operations.map((operation) => ({ ...operation, contents: [] }));
  return { ...draft, operations };
}
