/** Incremental decompression gives the same result as Node, and refuses damaged data. */

import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip, gunzipSmall } from '../../src/files/gunzip.ts';

function* piecesOf(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const unpacked = (packed: Uint8Array, length = 1000) =>
  Buffer.concat([...gunzip(piecesOf(packed, length))]);
const unpackedAtOnce = (packed: Uint8Array) => Buffer.concat([...gunzipSmall(packed)]);

/** Incompressible and compressible numbers. */
const noise = Buffer.from(
  Array.from({ length: 200_000 }, (_, at) => ((at * 2654435761) >>> 13) & 255),
);
const words = Buffer.from(
  Array.from({ length: 20_000 }, (_, at) => `["set","pte","0x${at.toString(16)}"]`).join(),
);

test.each([0, 1, 6, 9])('level %i', (level) => {
  for (const bytes of [noise, words, Buffer.alloc(300_000, 7), Buffer.alloc(0)]) {
    expect(unpacked(gzipSync(bytes, { level })).equals(bytes)).toBe(true);
    expect(unpackedAtOnce(gzipSync(bytes, { level })).equals(bytes)).toBe(true);
  }
});

test('fixed codes, tiny pieces, and a recording', () => {
  const short = Buffer.from('a short text with short codes');
  expect(unpacked(gzipSync(short, { strategy: 4 }), 1).toString()).toBe(short.toString());
  const golden = readFileSync('test/golden/linux-5.10.qemu-56-basic.jsonl.gz');
  expect(unpacked(golden).equals(gunzipSync(golden))).toBe(true);
});

test('consecutive members are concatenated', () => {
  const two = Buffer.concat([gzipSync('first\n'), gzipSync('second\n')]);
  expect(unpacked(two).toString()).toBe('first\nsecond\n');
  expect(unpackedAtOnce(two).toString()).toBe('first\nsecond\n');
});

test('a header may contain a name, a comment and more', () => {
  const fields = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2]);
  const head = Buffer.concat([fields, Buffer.from('name\0comment\0')]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(head) & 0xffff);
  const plain = gzipSync('text');
  const packed = Buffer.concat([head, sum, deflateRawSync('text'), plain.subarray(-8)]);
  expect(unpacked(packed).toString()).toBe('text');
});

test('the first pieces arrive before the end is read', () => {
  let taken = 0;
  const packed = gzipSync(noise, { level: 1 });
  const pieces = (function* () {
    for (const piece of piecesOf(packed, 1000)) {
      taken += piece.length;
      yield piece;
    }
  })();
  gunzip(pieces).next();
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(packed.length / 2);
});

test('a small file may unpack to more than one piece', () => {
  const packed = gzipSync(Buffer.alloc(2 ** 25), { level: 9 });
  const pieces = [...gunzipSmall(packed)];
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces).length).toBe(2 ** 25);
});

test('damaged data', () => {
  const packed = gzipSync(words);
  const changed = (at: number) => {
    const copy = Buffer.from(packed);
    copy[at < 0 ? copy.length + at : at] ^= 0xff;
    return copy;
  };
  const errorOf = (bytes: Uint8Array): string => {
    const [byPieces, atOnce] = [unpacked, unpackedAtOnce].map((unpack) => {
      try {
        unpack(bytes);
      } catch (error) {
        return String(error);
      }
      return 'no error';
    });
    expect(atOnce).toBe(byPieces);
    return byPieces;
  };
  expect([
    errorOf(Buffer.from('text')),
    errorOf(packed.subarray(0, packed.length - 9)),
    errorOf(packed.subarray(0, packed.length - 3)),
    errorOf(changed(-5)),
    errorOf(changed(-1)),
    errorOf(Buffer.concat([packed, Buffer.from('more')])),
    errorOf(Buffer.concat([packed.subarray(0, 10), Buffer.from([7])])),
    errorOf(Buffer.concat([packed.subarray(0, 10), Buffer.from([1, 1, 0, 1, 0])])),
  ]).toMatchInlineSnapshot(`
    [
      "DamagedData: incorrect header check",
      "DamagedData: unexpected end of file",
      "DamagedData: unexpected end of file",
      "DamagedData: incorrect data check",
      "DamagedData: incorrect length check",
      "DamagedData: incorrect header check",
      "DamagedData: invalid block type",
      "DamagedData: invalid stored block lengths",
    ]
  `);
  for (let at = 10; at < 400; at += 13) expect(errorOf(changed(at))).not.toBe('no error');
});
