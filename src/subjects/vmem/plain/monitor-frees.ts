/** What a free of a table or of memmap shows: whether it had to stay, and whether it is in use. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { MachineDescription } from '../machine/description.ts';
import { Target } from '../machine/events.ts';
import type { Ghost } from './ghost.ts';
import type { Hook, StepFacts } from './monitor-flushes.ts';
import { pmdOf, reachesReserved, when } from './rest-facts.ts';

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
