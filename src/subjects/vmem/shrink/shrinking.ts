/** The ways to shrink counterexamples of vmem.c, and the order of their sizes. */
import type { ShrinkDimension } from '../../../subject/shrink.ts';
import { markedBytesOf } from '../execution/chance.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import { ofEachField } from '../scope/dimensions.ts';
import { exchanged, shifted, withLessMarked, withoutFailures } from './chances.ts';
import { narrowerRanges } from './ranges.ts';
import { shrunkScopes } from './scopes.ts';
import type { VmemCandidates, VmemDraft, VmemTrial } from './vmem-draft.ts';

interface VmemShrinkDimension extends Omit<ShrinkDimension, 'candidates'> {
  candidates(best: VmemTrial): VmemCandidates;
}

const shrinkDimensions: readonly VmemShrinkDimension[] = [
  {
    name: 'failures',
    text: 'letting a failed allocation succeed',
    isOfScope: false,
    candidates: withoutFailures,
  },
  {
    name: 'contents',
    text: 'fresh memory with less 0xFD in it',
    isOfScope: false,
    candidates: withLessMarked,
  },
  {
    name: 'shifted',
    text: 'removing one of these, and moving a failure or content',
    isOfScope: false,
    candidates: shifted,
  },
  {
    name: 'exchanged',
    text: 'replacing a failure or content by another failure',
    isOfScope: false,
    candidates: exchanged,
  },
  { name: 'ranges', text: 'narrower ranges', isOfScope: true, candidates: narrowerRanges },
  { name: 'scope', text: 'a smaller scope', isOfScope: true, candidates: shrunkScopes },
];

export const vmemShrinking = { dimensions: shrinkDimensions, sizeOf: trialSize };

/** Fewer failures, then less 0xFD, then narrower ranges, then a smaller scope. */
export function trialSize({ request, operations }: VmemDraft): number[] {
  return [
    sum(operations, ({ failed }) => failed.length),
    // If all fresh memory is 0xFD, that is not a choice of the allocator.
    request.fresh === 'recycled' ? sum(operations, markedBytes) : 0,
    sum(operations, rangeBytes),
    request.threads.length,
    ofEachField(request, (row, value) => row.size?.(value)).reduce((a, b) => a + b, 0),
    request.failAllocs,
    request.fresh === 'recycled' ? 1 : 0,
  ];
}

function sum(
  operations: readonly VmemScheduledOperation[],
  of: (operation: VmemScheduledOperation) => number,
): number {
  return operations.reduce((total, operation) => total + of(operation), 0);
}

function markedBytes({ contents }: VmemScheduledOperation): number {
  return contents.reduce((total, { marked }) => total + markedBytesOf(marked), 0);
}

function rangeBytes({ start, end }: VmemScheduledOperation): number {
  return start === undefined || end === undefined ? 0 : Number(end) - Number(start);
}
