/** C sources of one architecture, as a member of the subject. */
import { InputError } from '../../../errors.ts';
import type {
  GivenFile,
  SubjectTexts,
  TextInspection,
  TextReader,
  TextRow,
} from '../../../subject/texts.ts';
import { createCParser } from '../../c-kernel/c-parser.ts';
import {
  blobDigits,
  blobId,
  nameOfText,
  readTextBytes,
  sourceTextOf,
} from '../../c-kernel/text-files.ts';
import type { Architecture } from '../architecture.ts';
import { MemmapPrograms, memmapEntries } from '../source.ts';
import type { MemmapTextStore } from './store.ts';

export function memmapTexts(architecture: Architecture, store: MemmapTextStore): SubjectTexts {
  const { path: usual, levels, name: arch } = architecture;
  const check = (source: MemmapPrograms): void => {
    for (const count of levels) source.programFor(count);
  };
  const notThere = (what: string): never => {
    throw new InputError(
      `${what} is not there for --arch ${arch} yet; tablewalk check --arch ${arch} --source TREE checks one text`,
    );
  };
  return {
    path: usual,
    async read(path, further, isLazy = false) {
      const source = await store.source(path, further, isLazy);
      check(source);
      store.keep(source, [path, ...further]);
      return source.name;
    },
    filesOf: (name) => store.filesOf(name),
    contentOf: (name) => store.contentOf(name),
    async readAgain(name, path, further) {
      const source = await store.source(path, further, true);
      const digitsOf = (text: string): string => text.slice(-blobDigits);
      if (digitsOf(source.name) !== digitsOf(name)) return false;
      const { texts } = source;
      const again = new MemmapPrograms(await createCParser(), architecture, {
        name,
        texts,
        isLazy: true,
      });
      check(again);
      store.keep(again, [path, ...further]);
      return true;
    },
    inspect: (path, further) => inspected(architecture, store, path, further),
    ofCommits: async () => notThere('a history of commits'),
    ofPatches: async () => notThere('a series of patches'),
    async rows(versions) {
      const reader = await readerOf(architecture, store);
      const rows: TextRow[] = [];
      for (const version of versions) {
        const before = rows.map(({ name }) => name).reverse();
        rows.push({
          ...reader.read(version),
          changes: version.subject,
          origin: version.origin,
          before,
        });
      }
      return rows;
    },
    reader: () => readerOf(architecture, store),
  };
}

async function readerOf(architecture: Architecture, store: MemmapTextStore): Promise<TextReader> {
  const parser = await createCParser();
  return {
    read({ name, files, notes }) {
      if (files === null) return { name, text: null, notes };
      const [{ file }] = files;
      const text = nameOfText(
        file,
        files.map(({ content }) => content),
      );
      try {
        const texts = files.map((one: GivenFile) => sourceTextOf(one.file, one.content));
        const source = new MemmapPrograms(parser, architecture, { name: text, texts });
        source.programFor(architecture.levels[0]);
        store.keep(
          source,
          files.map((one: GivenFile) => one.file),
        );
        return { name, text, notes };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const [first] = error.message.split('\n');
        return { name, text: null, notes: [...notes, `NOT UNDERSTOOD: ${text}`, first] };
      }
    },
  };
}

/** The scope with the usual number of levels. */
async function inspected(
  architecture: Architecture,
  store: MemmapTextStore,
  path: string,
  further: readonly string[],
): Promise<TextInspection> {
  const source = await store.source(path, further, false);
  const { defined, taken, takenOff, program, refusals } = source.attempt(architecture.levels[0]);
  const { functions } = program.environment;
  const isStep = (name: string): boolean => functions.get(name)?.steps !== undefined;
  const isEntry = (name: string): boolean => memmapEntries.some((entry) => entry === name);
  const [file] = store.filesAt(path, further);
  return {
    file,
    blob: blobId(readTextBytes(file)),
    revision: null,
    entryPoints: defined.filter(isEntry),
    functions: defined.filter((name) => !isEntry(name)),
    statics: program.statics.map(({ name }) => name),
    steps: taken.function.filter(isStep),
    arithmetic: taken.function.filter((name) => !isStep(name)),
    constants: taken.constant,
    takenOff,
    refusals,
    roleOf: (name) =>
      architecture.messageVariables.includes(name) ? 'for messages only' : 'part of the state',
  };
}
