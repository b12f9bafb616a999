/** The versions of a text in a history, read as revisions: from commits, or from patches. */
import type { CParser } from '../../../c/syntax.ts';
import { InputError } from '../../../errors.ts';
import type { GivenFile, TextRow, TextVersion } from '../../../subject/texts.ts';
import { createCParser } from '../../c-kernel/c-parser.ts';
import { nameOfText, sourceTextOf } from '../../c-kernel/text-files.ts';
import { CSource } from '../kernel-c/c-source.ts';
import { keepText } from './kernel-texts.ts';

/** A version whose text is registered as a revision, if it is supported. */
export type ReadVersion = Omit<TextRow, 'before'>;

/** Number of errors that a row shows; `source` shows all. */
const shownRefusals = 3;

/** Reads versions in order; equal texts are read once. */
export class VersionReader {
  private readonly problems = new Map<string, readonly string[]>();
  private readonly parser: CParser;

  private constructor(parser: CParser) {
    this.parser = parser;
  }

  static async create(): Promise<VersionReader> {
    return new VersionReader(await createCParser());
  }

  read({ name, subject, origin, files, notes }: TextVersion): ReadVersion {
    const row = { name, changes: subject, origin, notes };
    if (files === null) return { ...row, text: null };
    const text = nameOfText(
      files[0].file,
      files.map(({ content }) => content),
    );
    const problem = this.problemOf(text, files);
    return problem.length === 0
      ? { ...row, text }
      : { ...row, text: null, notes: [...notes, `NOT UNDERSTOOD: ${text}`, ...problem] };
  }

  /** The errors of a text; none if it is supported, in which case it is registered under its name. */
  private problemOf(name: string, files: readonly GivenFile[]): readonly string[] {
    const known = this.problems.get(name);
    if (known !== undefined) return known;
    const problem = this.tryText(name, files);
    this.problems.set(name, problem);
    return problem;
  }

  private tryText(name: string, files: readonly GivenFile[]): readonly string[] {
    const texts = files.map(({ file, content }) => sourceTextOf(file, content));
    try {
      const source = new CSource(this.parser, { name, texts });
      source.programFor(false);
      keepText(source);
      return [];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return placesOf(error.message);
    }
  }
}

/** The first line of each error, with its position: the excerpts below it are indented. */
function placesOf(message: string): string[] {
  const places = message.split('\n').filter((line) => !/^\s/.test(line));
  const rest = places.length - shownRefusals;
  const shown = places.slice(0, shownRefusals);
  return rest > 0 ? [...shown, `and ${rest} more: see tablewalk source`] : shown;
}

/** All versions as rows of a series, each based on the previous ones. */
export async function textRows(versions: readonly TextVersion[]): Promise<TextRow[]> {
  const reader = await VersionReader.create();
  const rows: TextRow[] = [];
  for (const version of versions) {
    const before = rows.map(({ name }) => name).reverse();
    rows.push({ ...reader.read(version), before });
  }
  return rows;
}
