/** Reads lines of a recording, plain or gzip, in chunks: at most one line is in memory. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { DamagedData, gunzip, gunzipSmall } from './gunzip.ts';

/** Longer lines are not recordings; parsing them could exhaust the memory. */
const lineBytesMax = 32 * 2 ** 20;
const chunkBytes = 2 ** 16;
const smallBytesMax = 2 ** 18;
const newline = 0x0a;

export function readLines(file: string): Iterable<string> {
  return splitLines(file, readChunks(file));
}

/** The bytes of a file, decompressed if needed. */
export function readChunks(file: string): Iterable<Uint8Array> {
  return file.endsWith('.gz') ? gunzipped(file) : chunksOf(file);
}

function* chunksOf(file: string): Generator<Uint8Array> {
  const descriptor = orInputError(file, () => openSync(file, 'r'));
  try {
    for (;;) {
      // A new buffer each time: the current line still references parts of the old one.
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const bytes = orInputError(file, () => readSync(descriptor, chunk));
      if (bytes === 0) return;
      yield chunk.subarray(0, bytes);
    }
  } finally {
    closeSync(descriptor);
  }
}

function* gunzipped(file: string): Generator<Uint8Array> {
  try {
    const found = orInputError(file, () => statSync(file));
    const isSmall = found.isFile() && found.size <= smallBytesMax;
    if (!isSmall) yield* gunzip(chunksOf(file));
    else yield* gunzipSmall(orInputError(file, () => readFileSync(file)));
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    throw new InputError(`${file}: is not a complete gzip file (${error.message})`);
  }
}

/** The lines of a text that arrives in chunks; the name of the file is for errors. */
export function* splitLines(file: string, chunks: Iterable<Uint8Array>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  const keep = (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > lineBytesMax) {
      throw new InputError(`${file}:${line}: the line is longer than ${lineBytesMax} bytes`);
    }
    if (piece.length > 0) pieces.push(piece);
  };
  const take = (): string => {
    const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    try {
      return decoder.decode(whole);
    } catch {
      throw new InputError(`${file}:${line}: the line is not UTF-8`);
    }
  };
  for (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      yield take();
      line++;
      from = at + 1;
    }
    keep(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}

/** System errors (no such file, no permission) are errors of the input. */
export function orInputError<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`${path}: no such file or directory`);
    throw new InputError(`${path}: cannot be read (${code})`);
  }
}
