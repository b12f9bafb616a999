/** Facts of frees, fills and removals: whether a table had to stay, and whether memmap is in use. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import {
  type DescribedMemory,
  type MachineDescription,
  overlaps,
  type Range,
  reachesReserved,
} from '../machine/description.ts';
import { Target, unusedByte } from '../machine/events.ts';
import type { Ghost } from './ghost.ts';
import type { Hook, StepFacts } from './monitor-flushes.ts';
import { pmdOf, when } from './rest-facts.ts';

/** `hook`: the entry that names or named it. */
export function sightingOfFree(
  description: MachineDescription,
  ghost: Ghost,
  target: number,
  hook: Hook | undefined,
): StepFacts {
  if (target === Target.table) {
    const isReserved = hook !== undefined && reachesReserved(description, hook);
    return { facts: when(isReserved, Fact.reservedTableFreed), occasions: Occasion.tableFreed };
  }
  const isBlock = target === Target.block;
  const occasions = Occasion.memmapFreed | when(isBlock, Occasion.blockFreed);
  if (!isBlock || hook === undefined) return { facts: 0, occasions };
  const pmd = pmdOf(description, hook.start);
  const isUsed = ghost.live.memmap.intersects(pmd.start, pmd.end);
  return { facts: when(isUsed, Fact.usedBlockFreed), occasions };
}

/** The written part of a fill, even if it then faults; no occasion if nothing was written. */
export function sightingOfFill(ghost: Ghost, va: number, bytes: number, byte: number): StepFacts {
  const end = va + bytes;
  if (byte === unusedByte) {
    const isLive = ghost.live.memmap.intersects(va, end);
    const occasions = Occasion.memmapAccessed | Occasion.markedUnused;
    return { facts: when(isLive, Fact.liveMemmapMarked), occasions };
  }
  const isInitialised = ghost.hasInitialisedMemmap(va, end);
  const occasions = Occasion.memmapAccessed | Occasion.markedUsed;
  return { facts: when(isInitialised, Fact.liveMemmapZeroed), occasions };
}

/** The memory of sections was unmapped: no struct page of them may be live. */
export function sightingOfRemoval(
  ghost: Ghost,
  range: Range,
  sections: readonly DescribedMemory[],
): StepFacts {
  const gone = sections.filter(({ identity }) => overlaps(identity, range));
  const isDescribed = gone.some(({ memmap }) =>
    ghost.live.memmap.intersects(memmap.start, memmap.end),
  );
  return {
    facts: when(isDescribed, Fact.memmapWithoutMemory),
    occasions: when(gone.length > 0, Occasion.memoryUnmapped),
  };
}
