/** Room for one state, as bytes and as words: what a search stores and compares is words. */

export interface StateBuffer {
  readonly words: Int32Array;
  /** The same memory; bytes of padding behind it stay zero. */
  readonly bytes: Uint8Array;
}

export function stateBuffer(stateLength: number): StateBuffer {
  const words = new Int32Array(Math.ceil(stateLength / 4));
  return { words, bytes: new Uint8Array(words.buffer, 0, stateLength) };
}
