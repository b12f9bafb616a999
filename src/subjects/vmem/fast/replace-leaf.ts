/** The step that replaces an identity leaf with a table that maps the same. */
import { Fact, Occasion } from '../../../invariants/facts.ts';
import { Level } from '../machine/geometry.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import { notCounted, StepWord } from './step-words.ts';
import type { VectorParts } from './table-steps.ts';

const { classMask, leaf, table, cached, freedCached, clearedTable, clearedBefore } = EntryByte;

/**
 * Fills the table and writes the entry. The instruction drops the old translation; memory freed under
 * the entry before is still noted there. Leaves are counted as they change, so the counters stay
 * correct, unless the leaf was never counted.
 */
export function replaceLeafEntry(
  { layout, trie, state, seen, own }: Omit<VectorParts, 'guards' | 'memmap' | 'origins'>,
  node: number,
): number {
  const { bytes } = state;
  const entry = trie.word(node, StepWord.entry);
  seen.occasions |= Occasion.entryWritten | Occasion.counted;
  if ((bytes[entry] & classMask) !== leaf) {
    seen.end(Fact.entryOverwritten);
    return 0;
  }
  const child = layout.childTable[entry];
  if (layout.tables[child].level > Level.pte) seen.occasions |= Occasion.largeIdentity;
  fillTable(layout, child, state);
  if (trie.word(node, StepWord.counted) >= notCounted) {
    state.write(layout.at.flags, bytes[layout.at.flags] | Flag.countersWrong);
  }
  state.write(entry, (bytes[entry] & ~classMask) | table | cached);
  state.write(own.heldTables, bytes[own.heldTables] - 1);
  return 0;
}

function fillTable(layout: VectorLayout, child: number, state: VectorParts['state']): void {
  const { bytes } = state;
  const { offset, count } = layout.tables[child];
  for (let entry = offset; entry < offset + count; entry++) {
    const old = bytes[entry];
    const before = (old & (cached | freedCached)) === 0 ? 0 : clearedBefore;
    state.write(
      entry,
      (old & (freedCached | clearedTable | clearedBefore)) | before | leaf | cached,
    );
  }
  state.write(layout.at.used + child, count);
}
