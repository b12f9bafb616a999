/** Which revisions are rows of a series, and how they build on each other. */
import { historyOf, type Revision, revisions } from '../../subjects/vmem/kernel/revisions.ts';
import { findKernel } from '../../subjects/vmem/mutation/named-kernel.ts';

/** A C source in a series of patches: a commit, or the result of applying a patch. */
export interface TextRow {
  readonly name: string;
  /** The subject of the commit or of the patch. */
  readonly changes: string;
  /** The commit or the message id; null if neither is known. */
  readonly origin: string | null;
  /** The source as a revision, `vmem.c@3b9e71654c37`; null if there is none that is understood. */
  readonly text: string | null;
  /** Notes, such as the reason why there is no source. */
  readonly notes: readonly string[];
  /** The rows before it, nearest first. */
  readonly before: readonly string[];
}

export type SeriesRow = Revision | TextRow;

export function isTextRow(row: SeriesRow): row is TextRow {
  return 'before' in row;
}

/** What is searched for a row: a revision, or a source that was read as one. */
export function searchedName(row: SeriesRow): string | null {
  return isTextRow(row) ? row.text : row.name;
}

export const seriesNames = ['v1', 'v2', 'all'] as const;
export type SeriesName = (typeof seriesNames)[number];

const lineOfV1 = historyOf('v1-9').reverse();
const lineOfV2 = historyOf('mainline').reverse();
const upstream = new Set([...lineOfV1, ...lineOfV2]);

const namesOf: Readonly<Record<SeriesName, readonly string[]>> = {
  v1: lineOfV1,
  v2: lineOfV2.filter((name) => name !== 'mainline'),
  all: [...upstream],
};

/**
 * The revisions of a series in order; later kernels and the proposals of this project come last, and only if
 * requested.
 */
export function seriesRevisions(series: SeriesName, withProposals: boolean): Revision[] {
  return revisions.filter(({ name }) =>
    upstream.has(name) ? namesOf[series].includes(name) : withProposals,
  );
}

/** The named rows in the order of the series, each before its variants; variants in the given order. */
export function seriesRows(series: SeriesName, names: readonly string[]): Revision[] {
  const unique = [...new Set(names)];
  return seriesRevisions(series, true).flatMap(({ name }) =>
    [
      ...unique.filter((one) => one === name),
      ...unique.filter((one) => one.startsWith(`${name}+`)),
    ].flatMap((one) => findKernel(one) ?? []),
  );
}

/** The nearest row that the revision builds on; null if there is none. */
export function rowBefore(name: string, rows: readonly SeriesRow[]): SeriesRow | null {
  return rowsBefore(name, rows)[0] ?? null;
}

/** The rows that a row builds on, nearest first. */
export function rowsBefore(name: string, rows: readonly SeriesRow[]): SeriesRow[] {
  const own = rows.find((row) => row.name === name);
  const past = own !== undefined && isTextRow(own) ? own.before : historyOf(name).slice(1);
  return past.flatMap((before) => rows.find((candidate) => candidate.name === before) ?? []);
}

/** A run of rows that build on each other. */
export interface SeriesLine {
  readonly name: string;
  readonly rows: readonly SeriesRow[];
}

/**
 * The patches of one series; else v1 from base on, v2 from base to mainline, and each proposal with its
 * predecessors.
 */
export function seriesLines(rows: readonly SeriesRow[]): SeriesLine[] {
  if (rows.some(isTextRow)) return [{ name: 'patches', rows }];
  const named = (names: readonly string[]): SeriesRow[] =>
    rows.filter(({ name }) => names.includes(name));
  const proposals = rows
    .filter(({ name }) => !upstream.has(name))
    .map((row) => {
      const before = rowBefore(row.name, rows);
      return { name: row.name, rows: before === null ? [row] : [before, row] };
    });
  const lines = [
    { name: 'v1', rows: named(lineOfV1) },
    { name: 'v2', rows: named(lineOfV2) },
  ];
  // Base is listed once, and not where a line starts with it.
  const told = lines.filter((line) => line.rows.some(({ name }) => name !== 'base'));
  const upstreamLines = told.length > 0 ? told : lines.slice(0, 1);
  return [...upstreamLines, ...proposals].filter((line) => line.rows.length > 0);
}
