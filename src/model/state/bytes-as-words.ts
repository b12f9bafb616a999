/** Bytes four at a time, for loops over whole states. */

export class BytesAsWords {
  private bytes: Uint8Array | undefined;
  private words: Int32Array = new Int32Array(0);

  /** The words of these bytes, the first at byte 0; undefined if their memory or the offset is not aligned. */
  at(bytes: Uint8Array, offset: number): Int32Array | undefined {
    if (((bytes.byteOffset | offset) & 3) !== 0) return undefined;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
    }
    return this.words;
  }
}

/** A word with this value in one of its bytes, 0 to 3 in the order of memory, whatever that of the processor. */
export function byteInWord(place: number, value: number): number {
  const bytes = new Uint8Array(4);
  bytes[place] = value;
  return new Int32Array(bytes.buffer)[0];
}
