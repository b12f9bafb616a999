/** Writing bytes to an open file until the system has taken all of them. */
import { writeSync } from 'node:fs';

/** Bytes of one call of the system. */
const blockBytes = 1 << 22;

/** The system may take fewer bytes than it was given, the last before the disk is full. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, Math.min(blockBytes, bytes.length - at));
  }
}
