/** Goals that a sound model of vmem.c must be able to reach; without these, a verdict "holds" means little. */
import { Occasion } from './facts.ts';
import type { Goal } from './invariant.ts';

/**
 * Required of every search, and reported only where it is missed: there each claim was judged only on calls
 * that failed or crashed, which proves nothing.
 */
export const someCallMaps: Goal = {
  id: 'call-maps',
  claim: 'a call that maps returns 0',
  reachedOn: Occasion.succeeded,
};

export const goals: readonly Goal[] = [
  { id: 'table-gets-freed', claim: 'a page table is freed', reachedOn: Occasion.tableFreed },
  { id: 'memmap-gets-freed', claim: 'memmap is freed', reachedOn: Occasion.memmapFreed },
  {
    id: 'block-survives-neighbour',
    claim: 'a shared memmap block survives the removal of one of its users',
    reachedOn: Occasion.blockSurvived,
  },
  {
    id: 'block-found-unused',
    claim: 'a shared memmap block is found unused and freed',
    reachedOn: Occasion.blockFoundUnused,
  },
  {
    id: 'tail-continued',
    claim: 'a populate continues at the remembered tail',
    reachedOn: Occasion.tailContinued,
  },
  {
    id: 'fallback-taken',
    claim: 'a block cannot be allocated and 4 KiB pages are used',
    reachedOn: Occasion.fellBack,
  },
  {
    id: 'failure-rolled-back',
    claim: 'a call fails for lack of memory',
    reachedOn: Occasion.ranOutOfMemory,
  },
  {
    id: 'content-recycled',
    claim: 'an allocation returns memory that held 0xFD before',
    reachedOn: Occasion.recycled,
  },
];
