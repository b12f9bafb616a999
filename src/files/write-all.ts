/** Writes bytes to an open file until all are written. */
import { writeSync } from 'node:fs';

/** Bytes per system call. */
const blockBytes = 1 << 22;

/** The system may write fewer bytes than requested. `count` receives the bytes of each call. */
export function writeAll(
  descriptor: number,
  bytes: Uint8Array,
  count?: (bytes: number) => void,
): void {
  for (let at = 0; at < bytes.length; ) {
    const written = writeSync(descriptor, bytes, at, Math.min(blockBytes, bytes.length - at));
    count?.(written);
    at += written;
  }
}
