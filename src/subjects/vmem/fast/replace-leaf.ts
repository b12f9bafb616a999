/** The step that replaces an identity leaf by a table that maps the same. */
import { EntryByte } from './layout.ts';
import type { StateBytes } from './state-bytes.ts';
import type { ThreadFrame } from './thread-frame.ts';

/** The instruction drops the old translation; what was freed under the entry before is still noted there. */
export function replaceLeafEntry(
  state: StateBytes,
  own: ThreadFrame,
  entry: number,
  level: number,
): number {
  const { bytes } = state;
  state.write(entry, (bytes[entry] & ~EntryByte.classMask) | EntryByte.table | EntryByte.cached);
  state.write(own.heldTables, bytes[own.heldTables] - 1);
  const drift = own.counterDrift + level;
  state.write(drift, (bytes[drift] - 1) & 0xff);
  return 0;
}
