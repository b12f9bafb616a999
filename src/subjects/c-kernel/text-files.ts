/** C sources on disk: bytes, names for messages, and git blob ids. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, relative } from 'node:path';
import { SourceText } from '../../c/source-text.ts';
import { InputError } from '../../errors.ts';
import { orInputError } from '../../files/read-lines.ts';

/** Kernel files have about 20 KB; a larger file is not one of them. */
export const bytesMax = 4_000_000;

/** The number of blob id digits in the name of a source. */
export const blobDigits = 12;

export function readTextBytes(file: string): Buffer {
  const status = orInputError(file, () => statSync(file));
  if (!status.isFile()) throw new InputError(`${file}: is not a file`);
  if (status.size > bytesMax) throw new InputError(`${file}: is larger than ${bytesMax} bytes`);
  return orInputError(file, () => readFileSync(file));
}

/** Messages and stories use the base name of a file, to keep lines short. */
export function sourceTextOf(file: string, content: Uint8Array): SourceText {
  return new SourceText(basename(file), Buffer.from(content).toString('utf8'), pathHere(file));
}

/** CI needs the path relative to the current directory. */
function pathHere(file: string): string {
  const path = relative('.', file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/**
 * The name of a source in reports: `vmem.c@3b9e71654c37`, with its blob id. With additional files the
 * digits cover all of them, so equal names mean equal programs.
 */
export function nameOfText(file: string, contents: readonly Uint8Array[]): string {
  const [blob, ...further] = contents.map(blobId);
  const digits = further.length === 0 ? blob : blobId(Buffer.from([blob, ...further].join(' ')));
  return `${basename(file)}@${digits.slice(0, blobDigits)}`;
}
