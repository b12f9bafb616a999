/** Unpacks gzip files piece by piece, including concatenated members. */
import { gunzipSync } from 'node:zlib';
import { Inflate } from 'pako';

/** The data is damaged, or ends too early. */
export class DamagedData extends Error {
  override readonly name = 'DamagedData';
}

/** The most that packed bytes may unpack to in one piece. */
const wholeBytesMax = 1 << 24;
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

/**
 * Like `gunzip`, for a small file: Node unpacks it in one piece, unless that is large, damaged, or followed by
 * other bytes.
 */
export function gunzipSmall(packed: Uint8Array): Iterable<Uint8Array> {
  const options = { maxOutputLength: wholeBytesMax, info: true };
  try {
    // The type of Node does not know `info`.
    const { buffer, engine } = gunzipSync(packed, options) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    if (engine.bytesWritten === packed.length) return [buffer];
  } catch {
    // What is wrong is reported after the pieces before it.
  }
  return gunzip([packed]);
}
