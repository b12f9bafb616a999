/** C texts from disk: the file that is checked, further files for helpers, and the blob id that git gives it. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { attemptProgram, type ReadAttempt } from '../c/read-program.ts';
import { SourceText } from '../c/source-text.ts';
import type { CParser } from '../c/syntax.ts';
import { InputError } from '../errors.ts';
import { orInputError } from '../files/read-lines.ts';
import type { Answer, Request } from '../model/kernel/request.ts';
import { addText } from '../model/kernel/text-revisions.ts';
import { CSource, configurationOf, entryNames } from '../model/kernel-c/c-source.ts';
import type { KernelHost } from '../model/kernel-c/host.ts';
import { blobDigits } from '../model/kernel-c/known-texts.ts';
import { s390 } from '../model/kernel-c/s390-table.ts';
import { createCParser } from './c-parser.ts';

/** A file of a kernel is some 20 KB; what is larger than this is none. */
const bytesMax = 4_000_000;

export interface KernelTexts {
  /** As it was named. */
  readonly file: string;
  /** What git calls the content. */
  readonly blob: string;
  /** The file first, then further files in their order. */
  readonly texts: readonly SourceText[];
}

/** Reads a file, or arch/s390/mm/vmem.c of a kernel tree, and further files. */
function readKernelTexts(path: string, further: readonly string[]): KernelTexts {
  const isTree = orInputError(path, () => statSync(path)).isDirectory();
  const file = isTree ? join(path, 'arch/s390/mm/vmem.c') : path;
  const content = bytesOf(file);
  return {
    file,
    blob: blobId(content),
    texts: [textOf(file, content), ...further.map((one) => textOf(one, bytesOf(one)))],
  };
}

function bytesOf(file: string): Buffer {
  const status = orInputError(file, () => statSync(file));
  if (!status.isFile()) throw new InputError(`${file}: is no file`);
  if (status.size > bytesMax) throw new InputError(`${file}: is larger than ${bytesMax} bytes`);
  return orInputError(file, () => readFileSync(file));
}

/** In messages and stories a text has its base name: lines must stay short. */
function textOf(file: string, content: Buffer): SourceText {
  return new SourceText(basename(file), content.toString('utf8'), pathHere(file));
}

/** CI takes a path from the folder where the command runs. */
function pathHere(file: string): string {
  const path = relative('.', file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** As reports name a text: `vmem.c@3b9e71654c37`. */
function nameOfText({ file, blob }: Pick<KernelTexts, 'file' | 'blob'>): string {
  return `${basename(file)}@${blob.slice(0, blobDigits)}`;
}

/** The programs of a text. Throws `InputError` if it is not understood. */
export async function kernelSource(path: string, further: readonly string[]): Promise<CSource> {
  const texts = readKernelTexts(path, further);
  const source = new CSource(await createCParser(), { name: nameOfText(texts), ...texts });
  source.programFor(false);
  return source;
}

/** A text as plain data, for another thread. */
export interface SentText {
  readonly name: string;
  readonly texts: readonly Pick<SourceText, 'file' | 'text' | 'path'>[];
}

const received: SentText[] = [];

/** Reads a text that is used like a revision from then on, under the name that is answered. */
export async function readAsRevision(path: string, further: readonly string[]): Promise<string> {
  const { name, texts } = await kernelSource(path, further);
  await receiveTexts([
    { name, texts: texts.map(({ file, text, path }) => ({ file, text, path })) },
  ]);
  return name;
}

/** What this thread has read, for a thread that works for it. */
export function textsRead(): readonly SentText[] {
  return received;
}

export async function receiveTexts(sent: readonly SentText[]): Promise<void> {
  if (sent.length === 0) return;
  const parser = await createCParser();
  for (const one of sent) {
    received.push(one);
    const texts = one.texts.map(({ file, text, path }) => new SourceText(file, text, path));
    addText(new CSource(parser, { name: one.name, texts }));
  }
}

export interface InspectedText extends KernelTexts {
  readonly name: string;
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
  return { ...texts, name: nameOfText(texts), attempt };
}
