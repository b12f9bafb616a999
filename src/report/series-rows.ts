/** Which revisions are rows of a series, and which row comes before which. */
import { historyOf, type Revision, revisions } from '../model/kernel/revisions.ts';
import { findKernel } from '../model/mutation/named-kernel.ts';

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

/** The revisions of a series in order; the proposals of this project come last, and only if asked for. */
export function seriesRevisions(series: SeriesName, withProposals: boolean): Revision[] {
  return revisions.filter(({ name }) =>
    upstream.has(name) ? namesOf[series].includes(name) : withProposals,
  );
}

/** The named rows in the order of the series, each before its variants; variants as they are named. */
export function seriesRows(series: SeriesName, names: readonly string[]): Revision[] {
  const unique = [...new Set(names)];
  return seriesRevisions(series, true).flatMap(({ name }) =>
    [
      ...unique.filter((one) => one === name),
      ...unique.filter((one) => one.startsWith(`${name}+`)),
    ].flatMap((one) => findKernel(one) ?? []),
  );
}

/** The nearest row that the revision builds on; null if none of the rows is one. */
export function rowBefore(name: string, rows: readonly Revision[]): Revision | null {
  for (const before of historyOf(name).slice(1)) {
    const row = rows.find((candidate) => candidate.name === before);
    if (row !== undefined) return row;
  }
  return null;
}

/** A run of rows that build on each other. */
export interface SeriesLine {
  readonly name: string;
  readonly rows: readonly Revision[];
}

/** v1 from base on, v2 from base to mainline, and each proposal with what it stands on. */
export function seriesLines(rows: readonly Revision[]): SeriesLine[] {
  const named = (names: readonly string[]): Revision[] =>
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
  // Base alone is told once, and not at all where a line begins with it.
  const told = lines.filter((line) => line.rows.some(({ name }) => name !== 'base'));
  const upstreamLines = told.length > 0 ? told : lines.slice(0, 1);
  return [...upstreamLines, ...proposals].filter((line) => line.rows.length > 0);
}
