/** A buffer for one state, as bytes and as words: a search stores and compares words. */

export interface StateBuffer {
  readonly words: Int32Array;
  /** The same memory; the padding bytes after it stay zero. */
  readonly bytes: Uint8Array;
}

export function stateBuffer(stateLength: number): StateBuffer {
  const words = new Int32Array(Math.ceil(stateLength / 4));
  return { words, bytes: new Uint8Array(words.buffer, 0, stateLength) };
}
