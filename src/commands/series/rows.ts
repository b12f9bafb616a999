/** Which revisions are rows of a series, and how they build on each other. */

import type { Revision, RevisionLine } from '../../subject/revisions.ts';
import type { Subject } from '../../subject/subject.ts';
import type { TextRow } from '../../subject/texts.ts';

export type SeriesRow = Revision | TextRow;

export function isTextRow(row: SeriesRow): row is TextRow {
  return 'before' in row;
}

/** The code that a row searches: a revision, or a source. */
export function searchedName(row: SeriesRow): string | null {
  return isTextRow(row) ? row.text : row.name;
}

/** Names of the series of a subject. */
export function seriesNames({ series }: Subject): string[] {
  return series === undefined ? [] : [...series.lines.map(({ name }) => name), 'all'];
}

const wholeLine = ({ revisions, later }: RevisionLine): string[] => [...revisions, ...later];

function upstreamOf({ series }: Subject): ReadonlySet<string> {
  return new Set(series?.lines.flatMap(wholeLine) ?? []);
}

/** The revisions of a series in order; later kernels and the proposals of this project come last, and only if requested. */
export function seriesRevisions(
  subject: Subject,
  name: string,
  withProposals: boolean,
): Revision[] {
  const upstream = upstreamOf(subject);
  const line = subject.series?.lines.find((one) => one.name === name);
  const names: readonly string[] = line?.revisions ?? [...upstream];
  const all = subject.revisions?.all ?? [];
  return all.filter((one) => (upstream.has(one.name) ? names.includes(one.name) : withProposals));
}

/** The named rows in the order of the series, each before its variants; variants in the given order. */
export function seriesRows(subject: Subject, series: string, names: readonly string[]): Revision[] {
  const unique = [...new Set(names)];
  return seriesRevisions(subject, series, true).flatMap(({ name }) =>
    [
      ...unique.filter((one) => one === name),
      ...unique.filter((one) => one.startsWith(`${name}+`)),
    ].flatMap((one) => subject.revisions?.find(one) ?? []),
  );
}

/** The nearest row that the revision builds on; null if there is none. */
export function rowBefore(
  subject: Subject,
  name: string,
  rows: readonly SeriesRow[],
): SeriesRow | null {
  return rowsBefore(subject, name, rows)[0] ?? null;
}

/** The rows that a row builds on, nearest first. */
export function rowsBefore(
  { revisions }: Subject,
  name: string,
  rows: readonly SeriesRow[],
): SeriesRow[] {
  const own = rows.find((row) => row.name === name);
  const past =
    own !== undefined && isTextRow(own) ? own.before : (revisions?.historyOf(name).slice(1) ?? []);
  return past.flatMap((before) => rows.find((candidate) => candidate.name === before) ?? []);
}

/** A run of rows that build on each other. */
export interface SeriesLine {
  readonly name: string;
  readonly rows: readonly SeriesRow[];
}

/** The patches of a series; else v1 and v2 from base, and each proposal with its predecessor. */
export function seriesLines(subject: Subject, rows: readonly SeriesRow[]): SeriesLine[] {
  if (rows.some(isTextRow)) return [{ name: 'patches', rows }];
  const named = (names: readonly string[]): SeriesRow[] =>
    rows.filter(({ name }) => names.includes(name));
  const upstream = upstreamOf(subject);
  const proposals = rows
    .filter(({ name }) => !upstream.has(name))
    .map((row) => {
      const before = rowBefore(subject, row.name, rows);
      return { name: row.name, rows: before === null ? [row] : [before, row] };
    });
  const lines = (subject.series?.lines ?? []).map((line) => ({
    name: line.name,
    rows: named(wholeLine(line)),
  }));
  const first = subject.series?.lines[0].revisions[0];
  // A line of only the oldest row is reported once, and not at all if another line begins with it.
  const ownLines = lines.filter((line) => line.rows.some(({ name }) => name !== first));
  const upstreamLines = ownLines.length > 0 ? ownLines : lines.slice(0, 1);
  return [...upstreamLines, ...proposals].filter((line) => line.rows.length > 0);
}
