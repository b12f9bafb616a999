/** Mistakes in the C of a loaded text: each gives another text, which is a revision while it is searched. */
import { createTwoFilesPatch } from 'diff';
import { type TextEdit, textEdits } from '../../../c/mutants/text-edits.ts';
import { parsedUnits, parseTexts } from '../../../c/parse-unit.ts';
import { SourceText } from '../../../c/source-text.ts';
import { InputError } from '../../../errors.ts';
import type { Mutant, SourceMutants } from '../../../subject/mutants.ts';
import { createCParser, createdCParser } from '../../c-kernel/c-parser.ts';
import { nameOfText } from '../../c-kernel/text-files.ts';
import { addText, findText, removeText } from '../kernel/text-revisions.ts';
import { CSource } from '../kernel-c/c-source.ts';
import { configurationOf } from '../kernel-c/kernel-parses.ts';
import { s390 } from '../kernel-c/s390-table.ts';

interface EditedText {
  readonly mutant: Mutant;
  readonly edit: TextEdit;
}

/** By source; a source that is read twice has the same edits. */
const known = new WeakMap<CSource, readonly EditedText[]>();

export const sourceMutants: SourceMutants = {
  async prepare() {
    await createCParser();
  },
  of: (revision) => editsOf(revision).map(({ mutant }) => mutant),
  put(revision, id) {
    const found = editsOf(revision).find(({ mutant }) => mutant.id === id);
    if (found === undefined) throw new InputError(`${revision} has no mutant ${id}`);
    const source = sourceOf(revision);
    const [first, ...further] = source.texts;
    const text = new SourceText(first.file, edited(first.text, found.edit), first.path);
    const contents = [text, ...further].map((one) => Buffer.from(one.text));
    const name = nameOfText(first.file, contents);
    const { isLazy } = source;
    const mutated = new CSource(createdCParser(), { name, texts: [text, ...further], isLazy });
    mutated.programFor(false);
    addText(mutated);
    return mutated.name;
  },
  remove: removeText,
};

function sourceOf(revision: string): CSource {
  const source = findText(revision);
  if (source instanceof CSource) return source;
  throw new InputError(`${revision} is not a C source`);
}

function editsOf(revision: string): readonly EditedText[] {
  const source = findText(revision);
  // Our own revisions have no C text to mutate.
  if (!(source instanceof CSource)) return [];
  const before = known.get(source);
  if (before !== undefined) return before;
  const [text] = source.texts;
  const functions = new Set(source.programFor(false).defined);
  const parsed = parseTexts(createdCParser(), s390.vocabulary, configurationOf(false), [text]);
  const [unit] = parsedUnits([text], parsed);
  const edits = withMutantIds(text, textEdits(unit, functions, nameOneLevelOff));
  known.set(source, edits);
  return edits;
}

/** Ids such as `drop@273`; the second one of that kind on the line is `drop@273.2`. */
function withMutantIds(source: SourceText, edits: readonly TextEdit[]): EditedText[] {
  const counts = new Map<string, number>();
  return edits.map((edit) => {
    const short = `${edit.kind}@${edit.line}`;
    const count = (counts.get(short) ?? 0) + 1;
    counts.set(short, count);
    const { file, path } = source;
    const { line, mistake } = edit;
    return {
      edit,
      mutant: {
        id: count === 1 ? short : `${short}.${count}`,
        mistake,
        origin: 'C source',
        edit: { file, path, line, function: edit.function, diff: diffOf(source, edit) },
      },
    };
  });
}

function edited(text: string, { start, end, by }: TextEdit): string {
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}

const contextLines = 2;

/** Without the line of `=` signs above it. */
function diffOf({ file, text }: SourceText, edit: TextEdit): string {
  const options = { context: contextLines };
  const [a, b] = [`a/${file}`, `b/${file}`];
  const patch = createTwoFilesPatch(a, b, text, edited(text, edit), undefined, undefined, options);
  return patch.replace(/^=+\n/, '').trimEnd();
}

/** From the highest level to the lowest. */
const series: readonly (readonly string[])[] = [
  ['PGDIR_SIZE', 'P4D_SIZE', 'PUD_SIZE', 'PMD_SIZE', 'PAGE_SIZE'],
  ['PGDIR_MASK', 'P4D_MASK', 'PUD_MASK', 'PMD_MASK', 'PAGE_MASK'],
  ['PGDIR_SHIFT', 'P4D_SHIFT', 'PUD_SHIFT', 'PMD_SHIFT', 'PAGE_SHIFT'],
  ['pgd_addr_end', 'p4d_addr_end', 'pud_addr_end', 'pmd_addr_end'],
  ['PG_DIRECT_MAP_2G', 'PG_DIRECT_MAP_1M', 'PG_DIRECT_MAP_4K'],
  ['PTRS_PER_PGD', 'PTRS_PER_P4D', 'PTRS_PER_PUD', 'PTRS_PER_PMD', 'PTRS_PER_PTE'],
  ['_REGION2_ENTRY_EMPTY', '_REGION3_ENTRY_EMPTY', '_SEGMENT_ENTRY_EMPTY'],
  ['REGION3_KERNEL', 'SEGMENT_KERNEL'],
];

/** Each name with the one of the level below it; the lowest with the one above. */
const nameOneLevelOff: ReadonlyMap<string, string> = new Map(
  series.flatMap((names) =>
    names.map((name, at): [string, string] => [name, names[at + 1] ?? names[at - 1]]),
  ),
);
