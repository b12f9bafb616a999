/** Texts of a series report: short names of invariants, contents of cells, and outcomes of claims. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import { grouped, plural } from '../../text/paragraph.ts';
import { limitWords, type Stop } from '../../text/stop-text.ts';
import {
  type CellVerdict,
  cellOf,
  type Regression,
  type SeriesCell,
  type SeriesResult,
} from './result.ts';
import { isTextRow, type SeriesLine, searchedName, seriesLines } from './rows.ts';

/** no-leaked-tables → nlt; a strict reading has a star. */
export function claimKey({ id, premise }: Invariant): string {
  const initials = id.split('-').map((word) => word[0]);
  return `${initials.join('')}${premise === undefined ? '' : '*'}`;
}

/** Whether every path to the violation violates another claim first. */
export function follows({ root }: SeriesCell): boolean {
  return (root?.followsFrom?.length ?? 0) > 0;
}

/** `V3`: violated in 3 operations, by itself; `v3`: it follows from another; `V3?`: cause unknown. */
export function symbolOf(cell: SeriesCell): string {
  const { verdict, violation, root } = cell;
  switch (verdict) {
    case 'violated':
      return `${follows(cell) ? 'v' : 'V'}${violation?.operations ?? ''}${root?.followsFrom === null ? '?' : ''}`;
    case 'holds':
      return '.';
    case 'undecided':
      return '?';
    case 'not-applicable':
      return '-';
    case 'not-searched':
      return 'x';
  }
}

/** The bounds of "holds": the largest scopes of the sweep. */
export const holdsMeaning =
  'holds: put to the test, and every scope searched completely: runs of any length, of up to three memory blocks (kernel) or of ranges between up to six chosen pages (any)';

const symbolWords = [
  ['.', holdsMeaning],
  [
    'Vn',
    'a cause: on some path no other claim of the row is violated first; the shortest story has n operations',
  ],
  ['vn', 'violated, and follows from others: on every path to it one of them is violated first'],
  ['Vn?', 'violated; the search for its cause did not finish'],
  ['?', 'undecided: a limit was reached first'],
  ['-', 'not applicable: nothing in the sweep puts it to the test, so it is not violated either'],
  [
    '*',
    'a strict reading, which the series violates by design; it counts as a cause only if named with --invariants',
  ],
] as const;
const notSearched = ['x', 'not searched; its row states the reason'] as const;

export function symbolMeanings({ cells }: SeriesResult): readonly (readonly [string, string])[] {
  const hasGap = cells.some(({ verdict }) => verdict === 'not-searched');
  return hasGap ? [...symbolWords, notSearched] : symbolWords;
}

/** A row of a series of patches: its origin and its notes. */
export interface RowWords {
  readonly name: string;
  /** Subject and commit or message id, then the notes. */
  readonly lines: readonly string[];
  readonly isSearched: boolean;
}

/** None for known revisions: see `list revisions`. */
export function rowWords({ revisions }: SeriesResult): RowWords[] {
  return revisions.filter(isTextRow).map(({ name, changes, origin, text, notes }) => {
    const source = [origin, text].filter((part) => part !== null).join(', ');
    const lines = [changes, source, ...notes].filter((line) => line !== '');
    return { name, lines, isSearched: text !== null };
  });
}

/** The extent of the search, in one or two sentences. */
export function sweptText({ sweeps, isInterrupted }: SeriesResult): string {
  const states = sweeps.reduce((sum, sweep) => sum + sweep.states, 0);
  const scopes = sweeps.reduce((sum, sweep) => sum + sweep.scopes, 0);
  const open = sweeps.reduce((sum, sweep) => sum + sweep.open.length, 0);
  const lost = sweeps.reduce((sum, sweep) => sum + sweep.collisionProbability, 0);
  const end =
    open === 0
      ? 'all searched completely, for runs of any length'
      : `${grouped(open)} of them not searched completely`;
  const interrupted = isInterrupted ? 'INTERRUPTED, the matrix is partial: ' : '';
  return `${interrupted}${plural(scopes, 'scope')}, ${plural(states, 'state')}, ${end}; states lost to a shared fingerprint: probability at most ${lost.toExponential(1)}.`;
}

/** The operations of the shortest story, without revision and invariant. */
export function storyLine({ counterexample }: ConfirmedViolation): string {
  const { text, invariant, request } = counterexample;
  return text.replace(`${request.revision} violates ${invariant}: `, '');
}

/** The flags that, with the revision, select the smallest configuration that shows it. */
export function configurationFlags(
  { scopes }: Subject,
  { counterexample }: ConfirmedViolation,
): string {
  return scopes.flagsOf(counterexample.request).slice(1).join(' ');
}

type SearchedVerdict = Exclude<CellVerdict, 'not-searched'>;

interface VerdictSegment {
  readonly verdict: SearchedVerdict;
  readonly first: SeriesCell;
}

function segmentsOf(
  result: SeriesResult,
  contract: string,
  invariant: Invariant,
  line: SeriesLine,
): VerdictSegment[] {
  const segments: VerdictSegment[] = [];
  for (const { name } of line.rows) {
    const cell = cellOf(result, contract, name, invariant.id);
    const { verdict } = cell;
    // A gap is neither a regression nor a repair.
    if (verdict === 'not-searched') continue;
    if (segments.at(-1)?.verdict !== verdict) segments.push({ verdict, first: cell });
  }
  return segments;
}

const throughout: Readonly<Record<SearchedVerdict, string>> = {
  holds: 'holds throughout',
  violated: 'violated throughout',
  undecided: 'undecided throughout',
  'not-applicable': 'never applicable',
};

const startWords: Readonly<Record<SearchedVerdict, string>> = {
  holds: 'holds in',
  violated: 'violated in',
  undecided: 'undecided in',
  'not-applicable': 'not applicable in',
};

function turnWords(before: SearchedVerdict, after: SearchedVerdict): string {
  if (before === 'holds' && after === 'violated') return 'broken by';
  if (before === 'violated' && after === 'holds') return 'repaired by';
  return after === 'holds' || after === 'violated'
    ? `${after} from`
    : `${after.replace('-', ' ')} from`;
}

function withSymbol(text: string, { verdict, first }: VerdictSegment): string {
  return verdict === 'violated' ? `${text} (${symbolOf(first)})` : text;
}

function segmentsText(segments: readonly VerdictSegment[]): string {
  const [start, ...turns] = segments;
  if (start === undefined) return 'never searched';
  if (turns.length === 0) return withSymbol(throughout[start.verdict], start);
  const later = turns.map((segment, index) => {
    const words = turnWords(segments[index].verdict, segment.verdict);
    return withSymbol(`${words} ${segment.first.revision}`, segment);
  });
  const first = withSymbol(`${startWords[start.verdict]} ${start.first.revision}`, start);
  return [first, ...later].join(', ');
}

/** The outcome of an invariant along one line of patches. */
export interface History {
  readonly line: string;
  /** Contracts with the same outcome. */
  readonly contracts: readonly string[];
  readonly text: string;
}

export function historiesOf(result: SeriesResult, invariant: Invariant): History[] {
  return seriesLines(result.subject, result.revisions).flatMap((line) => {
    const byText = new Map<string, string[]>();
    for (const contract of result.contracts) {
      const text = segmentsText(segmentsOf(result, contract, invariant, line));
      byText.set(text, [...(byText.get(text) ?? []), contract]);
    }
    return [...byText].map(([text, contracts]) => ({ line: line.name, contracts, text }));
  });
}

/** The violated cells that start a run of violated rows: later ones add nothing. */
export function tellingCells(result: SeriesResult, invariant: Invariant): SeriesCell[] {
  const cells = seriesLines(result.subject, result.revisions).flatMap((line) =>
    result.contracts.flatMap((contract) =>
      segmentsOf(result, contract, invariant, line)
        .filter(({ verdict }) => verdict === 'violated')
        .map(({ first }) => first),
    ),
  );
  // In the order of the matrix; base, the start of two lines, only once.
  return result.cells.filter((cell) => cells.includes(cell));
}

/** "v1-9 after v1-8, kernel: unused-tail-valid V4, ...", one per row and contract. */
export function regressionLines(regressions: readonly Regression[]): string[] {
  const byRow = new Map<string, string[]>();
  for (const { before, after } of regressions) {
    const row = `${after.revision} after ${before.revision}, ${after.contract}`;
    const strict = after.invariant.premise === undefined ? '' : ' (strict reading)';
    const regression = `${after.invariant.id} ${symbolOf(after)}${strict}`;
    byRow.set(row, [...(byRow.get(row) ?? []), regression]);
  }
  return [...byRow].map(([row, regressions]) => `${row}: ${regressions.join(', ')}`);
}

/** Only a time limit keeps a sweep from starting its next scope. */
function openBecause({ limit, value }: Stop): string {
  if (limit === 'not-started') return `${limitWords.time}, before it started`;
  const bound = limit === 'states' && value !== null ? ` (${grouped(value)})` : '';
  return `${limitWords[limit]}${bound}`;
}

/** Which scopes are incomplete and why: "v1-9, kernel: 3 scopes stopped by the limit of states (10), ...". */
export function openLines({ sweeps, revisions }: SeriesResult): string[] {
  return sweeps.flatMap(({ revision, contract, open }) => {
    const counts = new Map<string, number>();
    for (const { stop } of open) {
      const words = openBecause(stop);
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
    const claims = [...counts].map(
      ([words, count]) => `${plural(count, 'scope')} stopped by ${words}`,
    );
    // Rows with the same source are searched once.
    const rows = revisions.filter((row) => searchedName(row) === revision).map(({ name }) => name);
    return claims.length === 0 ? [] : [`${rows.join(', ')}, ${contract}: ${claims.join('; ')}`];
  });
}
