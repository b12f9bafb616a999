/** A store of seeds that found something: plain text, one seed per line, append-only. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, OutputError } from '../../errors.ts';
import { attemptRead } from '../../files/system-errors.ts';
import { appendWhole, tryFile } from '../../files/write-whole.ts';

/** One line: a seed that found something, and where. */
export interface StoredSeed {
  /** Kind and version of the generator, for example `walk/1`; another version generates other walks. */
  readonly generator: string;
  readonly seed: string;
  /** For a walk its number, for fast-check the path to the smallest value. */
  readonly at: string;
  /** Transitions of a walk up to the violation; for fast-check the maximum length; 0 if unknown. */
  readonly length: number;
  /** The id of the claim, or the name of the property. */
  readonly claim: string;
  /** The flags of the scope, or nothing. */
  readonly scope: string;
}

export interface SeedStore {
  /** The path given with `--seeds`. */
  readonly path: string;
  /** Without duplicates, in the order of files and lines. */
  readonly seeds: readonly StoredSeed[];
}

const what = 'the store of seeds';
const extension = '.seeds';
const storeBytesMax = 16 * 2 ** 20;
const header = [
  '# Seeds that found something, one per line; lines that begin with # are comments.',
  '# generator seed number length claim scope',
  '',
].join('\n');

/** Reads a file, or all *.seeds of a directory; a missing store is empty. Throws `InputError`. */
export function readSeedStore(path: string): SeedStore {
  const seeds = new Map<string, StoredSeed>();
  for (const file of filesOf(path)) {
    for (const [index, line] of storeTextOf(file).split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const seed = parseSeedLine(`${file}:${index + 1}`, line);
      seeds.set(formatSeed(seed), seed);
    }
  }
  return { path, seeds: [...seeds.values()] };
}

/** Makes sure before the search that seeds can be added. Throws `InputError`. */
export function prepareSeedStore({ path }: SeedStore, name: string): void {
  tryFile(what, fileFor(path, name));
}

/**
 * Appends those that are not in the store, and returns them. A single write at the end of the file:
 * concurrent runs do not lose each other's seeds. `unwritten` is the reason why they were not added.
 */
export function addSeeds(
  { path }: SeedStore,
  name: string,
  seeds: readonly StoredSeed[],
): { readonly added: readonly StoredSeed[]; readonly unwritten: string | null } {
  const known = new Set(readSeedStore(path).seeds.map(formatSeed));
  const added = seeds.filter((seed) => !known.has(formatSeed(seed)));
  if (added.length === 0) return { added, unwritten: null };
  const lines = added.map((seed) => `${formatSeed(seed)}\n`).join('');
  try {
    appendTo(fileFor(path, name), lines);
    return { added, unwritten: null };
  } catch (error) {
    // The result of the run must not be lost.
    if (!(error instanceof OutputError)) throw error;
    return { added, unwritten: error.message };
  }
}

export function formatSeed({ generator, seed, at, length, claim, scope }: StoredSeed): string {
  // Seeds and names may contain blanks, which separate fields in the file.
  const words = [generator, encodeURIComponent(seed), at, length, encodeURIComponent(claim)];
  return [...words, scope].join(' ').trimEnd();
}

const linePattern = /^(\S+) (\S+) (\S+) (\d{1,9}) (\S+)(?: (\S.*))?$/;
const generatorPattern = /^[a-z][a-z0-9-]{0,30}\/\d{1,6}$/;

/** Throws `InputError` with the position. */
function parseSeedLine(place: string, line: string): StoredSeed {
  const match = linePattern.exec(line.trim());
  if (match === null || !generatorPattern.test(match[1])) {
    throw new InputError(
      `${place}: the line is ${JSON.stringify(line.slice(0, 60))}; it must be "generator seed number length claim scope", for example "walk/1 20200722 17 12 freed-once --revision linux-5.10"`,
    );
  }
  const [, generator, seed, at, length, claim, scope = ''] = match;
  try {
    const decoded = { seed: decodeURIComponent(seed), claim: decodeURIComponent(claim) };
    return { generator, at, length: Number(length), scope, ...decoded };
  } catch {
    throw new InputError(`${place}: a word of the line has a % that does not start an escape`);
  }
}

function kindOf(path: string): 'file' | 'directory' | 'missing' {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'missing';
  if (status.isDirectory()) return 'directory';
  // A device or a pipe cannot store anything.
  if (!status.isFile()) throw new InputError(`${path}: is neither a regular file nor a directory`);
  return 'file';
}

function filesOf(path: string): string[] {
  return attemptRead(what, path, () => {
    const kind = kindOf(path);
    if (kind === 'missing') return [];
    if (kind === 'file') return [path];
    const names = readdirSync(path).filter((name) => name.endsWith(extension));
    return names.sort().map((name) => join(path, name));
  });
}

/** Where new seeds are written: the file, or the file of this name in the directory. */
function fileFor(path: string, name: string): string {
  const isDirectory = path.endsWith('/') || kindOf(path) === 'directory';
  return isDirectory ? join(path, `${basename(name)}${extension}`) : path;
}

function storeTextOf(file: string): string {
  return attemptRead(what, file, () => {
    const { size } = statSync(file);
    if (size > storeBytesMax) {
      throw new InputError(`${file}: has ${size} bytes; a store has at most ${storeBytesMax}`);
    }
    return readFileSync(file, 'utf8');
  });
}

function appendTo(file: string, lines: string): void {
  const isNew = attemptRead(what, file, () => kindOf(file)) === 'missing';
  const isOpen = !isNew && !/(^|\n)$/.test(storeTextOf(file));
  appendWhole(what, file, `${isNew ? header : ''}${isOpen ? '\n' : ''}${lines}`);
}
