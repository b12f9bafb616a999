/** A series as Markdown: for issues, wikis, and mails. */

import { type Paint, plain, plural } from '../../text/paragraph.ts';
import { commandHere } from '../../text/shell.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { findingMeanings, findingsInRow, rowFindingLines } from './findings.ts';
import {
  cellOf,
  newlyApplicableOf,
  regressionsOf,
  type SeriesCell,
  type SeriesResult,
} from './result.ts';
import {
  claimKey,
  follows,
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

export function seriesMarkdown(result: SeriesResult, { self }: Paint = plain): string {
  const { series, revisions, invariants, contracts } = result;
  return [
    `## tablewalk series ${series}`,
    '',
    `${plural(revisions.length, 'revision')}, ${plural(invariants.length, 'invariant')}. ${sweptText(result)}`,
    ...rowLines(result),
    ...contracts.flatMap((contract) => matrixLines(result, contract)),
    '',
    ...symbolMeanings(result).map(([symbol, meaning]) => `- \`${symbol}\` ${meaning}`),
    '',
    ...tableLines(
      ['Key', 'Invariant', 'Claim'],
      invariants.map((invariant) => [
        code(claimKey(invariant)),
        code(invariant.id),
        invariant.claim,
      ]),
    ),
    ...section('Findings, and which claims each violates by itself', rowFindingLines(result)),
    ...section('What they need on a real machine', findingMeanings(result)),
    ...section('Undecided', openLines(result)),
    ...section('Regressions (held in the row before)', regressionLines(regressionsOf(result))),
    ...section('Newly applicable and violated', regressionLines(newlyApplicableOf(result))),
    '',
    '### Line by line',
    '',
    ...tableLines(
      ['Invariant', 'Line', 'Contract', 'Outcome'],
      invariants.flatMap((invariant) =>
        historiesOf(result, invariant).map(({ line, contracts: under, text }) => [
          code(invariant.id),
          line,
          under.join(', '),
          text,
        ]),
      ),
    ),
    ...section(
      'Shortest stories, at the first row of each violation',
      invariants.flatMap((invariant) => tellingCells(result, invariant).flatMap(markdownStory)),
    ),
    '',
    `Repeat: ${code(commandHere(result.command, self))}`,
  ].join('\n');
}

/** Subjects come from mails and commits: their text must not become markup. */
function rowLines(result: SeriesResult): string[] {
  const rows = rowWords(result);
  if (rows.length === 0) return [];
  const cells = rows.map(({ name, lines }) => [code(name), lines.map(code).join('<br>')]);
  return ['', '### Rows', '', ...tableLines(['Row', 'Meaning'], cells)];
}

/** A fence longer than any in the text, so that the text cannot end it. */
function code(text: string): string {
  const line = visibleLine(text);
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const mark = '`'.repeat(Math.max(0, ...runs) + 1);
  const space = runs.length === 0 ? '' : ' ';
  return `${mark}${space}${line}${space}${mark}`;
}

function section(title: string, lines: readonly string[]): string[] {
  const items = lines.length === 0 ? ['- none'] : lines.map((line) => `- ${line}`);
  return ['', `### ${title}`, '', ...items];
}

function matrixLines(result: SeriesResult, contract: string): string[] {
  const { revisions, invariants } = result;
  return [
    '',
    `### Contract ${result.subject.series?.describeContract(contract) ?? contract}`,
    '',
    ...tableLines(
      [
        'Revision',
        ...invariants.map((invariant) => claimKey(invariant).replace('*', '\\*')),
        'Findings',
      ],
      revisions.map(({ name }) => [
        name,
        ...invariants.map(({ id }) => {
          const cell = cellOf(result, contract, name, id);
          const isCause = cell.verdict === 'violated' && !follows(cell);
          return isCause ? `**${symbolOf(cell)}**` : symbolOf(cell);
        }),
        findingsInRow(result, contract, name),
      ]),
    ),
  ];
}

function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function markdownStory({ revision, contract, invariant, violation }: SeriesCell): string[] {
  if (violation === null) return [];
  const file = violation.file === null ? '' : ` (${code(violation.file)})`;
  return [`${code(invariant.id)}, ${revision}, ${contract}: ${storyLine(violation)}${file}`];
}
