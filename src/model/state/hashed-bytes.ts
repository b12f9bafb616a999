/** A state as bytes with an undo log and a fingerprint of 64 bits. */

import { ModelError } from '../../errors.ts';
import { BytesAsWords } from './bytes-as-words.ts';
import { doubled } from './doubled.ts';
import { mixedWords } from './mixed-words.ts';

/** Words of a mark: the number of writes logged before it, and both halves of the fingerprint. */
const markWords = 3;

/**
 * Every write is logged, so that it can be undone, and updates the fingerprint (Zobrist hashing: the
 * exclusive or of one random word per byte and value, so a write removes one word and adds one). Two
 * different states have the same fingerprint with probability 2^-64.
 *
 * Only the first `stateLength` bytes enter the fingerprint; the rest is scratch, which is logged and
 * undone as well. Log and marks grow as needed.
 */
export class HashedBytes {
  /** Read only: a direct write would bypass log and fingerprint. */
  readonly bytes: Uint8Array;
  readonly stateLength: number;
  /** The fingerprint: two signed 32-bit integers. */
  low = 0;
  high = 0;
  /** The random word of byte i with value v: low half at 2 * (256 * i + v), then the high half. */
  private readonly words: Int32Array;
  /** For every write `index * 256 + old value`, oldest first. */
  private log = new Int32Array(1 << 10);
  private logged = 0;
  private marks = new Int32Array(markWords << 8);
  private marked = 0;
  /** The state without its last bytes, four at a time. */
  private readonly stateWords: Int32Array;
  private readonly loaded = new BytesAsWords();

  constructor(length: number, stateLength = length) {
    this.bytes = new Uint8Array(length);
    this.stateLength = stateLength;
    this.stateWords = new Int32Array(this.bytes.buffer, 0, stateLength >> 2);
    // Scratch bytes do not enter the fingerprint: their words are zero.
    this.words = new Int32Array(length << 9);
    this.words.set(mixedWords(stateLength << 9));
    this.load(this.bytes, 0);
  }

  /** Writes a byte. Throws if the value or the index does not fit: that would merge states silently. */
  write(index: number, value: number): void {
    const { bytes, words } = this;
    const old = bytes[index];
    if (old === value) return;
    if ((value & 0xff) !== value || old === undefined) {
      this.refuse(index, value);
    }
    if (this.logged === this.log.length) this.log = doubled(this.log);
    const entry = (index << 8) | old;
    this.log[this.logged++] = entry;
    bytes[index] = value;
    const out = entry << 1;
    const into = (index << 9) | (value << 1);
    this.low ^= words[out] ^ words[into];
    this.high ^= words[out + 1] ^ words[into + 1];
  }

  /** Sets a mark here. The first mark after a `load` or `start` has number 1, then 2, 3 … */
  mark(): number {
    const at = this.marked * markWords;
    if (at === this.marks.length) this.marks = doubled(this.marks);
    this.marks[at] = this.logged;
    this.marks[at + 1] = this.low;
    this.marks[at + 2] = this.high;
    return this.marked++;
  }

  /** Undoes every write since the mark and removes the marks after it; mark 0 is the loaded state. */
  undoTo(mark: number): void {
    const { bytes, log, marks } = this;
    const at = mark * markWords;
    const end = marks[at];
    let logged = this.logged;
    while (logged > end) {
      const entry = log[--logged];
      bytes[entry >> 8] = entry;
    }
    this.logged = end;
    this.low = marks[at + 1];
    this.high = marks[at + 2];
    this.marked = mark + 1;
  }

  /** Copies a state from `states[offset …]`; scratch becomes zero, log and marks are cleared. */
  load(states: Uint8Array, offset: number): void {
    const { words, stateLength } = this;
    let low = 0;
    let high = 0;
    for (let index = 0; index < stateLength; index++) {
      const word = (index << 9) | (states[offset + index] << 1);
      low ^= words[word];
      high ^= words[word + 1];
    }
    this.loadWith(states, offset, low, high);
  }

  /** Like `load`, for a caller that stored the fingerprint with the state. */
  loadWith(states: Uint8Array, offset: number, low: number, high: number): void {
    const { bytes, stateLength, stateWords } = this;
    const source = this.loaded.at(states, offset);
    let index = 0;
    if (source !== undefined) {
      const first = offset >> 2;
      for (let at = 0; at < stateWords.length; at++) stateWords[at] = source[first + at];
      index = 4 * stateWords.length;
    }
    for (; index < stateLength; index++) bytes[index] = states[offset + index];
    bytes.fill(0, stateLength);
    this.low = low;
    this.high = high;
    this.start();
  }

  /** Bytes of log and marks, which grow with the path. */
  get pathBytes(): number {
    return this.log.byteLength + this.marks.byteLength;
  }

  /** Separate from `write`, which must stay small enough to be inlined. */
  private refuse(index: number, value: number): never {
    throw new ModelError(`write of ${value} to byte ${index} of ${this.bytes.length}`);
  }

  /** Keeps the bytes, clears log and marks, and sets mark 0. */
  private start(): void {
    this.logged = 0;
    this.marked = 0;
    this.mark();
  }
}
