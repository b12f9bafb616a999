/** Chooses the mistakes to inject: all, the named ones, those in some lines, or a random selection. */

import seedrandom from 'seedrandom';
import { InputError } from '../../errors.ts';
import { parseChoice } from '../../input/parse-values.ts';
import type { Mutant, SubjectMutants } from '../../subject/mutants.ts';

export interface MutantChoice {
  /** Ids of the catalogue and of the C source; undefined for all. */
  readonly ids: readonly string[] | undefined;
  /** Only mutants of the C source in these lines, inclusive. */
  readonly lines: readonly [number, number] | undefined;
  /** Number of mutants of the C source to draw; Infinity for all. */
  readonly drawn: number;
  readonly seed: string;
}

export interface ChosenMutants {
  readonly mutants: readonly Mutant[];
  /** Number of mutants of the C source to draw from; null for one of our own revisions. */
  readonly drawnFrom: number | null;
}

/** Throws `InputError` for ids and lines that have no mutant. */
export function chooseMutants(
  catalogue: SubjectMutants,
  revision: string,
  isSource: boolean,
  { ids, lines, drawn, seed }: MutantChoice,
): ChosenMutants {
  const inSource = isSource ? (catalogue.ofSources?.of(revision) ?? []) : [];
  if (ids !== undefined)
    return {
      mutants: mutantsOf(catalogue, inSource, ids),
      drawnFrom: isSource ? inSource.length : null,
    };
  if (!isSource) return { mutants: catalogue.all, drawnFrom: null };
  if (lines !== undefined) {
    const within = inSource.filter(({ edit }) => isOnLines(edit?.line ?? 0, lines));
    if (within.length === 0) throw noMutants(inSource, lines);
    return { mutants: draw(within, drawn, seed), drawnFrom: within.length };
  }
  const kernel = catalogue.all.filter(({ id }) => catalogue.nameWith(revision, id) !== null);
  return { mutants: [...kernel, ...draw(inSource, drawn, seed)], drawnFrom: inSource.length };
}

const isOnLines = (line: number, [first, last]: readonly [number, number]): boolean =>
  line >= first && line <= last;

function noMutants(
  inSource: readonly Mutant[],
  [first, last]: readonly [number, number],
): InputError {
  const lines = inSource.map(({ edit }) => edit?.line ?? 0);
  return new InputError(
    `--lines is ${first}..${last}, and no code there is reached by an entry point; the code is in lines ${Math.min(...lines)} to ${Math.max(...lines)}`,
  );
}

function mutantsOf(
  { all }: SubjectMutants,
  inSource: readonly Mutant[],
  ids: readonly string[],
): Mutant[] {
  const known = new Map([...all, ...inSource].map((mutant) => [mutant.id, mutant]));
  const listing =
    inSource.length === 0 ? 'tablewalk list mutants' : 'tablewalk list mutants or mutate --source';
  const chosen = ids.map((id) => parseChoice('--mutants', id, [...known.keys()], listing));
  return [...new Set(chosen)].flatMap((id) => known.get(id) ?? []);
}

/** In the order of the text, not in the order in which they were drawn. */
function draw(mutants: readonly Mutant[], count: number, seed: string): Mutant[] {
  if (mutants.length <= count) return [...mutants];
  const random = seedrandom(seed);
  const left = mutants.map((_, index) => index);
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const [index] = left.splice(Math.floor(random() * left.length), 1);
    drawn.add(index);
  }
  return mutants.filter((_, index) => drawn.has(index));
}
