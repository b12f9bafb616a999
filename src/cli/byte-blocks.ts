/** Collects small writes into few large blocks. */
import type { ByteSink } from '../text/json-pieces.ts';

const blockBytes = 1 << 20;

interface BlockSink {
  readonly encode: (text: string) => Uint8Array;
  /** The block is not reused. */
  readonly write: (block: Uint8Array<ArrayBuffer>) => void;
}

/** Passes what `make` writes to `sink` in blocks; all of it is written when `make` returns. */
export function joinedInBlocks({ encode, write }: BlockSink, make: (sink: ByteSink) => void): void {
  let block = new Uint8Array(blockBytes);
  let filled = 0;
  const flush = (): void => {
    if (filled === 0) return;
    write(block.subarray(0, filled));
    block = new Uint8Array(blockBytes);
    filled = 0;
  };
  make({
    encode,
    write: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + blockBytes - filled);
        block.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === blockBytes) flush();
      }
    },
  });
  flush();
}
