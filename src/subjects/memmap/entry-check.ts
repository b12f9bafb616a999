/**
 * Checks that entries are inside their table and have the required address, bits and kind of memory.
 */
import { hex } from '../../text/hex.ts';
import type { MemmapFactName } from './facts.ts';
import type { EntryFormat } from './geometry.ts';
import { levelWords, type MemmapGeometry, type PageLevel, pageSize } from './geometry.ts';
import type { PageFrame, PageFrames } from './memory.ts';

export interface Wrong {
  readonly fact: MemmapFactName;
  readonly problem: string;
}

/** The error of an access to an entry; undefined if there is none. */
export function wrongAccess(
  { root, entries, pages, span }: MemmapGeometry,
  table: PageFrame,
  level: PageLevel,
  index: number,
): Wrong | undefined {
  const name = levelWords[level];
  if (table.isFreed) {
    return { fact: 'usedFreed', problem: `a ${name} table is used after it was freed` };
  }
  const count = level >= root ? (pages * pageSize) / span[root] : entries[level];
  if (index < 0 || index >= count) {
    return { fact: 'entryMalformed', problem: `an entry past the end of its ${name} table` };
  }
  if (!table.isCleared) {
    return { fact: 'entryMalformed', problem: `a ${name} table is used before it was cleared` };
  }
  return undefined;
}

/** The error in a value that is stored in an entry; null if it is well formed. */
export function wrongValue(
  format: EntryFormat,
  { span }: MemmapGeometry,
  memory: PageFrames,
  level: PageLevel,
  value: number,
): string | null {
  const name = levelWords[level];
  if (!format.isPresent(level, value)) return `a ${name} that is not present gets ${hex(value)}`;
  const address = format.addressOf(value);
  const isLeaf = format.isLeaf(level, value);
  const wanted = isLeaf ? format.leafBits[level] : format.tableBits;
  const bits = value - address;
  if (bits !== wanted) {
    const right = wanted === undefined ? 'no leaf may be there' : `not ${hex(wanted)}`;
    return `a ${name} gets the bits ${hex(bits)}, ${right}`;
  }
  const frame = memory.at(address);
  if (frame === undefined || frame.isFreed || frame.address !== address) {
    return `a ${name} names ${hex(address)}, which is not allocated`;
  }
  if (frame.link !== null || frame === memory.root)
    return `a ${name} names what another entry names`;
  const bytes = isLeaf ? span[level] : pageSize;
  if (frame.bytes !== bytes) {
    return `a ${name} of ${hex(bytes)} bytes names memory of ${hex(frame.bytes)} bytes`;
  }
  return isLeaf || frame.isCleared ? null : `a ${name} names a table that was not cleared`;
}
