/**
 * Tracks which parts of a shared memmap block are in use: unused bytes contain 0xFD.
 *
 * Models: arch/s390/mm/vmem.c vmemmap_{flush_unused_pmd,use_sub_pmd,use_new_sub_pmd,unuse_sub_pmd}(),
 * 8/9 and 9/9 of v1 and v2 to mainline. All of it runs through the mapped memmap, under vmem_mutex.
 */
import { alignDown, isAligned, Level } from '../machine/geometry.ts';
import { markTail, markUnused, markUsed, setTail, tailIs, tailIsSet, testUnused } from './ask.ts';
import type { RevisionContext } from './context.ts';
import type { Program } from './request.ts';

function pmdBytes(kernel: RevisionContext): number {
  return kernel.machine.geometry.span[Level.pmd];
}

/** vmemmap_flush_unused_pmd(): marks the remembered tail. */
function* markRememberedTail(): Program<void> {
  if (!(yield tailIsSet())) return;
  yield markTail();
  yield setTail(0);
}

/** vmemmap_use_sub_pmd(): [start, end) of an existing block comes into use. */
export function* markPartUsed(kernel: RevisionContext, start: number, end: number): Program<void> {
  if (kernel.features.defersTailMarks) {
    if (yield tailIs(start)) {
      // The new part starts where the remembered tail starts, so the tail only shrinks.
      yield setTail(isAligned(end, pmdBytes(kernel)) ? 0 : end);
      if (kernel.features.marksContinuedPart) {
        yield markUsed(start, kernel.machine.structPageBytes);
      }
      return;
    }
    yield* markRememberedTail();
  }
  yield markUsed(start, kernel.machine.structPageBytes);
}

/** vmemmap_use_new_sub_pmd(): only [start, end) of a new block comes into use. */
export function* markNewBlock(kernel: RevisionContext, start: number, end: number): Program<void> {
  const bytes = pmdBytes(kernel);
  const block = alignDown(start, bytes);
  const { defersTailMarks } = kernel.features;
  if (defersTailMarks) yield* markRememberedTail();
  yield markUsed(start, kernel.machine.structPageBytes);
  if (start > block) yield markUnused(block, start - block);
  if (isAligned(end, bytes)) return;
  if (defersTailMarks) yield setTail(end);
  else yield markUnused(end, block + bytes - end);
}

/** vmemmap_unuse_sub_pmd(): [start, end) goes out of use; returns true if the whole block is unused now. */
export function* markPartUnused(
  kernel: RevisionContext,
  start: number,
  end: number,
): Program<boolean> {
  if (kernel.features.defersTailMarks) yield* markRememberedTail();
  yield markUnused(start, end - start);
  const bytes = pmdBytes(kernel);
  return (yield testUnused(alignDown(start, bytes), bytes)) === 1;
}
