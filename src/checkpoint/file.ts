/** The checkpoint file: a first line, a JSON header, and the raw arrays of the search. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { InputError, ModelError } from '../errors.ts';
import type { SaveSearch } from '../explorer/search.ts';
import type { SnapshotReader } from '../explorer/snapshot.ts';
import { attemptRead } from '../files/system-errors.ts';
import { createFile, numberedNames, replaceFile } from '../files/write-whole.ts';
import {
  beginsCheckpoint,
  type CheckpointHead,
  describeFile,
  firstLineLength,
  formatHead,
  type HeadParts,
  parseFirstLine,
  parseHead,
} from './head.ts';

/** Bytes read and hashed at a time. */
const blockBytes = 1 << 22;

/** The file of a saved search. */
export interface WrittenCheckpoint {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes under a temporary name in the same directory, then renames: if the process dies, either the old or
 * the new file exists. Returns the number of bytes; throws the system error after removing the temporary
 * file.
 */
export function writeCheckpoint(file: string, parts: HeadParts, save: SaveSearch | null): number {
  const { bytes, write } = checkpointContent(parts, save);
  replaceFile(file, write, temporaryOf(file));
  return bytes;
}

/** Always the same name, so that the next save overwrites what a killed process left. */
export const temporaryOf = (file: string): string => `${file}.tmp`;

/** The name is unused, or may be left from a killed process. Throws `InputError`. */
export function isTemporaryFree(file: string): boolean {
  const temporary = temporaryOf(file);
  const status = lstatSync(temporary, { throwIfNoEntry: false });
  if (status?.isFile() !== true) return status === undefined;
  return attemptRead('the file', temporary, () => {
    const descriptor = openSync(temporary, 'r');
    try {
      return beginsCheckpoint(readBytes(descriptor, firstLineLength, 0));
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Like `writeCheckpoint`, but keeps existing files: if the name is used, a number is appended. */
export function createCheckpoint(
  file: string,
  parts: HeadParts,
  save: SaveSearch | null,
): WrittenCheckpoint {
  const { bytes, write } = checkpointContent(parts, save);
  for (const name of numberedNames(file)) {
    if (!existsSync(name) && createFile(name, write)) return { file: name, bytes };
  }
  throw new ModelError('there is always another number');
}

interface CheckpointContent {
  readonly bytes: number;
  readonly write: (put: (bytes: Uint8Array) => void) => void;
}

/** The search is queried twice, for checksums and for the arrays: nothing is copied in memory. */
function checkpointContent(parts: HeadParts, save: SaveSearch | null): CheckpointContent {
  const numbers: [string, number[]][] = [];
  const arrays: CheckpointHead['arrays'][number][] = [];
  save?.({
    numbers: (name, values) => numbers.push([name, [...values]]),
    words: (name, pieces) => {
      const hash = createHash('sha256');
      for (const piece of pieces) hash.update(asBytes(piece));
      const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
      arrays.push({ name, bytes, sha256: hash.digest('hex') });
    },
  });
  const head = formatHead(parts, numbers, arrays);
  const write = (put: (bytes: Uint8Array) => void): void => {
    put(head);
    save?.({
      numbers: () => undefined,
      words: (_, pieces) => {
        for (const piece of pieces) put(asBytes(piece));
      },
    });
  };
  return { bytes: head.length + arrays.reduce((sum, { bytes }) => sum + bytes, 0), write };
}

function asBytes(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

export interface OpenCheckpoint {
  readonly head: CheckpointHead;
  /** Yields the arrays in their order, each verified as it is read. */
  readonly reader: SnapshotReader;
  close(): void;
}

const resumeReasons = {
  ENOENT: 'there is no such file; start a search with --checkpoint FILE to write one',
};

/** Reads and verifies the header and the length of the file. Throws `InputError`. */
export function openCheckpoint(file: string): OpenCheckpoint {
  const descriptor = attemptRead('--resume', file, () => openSync(file, 'r'), resumeReasons);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new InputError(`--resume is "${file}"; it must be a file`);
    const first = readBytes(descriptor, firstLineLength, 0);
    const { headBytes, sha256 } = parseFirstLine(file, first, status.size);
    const text = readBytes(descriptor, headBytes, firstLineLength);
    if (createHash('sha256').update(text).digest('hex') !== sha256) {
      throw damaged(file, 'the checksum of its header does not match its first line');
    }
    const head = parseHead(file, text.toString('utf8'));
    const bodyAt = firstLineLength + headBytes;
    checkLength(file, status.size, bodyAt + head.arrays.reduce((sum, { bytes }) => sum + bytes, 0));
    const reader = bodyReader(file, descriptor, head, bodyAt);
    return { head, reader, close: () => closeSync(descriptor) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function damaged(file: string, how: string): InputError {
  return new InputError(`${file}: ${describeFile} is damaged: ${how}`);
}

function checkLength(file: string, bytes: number, expected: number): void {
  if (bytes < expected) {
    throw new InputError(
      `${file}: ${describeFile} is truncated: it has ${bytes} bytes and must have ${expected}`,
    );
  }
  if (bytes > expected) {
    throw damaged(file, `it has ${bytes} bytes and must have ${expected}`);
  }
}

function readBytes(descriptor: number, length: number, position: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readInto(descriptor, bytes, position));
}

/** Returns fewer bytes than requested only at the end of the file. */
function readInto(descriptor: number, bytes: Uint8Array, position: number, hash?: Hash): number {
  let at = 0;
  while (at < bytes.length) {
    const length = Math.min(blockBytes, bytes.length - at);
    const count = readSync(descriptor, bytes, at, length, position + at);
    if (count === 0) break;
    hash?.update(bytes.subarray(at, at + count));
    at += count;
  }
  return at;
}

function bodyReader(
  file: string,
  descriptor: number,
  { search, arrays }: CheckpointHead,
  bodyAt: number,
): SnapshotReader {
  const numbersLeft = [...(search?.numbers ?? [])];
  const arraysLeft = [...arrays];
  let position = bodyAt;
  return {
    numbers: (name) => {
      const [found, values = []] = numbersLeft.shift() ?? [];
      if (found !== name) throw damaged(file, `it has ${found ?? 'nothing'} instead of ${name}`);
      return values;
    },
    words: (name, pieces) => {
      const array = arraysLeft.shift();
      const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
      if (array?.name !== name || array.bytes !== bytes) {
        throw damaged(file, `the length of ${name} does not match its numbers`);
      }
      const hash = createHash('sha256');
      for (const piece of pieces) position += readInto(descriptor, asBytes(piece), position, hash);
      if (hash.digest('hex') !== array.sha256) {
        throw damaged(file, `the checksum of ${name} does not match the header`);
      }
    },
  };
}
