/** A series for a terminal or a mail: the matrix, the outcome of each claim, and the shortest stories. */

import type { Invariant } from '../../invariants/invariant.ts';
import {
  commandLines,
  lineColumns,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import { findingMeanings, rowFindingLines } from './findings.ts';
import {
  cellOf,
  newlyApplicableOf,
  regressionsOf,
  type SeriesCell,
  type SeriesResult,
} from './result.ts';
import {
  claimKey,
  historiesOf,
  openLines,
  regressionLines,
  rowWords,
  storyLine,
  sweptText,
  symbolMeanings,
  symbolOf,
  tellingCells,
} from './words.ts';

/** The summary of a series. Times go to the other stream. */
export function seriesText(result: SeriesResult, paint: Paint): string {
  const { version, series, revisions, invariants, contracts } = result;
  return [
    ...paragraph(
      `tablewalk ${version} series ${series}: ${plural(revisions.length, 'revision')}, ${plural(invariants.length, 'invariant')}, ${contracts.length === 1 ? 'contract' : 'contracts'} ${contracts.join(' and ')}`,
    ).map(paint.strong),
    ...paragraph(sweptText(result)).map(result.isInterrupted ? paint.unsure : (line) => line),
    ...rowLines(result, paint),
    ...contracts.flatMap((contract) => matrixLines(result, contract, paint)),
    '',
    ...table(symbolMeanings(result)),
    '',
    ...table(invariants.map((invariant) => [claimKey(invariant), invariant.id])),
    ...section('Findings, and which claims each violates by itself', rowFindingLines(result)),
    ...section('What they need on a real machine', findingMeanings(result)),
    ...section('Undecided', openLines(result)),
    ...section(
      'Regressions (held in the row before)',
      regressionLines(regressionsOf(result)),
      'none',
    ),
    ...section(
      'Newly applicable and violated (not put to the test in the row before)',
      regressionLines(newlyApplicableOf(result)),
    ),
    '',
    'Line by line:',
    ...invariants.flatMap((invariant) => historyLines(result, invariant)),
    ...seriesStories(result),
    '',
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

/** The origin of the rows, in a series of patches. */
function rowLines(result: SeriesResult, paint: Paint): string[] {
  const rows = rowWords(result);
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const described = rows.flatMap(({ name, lines: [first = '', ...rest], isSearched }) => [
    ...paragraph(first, `  ${name.padEnd(width)}`, ' '.repeat(width + 2)),
    ...rest
      .flatMap((line) => paragraph(line, ' '.repeat(width + 2), ' '.repeat(width + 4)))
      .map(isSearched ? (line) => line : paint.unsure),
  ]);
  return ['', 'Rows:', ...described];
}

function section(title: string, lines: readonly string[], otherwise = ''): string[] {
  if (lines.length === 0) return otherwise === '' ? [] : ['', `${title}: ${otherwise}.`];
  return ['', ...paragraph(`${title}:`), ...lines.flatMap((line) => paragraph(line, '  ', '    '))];
}

/** Longer names have a line of their own. */
const labelMax = 30;

/** As many columns as fit in a block; the others follow below. */
function matrixLines(result: SeriesResult, contract: string, paint: Paint): string[] {
  const { revisions, invariants } = result;
  const longest = Math.max(...revisions.map(({ name }) => name.length));
  const labelWidth = Math.min(longest, labelMax) + 2;
  const symbols = result.cells.filter((cell) => cell.contract === contract).map(symbolOf);
  const width =
    Math.max(...[...invariants.map(claimKey), ...symbols].map((text) => text.length)) + 1;
  const most = Math.floor((lineColumns() - labelWidth) / width);
  const blockCount = Math.ceil(invariants.length / most);
  const columns = Math.ceil(invariants.length / blockCount);
  const lines = [
    '',
    ...paragraph(`Contract ${result.subject.series?.describeContract(contract) ?? contract}`),
  ];
  for (let from = 0; from < invariants.length; from += columns) {
    const block = invariants.slice(from, from + columns);
    const head = block.map((invariant) => claimKey(invariant).padEnd(width)).join('');
    lines.push('', `${' '.repeat(labelWidth)}${head}`.trimEnd());
    for (const { name } of revisions) {
      const cells = block.map((invariant) => cellOf(result, contract, name, invariant.id));
      const cellsText = cells.map((cell) => painted(cell, width, paint)).join('');
      // The name of a variant may be too long for a line with other text.
      const isLong = name.length > labelMax;
      if (isLong) lines.push(name);
      lines.push(`${(isLong ? '' : name).padEnd(labelWidth)}${cellsText}`.trimEnd());
    }
  }
  return lines;
}

function painted(cell: SeriesCell, width: number, paint: Paint): string {
  const symbol = symbolOf(cell);
  const padding = ' '.repeat(width - symbol.length);
  if (cell.verdict === 'violated') return `${paint.bad(symbol)}${padding}`;
  if (cell.verdict === 'undecided') return `${paint.unsure(symbol)}${padding}`;
  return `${cell.verdict === 'holds' ? paint.good(symbol) : symbol}${padding}`;
}

function historyLines(result: SeriesResult, invariant: Invariant): string[] {
  const rows = historiesOf(result, invariant).map(({ line, contracts, text }) => [
    line,
    contracts.join('+'),
    text,
  ]);
  return [`  ${invariant.id}`, ...table(rows, '    ')];
}

/** One line each, and a second one for the file. */
function seriesStories(result: SeriesResult): string[] {
  const lines = result.invariants.flatMap((invariant) => {
    const cells = tellingCells(result, invariant);
    const stories = cells.flatMap((cell) => cellStory(cell));
    return stories.length === 0 ? [] : [`  ${invariant.id}`, ...stories];
  });
  return lines.length === 0
    ? []
    : ['', 'Shortest stories, at the first row of each violation:', ...lines];
}

function cellStory({ revision, contract, violation }: SeriesCell): string[] {
  if (violation === null) return [];
  const { file } = violation;
  return [
    ...paragraph(`${revision}, ${contract}: ${storyLine(violation)}`, '    ', '      '),
    ...(file === null ? [] : [`      ${file}`]),
  ];
}
