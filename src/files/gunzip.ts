/** Unpacks gzip files piece by piece (RFC 1952), including concatenated members. */
import { crc32 } from 'node:zlib';
import { BitReader, DamagedData, inflate } from './inflate.ts';

const magic = [0x1f, 0x8b, 8];
/** Bits of the flags byte. */
const hasHeaderSum = 2;
const hasExtra = 4;
const hasName = 8;
const hasComment = 16;

/** Throws `DamagedData` if the bytes are not gzip, are damaged, or end too early. */
export function* gunzip(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  const reader = new BitReader(chunks);
  readHeader(reader);
  do {
    let sum = 0;
    let bytes = 0;
    for (const piece of inflate(reader)) {
      sum = crc32(piece, sum);
      bytes = (bytes + piece.length) % 2 ** 32;
      yield piece;
    }
    if (reader.word() !== sum) throw new DamagedData('incorrect data check');
    if (reader.word() !== bytes) throw new DamagedData('incorrect length check');
  } while (reader.hasMore && readHeader(reader));
}

function readHeader(reader: BitReader): boolean {
  for (const expected of magic) {
    if (reader.byte() !== expected) throw new DamagedData('incorrect header check');
  }
  const flags = reader.byte();
  // Time, level and system.
  for (let left = 6; left > 0; left--) reader.byte();
  if ((flags & hasExtra) !== 0) {
    for (let left = reader.bits(16); left > 0; left--) reader.byte();
  }
  if ((flags & hasName) !== 0) while (reader.byte() !== 0);
  if ((flags & hasComment) !== 0) while (reader.byte() !== 0);
  if ((flags & hasHeaderSum) !== 0) reader.bits(16);
  return true;
}
