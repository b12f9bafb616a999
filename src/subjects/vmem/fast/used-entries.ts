/** Counts the entries of each table that are not empty, four at a time. */
import { byteInWord } from '../../../model/state/bytes-as-words.ts';
import { EntryByte, type VectorLayout } from './layout.ts';

/** A value in each of four bytes. */
const inEach = 0x01010101;
const classes = EntryByte.classMask * inEach;
/** `class + classMask` has this bit if the class is not none. */
const usedShift = 3;
const usedBit = 1 << usedShift;

/** Words of a part: its word of entries, the used bits of those that belong to the table, and the counter's byte. */
const partWords = 3;

export class UsedEntries {
  private readonly bytes: Uint8Array;
  private readonly words: Int32Array;
  /** The entries of one table in one word. */
  private readonly parts: Int32Array;

  constructor({ entryCount, entryTable, at }: VectorLayout, bytes: Uint8Array) {
    this.bytes = bytes;
    this.words = new Int32Array(bytes.buffer, bytes.byteOffset, (entryCount + 3) >> 2);
    const parts: number[] = [];
    for (let entry = 0; entry < entryCount; entry++) {
      const counter = at.used + entryTable[entry];
      const isNext = entry % 4 !== 0 && parts.at(-1) === counter;
      if (!isNext) parts.push(entry >> 2, 0, counter);
      parts[parts.length - 2] |= byteInWord(entry & 3, usedBit);
    }
    this.parts = Int32Array.from(parts);
  }

  /** Adds them to the counters of the tables. */
  count(): void {
    const { bytes, words, parts } = this;
    for (let part = 0; part < parts.length; part += partWords) {
      const isUsed = ((words[parts[part]] & classes) + classes) & parts[part + 1];
      if (isUsed === 0) continue;
      bytes[parts[part + 2]] += Math.imul(isUsed >>> usedShift, inEach) >>> 24;
    }
  }
}
