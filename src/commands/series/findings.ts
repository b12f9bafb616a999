/** The findings of the rows of a series: the finding of each cause, its consequences, and what it needs. */
import type { KnownFinding } from '../../subject/findings.ts';
import { type Finding, findingsJson, findingsOf } from '../check/findings.ts';
import { cellOf, type SeriesCell, type SeriesResult } from './result.ts';
import { claimKey } from './words.ts';

function rowOf(result: SeriesResult, contract: string, revision: string): SeriesCell[] {
  return result.invariants.map(({ id }) => cellOf(result, contract, revision, id));
}

/** "F01, F02", or "?" for a cause without a known finding. */
export function findingsInRow(result: SeriesResult, contract: string, revision: string): string {
  return findingsOf(rowOf(result, contract, revision))
    .map(({ known }) => known?.id ?? '?')
    .join(', ');
}

/** "v2-3, v2-4, kernel: F01: ic, vc; F17: wum; follow: nwu", one per run of equal rows. */
export function rowFindingLines(result: SeriesResult): string[] {
  return result.contracts.flatMap((contract) => {
    const runs: { names: string[]; text: string }[] = [];
    for (const { name } of result.revisions) {
      const text = textOfRow(rowOf(result, contract, name));
      const last = runs.at(-1);
      if (text === '') continue;
      if (last?.text === text) last.names.push(name);
      else runs.push({ names: [name], text });
    }
    return runs.map(({ names, text }) => `${names.join(', ')}, ${contract}: ${text}`);
  });
}

function textOfRow(cells: readonly SeriesCell[]): string {
  const keys = (ids: readonly string[]): string =>
    cells
      .filter(({ invariant }) => ids.includes(invariant.id))
      .map(({ invariant }) => claimKey(invariant))
      .join(', ');
  const idsWhere = (isOne: (cell: SeriesCell) => boolean): string[] =>
    cells.filter(isOne).map(({ invariant }) => invariant.id);
  const followers = keys(idsWhere(({ root }) => (root?.followsFrom?.length ?? 0) > 0));
  const open = keys(idsWhere(({ root }) => root?.followsFrom === null));
  return [
    ...findingsOf(cells).map(
      ({ known, claims }) => `${known?.id ?? '?'}: ${keys(claims.map(({ id }) => id))}`,
    ),
    ...(followers === '' ? [] : [`follow: ${followers}`]),
    ...(open === '' ? [] : [`cause undecided: ${open}`]),
  ].join('; ');
}

/** The known findings of all rows, each once, in the order of their ids. */
function seriesFindings(result: SeriesResult): KnownFinding[] {
  const known = new Map<string, KnownFinding>();
  for (const { findings } of allFindings(result)) {
    // Each C source has its own copy of a finding, which names the revision that it was compared with.
    for (const { known: one } of findings) if (one && !known.has(one.id)) known.set(one.id, one);
  }
  return [...known.values()].sort((a, b) => a.id.localeCompare(b.id));
}

/** "F01: a failed table allocation is reported as success; needs ...", one per finding. */
export function findingMeanings(result: SeriesResult): string[] {
  return seriesFindings(result).map(({ id, title, needs }) => `${id}: ${title}; needs ${needs}`);
}

function allFindings(
  result: SeriesResult,
): { contract: string; revision: string; cells: SeriesCell[]; findings: Finding[] }[] {
  return result.contracts.flatMap((contract) =>
    result.revisions.map(({ name: revision }) => {
      const cells = rowOf(result, contract, revision);
      return { contract, revision, cells, findings: findingsOf(cells) };
    }),
  );
}

export function seriesFindingsJson(result: SeriesResult): unknown {
  return allFindings(result).map(({ contract, revision, cells }) => ({
    contract,
    revision,
    findings: findingsJson(cells),
  }));
}
