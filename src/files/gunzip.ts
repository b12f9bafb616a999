/** Unpacks gzip files piece by piece, including concatenated members. */

import { Inflate } from 'pako';

/** The data is damaged, or ends too early. */
export class DamagedData extends Error {
  override readonly name = 'DamagedData';
}

/** Packed bytes of one step: they unpack to at most 4 MiB. */
const stepBytes = 1 << 12;
/** The largest window, and a gzip header in front of the data. */
const windowBits = 15 + 16;

/**
 * Not Node's own decompressor, which passes pieces to callbacks only: a synchronous reader cannot use it.
 * Throws `DamagedData` if the bytes are not gzip, are damaged, or end too early.
 */
export function* gunzip(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const start = (): Inflate => {
    const inflate = new Inflate({ windowBits });
    inflate.onData = (piece) => void pieces.push(piece);
    return inflate;
  };
  let inflate = start();
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += stepBytes) {
      // A member that ends inside a step continues with the next one by itself.
      if (inflate.ended) inflate = start();
      inflate.push(chunk.subarray(at, at + stepBytes));
      yield* pieces.splice(0);
      if (inflate.err !== 0) throw new DamagedData(inflate.msg);
    }
  }
  if (!inflate.ended) throw new DamagedData('unexpected end of file');
}
