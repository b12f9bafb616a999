/** Writing bytes to an open file until the system has taken all of them. */
import { writeSync } from 'node:fs';

/** Bytes of one call of the system. */
const blockBytes = 1 << 22;

/**
 * The system may take fewer bytes than it was given, the last before the disk is full. `count` is given the
 * bytes of each call of the system.
 */
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
