/** C sources from disk: the checked file, additional files for helpers, and the git blob id of the file. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTexts } from '../../../c/parse-unit.ts';
import { attemptProgram } from '../../../c/read-program.ts';
import { SourceText } from '../../../c/source-text.ts';
import { orInputError } from '../../../files/read-lines.ts';
import type { TextInspection } from '../../../subject/texts.ts';
import { createCParser } from '../../c-kernel/c-parser.ts';
import {
  blobDigits,
  blobId,
  nameOfText,
  readTextBytes,
  sourceTextOf,
} from '../../c-kernel/text-files.ts';
import { addText, noteFilesOfText } from '../kernel/text-revisions.ts';
import { CSource, entryNames } from '../kernel-c/c-source.ts';
import { configurationOf, type ParsedTexts } from '../kernel-c/kernel-parses.ts';
import { knownRevision } from '../kernel-c/known-texts.ts';
import { s390 } from '../kernel-c/s390-table.ts';
import { tailNames } from '../kernel-c/statics.ts';

/** In a kernel tree. */
export const vmemPath = 'arch/s390/mm/vmem.c';

/** Additional files of a kernel tree, read without --with if the text names a function that they define. */
const helpersInTree: readonly { readonly file: string; readonly defines: RegExp }[] = [
  { file: 'arch/s390/mm/pageattr.c', defines: /\bsplit_pud_page\b/ },
];

export interface KernelTexts {
  /** The path as given. */
  readonly file: string;
  /** The git blob id of the content. */
  readonly blob: string;
  readonly name: string;
  /** The file first, then the additional files in order. */
  readonly texts: readonly SourceText[];
}

/** Reads a file, or arch/s390/mm/vmem.c of a kernel tree, and additional files. */
function readKernelTexts(path: string, further: readonly string[]): KernelTexts {
  const files = namedFiles(path, further);
  const contents = files.map(readTextBytes);
  const [file] = files;
  return {
    file,
    blob: blobId(contents[0]),
    name: nameOfText(file, contents),
    texts: files.map((one, index) => sourceTextOf(one, contents[index])),
  };
}

/** The checked file and the additional ones, as they are named on disk. */
function namedFiles(path: string, further: readonly string[]): string[] {
  const isTree = orInputError(path, () => statSync(path)).isDirectory();
  if (!isTree) return [path, ...further];
  const file = join(path, vmemPath);
  const text = readTextBytes(file).toString('utf8');
  const helpers = helpersInTree
    .filter(({ defines }) => defines.test(text))
    .map((helper) => join(path, helper.file))
    .filter((one) => existsSync(one) && !further.some((given) => resolve(given) === resolve(one)));
  return [file, ...further, ...helpers];
}

/** The programs of a text. Throws `InputError` if it is not supported. */
async function kernelSource(
  path: string,
  further: readonly string[],
  isLazy = false,
): Promise<CSource> {
  const texts = readKernelTexts(path, further);
  const source = new CSource(await createCParser(), { ...texts, isLazy });
  source.programFor(false);
  return source;
}

/** A text as plain data, for a file or for another thread. */
interface SentText {
  readonly name: string;
  readonly texts: readonly Pick<SourceText, 'file' | 'text' | 'path'>[];
  readonly isLazy?: boolean;
  /** With it the other thread needs no parser. */
  readonly parsed?: ParsedTexts;
}

/** In the order in which they were read. */
const kept = new Map<string, CSource>();

/** Reads a text and registers it as a revision under the returned name. */
export async function readAsRevision(
  path: string,
  further: readonly string[],
  isLazy = false,
): Promise<string> {
  const source = await kernelSource(path, further, isLazy);
  keepText(source);
  noteFilesOfText(source.name, [path, ...further]);
  return source.name;
}

/**
 * Registers the text under its name in another run, where its file may have had another name. False
 * if the files contain another text.
 */
export async function readAgain(
  name: string,
  path: string,
  further: readonly string[],
): Promise<boolean> {
  const texts = readKernelTexts(path, further);
  const digitsOf = (text: string): string => text.slice(-blobDigits);
  if (digitsOf(texts.name) !== digitsOf(name)) return false;
  const source = new CSource(await createCParser(), {
    ...texts,
    name,
    // It was accepted before, so unsupported parts are not errors here.
    isLazy: true,
  });
  source.programFor(false);
  keepText(source);
  noteFilesOfText(name, [path, ...further]);
  return true;
}

/** Registers the text as a revision, for this thread and for its workers. */
export function keepText(source: CSource): void {
  if (!kept.has(source.name)) kept.set(source.name, source);
  addText(source);
}

export function contentOf(name: string): readonly SentText['texts'][number][] | null {
  return kept.get(name)?.texts ?? null;
}

export function textsRead(): readonly SentText[] {
  return [...kept.values()].map(({ name, texts, isLazy }) => ({
    name,
    texts: texts.map(({ file, text, path }) => ({ file, text, path })),
    isLazy,
  }));
}

/** The same, parsed for a machine without KASAN, and for one with it if that is needed. */
export function textsParsed(isKasanNeeded: boolean): readonly SentText[] {
  return textsRead().map((one) => {
    const parsed = kept.get(one.name)?.parsed(isKasanNeeded);
    return { ...one, ...(parsed && { parsed }) };
  });
}

/** `data` is the result of one of these functions in another thread or process. */
export async function receiveTexts(data: unknown): Promise<void> {
  for (const one of data as readonly SentText[]) {
    if (kept.get(one.name)?.learns(one.parsed)) continue;
    const texts = one.texts.map(({ file, text, path }) => new SourceText(file, text, path));
    keepText(new CSource(one.parsed ?? (await createCParser()), { ...one, texts }));
  }
}

/** What a text defines and uses, by role in the model, and the parts that are not supported. */
export async function inspection(
  path: string,
  further: readonly string[],
): Promise<TextInspection> {
  const { file, blob, texts } = readKernelTexts(path, further);
  const configuration = configurationOf(false);
  const { defined, taken, takenOff, program, refusals } = attemptProgram({
    texts,
    parsed: parseTexts(await createCParser(), s390.vocabulary, configuration, texts),
    environment: s390,
    configuration,
    roots: entryNames,
  });
  const isStep = (name: string): boolean => s390.functions.get(name)?.steps !== undefined;
  return {
    file,
    blob,
    revision: knownRevision(blob) ?? null,
    entryPoints: defined.filter((name) => entryNames.includes(name)),
    functions: defined.filter((name) => !entryNames.includes(name)),
    statics: program.statics.map(({ name }) => name),
    steps: taken.function.filter(isStep),
    arithmetic: taken.function.filter((name) => !isStep(name)),
    constants: taken.constant,
    takenOff,
    refusals,
    roleOf: (name) => (tailNames.includes(name) ? 'the remembered tail' : ''),
  };
}
