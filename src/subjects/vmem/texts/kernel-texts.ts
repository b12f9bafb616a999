/** C texts from disk: the file that is checked, further files for helpers, and the blob id that git gives it. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { attemptProgram, type ReadAttempt } from '../../../c/read-program.ts';
import { SourceText } from '../../../c/source-text.ts';
import type { CParser } from '../../../c/syntax.ts';
import { InputError } from '../../../errors.ts';
import { orInputError } from '../../../files/read-lines.ts';
import type { Answer, Request } from '../kernel/request.ts';
import { addText, noteFilesOfText } from '../kernel/text-revisions.ts';
import { CSource, configurationOf, entryNames } from '../kernel-c/c-source.ts';
import type { KernelHost } from '../kernel-c/host.ts';
import { blobDigits } from '../kernel-c/known-texts.ts';
import { s390 } from '../kernel-c/s390-table.ts';
import { createCParser } from './c-parser.ts';

/** A file of a kernel is some 20 KB; what is larger than this is none. */
export const bytesMax = 4_000_000;

/** In a kernel tree. */
export const vmemPath = 'arch/s390/mm/vmem.c';

export interface KernelTexts {
  /** As it was named. */
  readonly file: string;
  /** What git calls the content. */
  readonly blob: string;
  readonly name: string;
  /** The file first, then further files in their order. */
  readonly texts: readonly SourceText[];
}

/** Reads a file, or arch/s390/mm/vmem.c of a kernel tree, and further files. */
function readKernelTexts(path: string, further: readonly string[]): KernelTexts {
  const isTree = orInputError(path, () => statSync(path)).isDirectory();
  const file = isTree ? join(path, vmemPath) : path;
  const contents = [file, ...further].map(bytesOf);
  return {
    file,
    blob: blobId(contents[0]),
    name: nameOfText(file, contents),
    texts: [file, ...further].map((one, index) => textOf(one, contents[index])),
  };
}

export function bytesOf(file: string): Buffer {
  const status = orInputError(file, () => statSync(file));
  if (!status.isFile()) throw new InputError(`${file}: is no file`);
  if (status.size > bytesMax) throw new InputError(`${file}: is larger than ${bytesMax} bytes`);
  return orInputError(file, () => readFileSync(file));
}

/** In messages and stories a text has its base name: lines must stay short. */
export function textOf(file: string, content: Uint8Array): SourceText {
  return new SourceText(basename(file), Buffer.from(content).toString('utf8'), pathHere(file));
}

/** CI takes a path from the folder where the command runs. */
function pathHere(file: string): string {
  const path = relative('.', file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/**
 * As reports name a text: `vmem.c@3b9e71654c37`, by its blob id. With further texts the digits are those of
 * all of them: equal names are equal programs.
 */
export function nameOfText(file: string, contents: readonly Uint8Array[]): string {
  const [blob, ...further] = contents.map(blobId);
  const digits = further.length === 0 ? blob : blobId(Buffer.from([blob, ...further].join(' ')));
  return `${basename(file)}@${digits.slice(0, blobDigits)}`;
}

/** The programs of a text. Throws `InputError` if it is not understood. */
export async function kernelSource(path: string, further: readonly string[]): Promise<CSource> {
  const texts = readKernelTexts(path, further);
  const source = new CSource(await createCParser(), texts);
  source.programFor(false);
  return source;
}

/** A text as plain data, for another thread. */
interface SentText {
  readonly name: string;
  readonly texts: readonly Pick<SourceText, 'file' | 'text' | 'path'>[];
}

const received: SentText[] = [];

/** Reads a text that is used like a revision from then on, under the name that is answered. */
export async function readAsRevision(path: string, further: readonly string[]): Promise<string> {
  const source = await kernelSource(path, further);
  keepText(source);
  noteFilesOfText(source.name, [path, ...further]);
  return source.name;
}

/** From now on the text is a revision, for this thread and for those that work for it. */
export function keepText(source: CSource): void {
  const texts = source.texts.map(({ file, text, path }) => ({ file, text, path }));
  received.push({ name: source.name, texts });
  addText(source);
}

/** What this thread has read, for a thread that works for it. */
export function textsRead(): readonly SentText[] {
  return received;
}

/** `data` is what `textsRead` gave in another thread. */
export async function receiveTexts(data: unknown): Promise<void> {
  const sent = data as readonly SentText[];
  const unknown = sent.filter(({ name }) => !received.some((one) => one.name === name));
  if (unknown.length === 0) return;
  const parser = await createCParser();
  for (const one of unknown) {
    const texts = one.texts.map(({ file, text, path }) => new SourceText(file, text, path));
    keepText(new CSource(parser, { name: one.name, texts }));
  }
}

export interface InspectedText extends KernelTexts {
  readonly attempt: ReadAttempt<KernelHost, Readonly<Request>, Answer>;
}

/** What a text defines and takes, and what of it is not understood. */
export async function inspectText(
  path: string,
  further: readonly string[],
): Promise<InspectedText> {
  const texts = readKernelTexts(path, further);
  const parser: CParser = await createCParser();
  const attempt = attemptProgram({
    parser,
    texts: texts.texts,
    environment: s390,
    configuration: configurationOf(false),
    roots: entryNames,
  });
  return { ...texts, attempt };
}
