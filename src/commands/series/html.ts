/** A series as one HTML page without scripts: the matrix, with a story for each violated cell. */

import { storyText } from '../../counterexample/story.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Subject } from '../../subject/subject.ts';
import { escaped, htmlPage } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';
import { rootText } from '../check/findings.ts';
import { findingMeanings, findingsInRow, rowFindingLines } from './findings.ts';
import {
  cellOf,
  newlyApplicableOf,
  regressionsOf,
  type SeriesCell,
  type SeriesResult,
} from './result.ts';
import { seriesStyle } from './style.ts';
import {
  claimKey,
  configurationFlags,
  follows,
  historiesOf,
  holdsMeaning,
  openLines,
  regressionLines,
  rowWords,
  sweptText,
} from './words.ts';

export function seriesHtml(result: SeriesResult): string {
  const { series, version, revisions, invariants, contracts, command } = result;
  const title = `tablewalk series ${series}`;
  const body = [
    '<main>',
    `<h1>${escaped(title)}</h1>`,
    `<p>${plural(revisions.length, 'revision')}, ${plural(invariants.length, 'invariant')}, tablewalk ${escaped(version)}. ${escaped(sweptText(result))}</p>`,
    ...legend(result),
    ...rowList(result),
    ...contracts.flatMap((contract) => matrix(result, contract)),
    ...bulletList('Findings, and which claims each violates by itself', rowFindingLines(result)),
    ...bulletList('What they need on a real machine', findingMeanings(result)),
    ...bulletList('Undecided', openLines(result)),
    ...bulletList('Regressions (held in the row before)', regressionLines(regressionsOf(result))),
    ...bulletList('Newly applicable and violated', regressionLines(newlyApplicableOf(result))),
    '<h2>Line by line</h2>',
    ...invariants.flatMap((invariant) => history(result, invariant)),
    '<h2>Repeat</h2>',
    `<pre>${escaped(command)}</pre>`,
    '</main>',
    ...result.cells.flatMap((cell) => story(result.subject, cell)),
  ];
  return htmlPage({ title, style: seriesStyle, body });
}

function legend({ cells }: SeriesResult): string[] {
  const gap = cells.some(({ verdict }) => verdict === 'not-searched')
    ? ['<li><span class="cell not-searched">x</span> not searched; its row states the reason</li>']
    : [];
  return ['<ul class="legend">', ...legendOfAll, ...gap, '</ul>'];
}

const legendOfAll = [
  `<li><span class="cell holds">✓</span> ${holdsMeaning}</li>`,
  '<li><span class="cell violated">✗3</span> a cause: on some path no other claim of the row is violated first; the shortest story has 3 operations; click to open it</li>',
  '<li><span class="cell follows">↳3</span> violated, and follows from others: on every path to it one of them is violated first</li>',
  '<li><span class="cell violated">✗3?</span> violated; the search for its cause did not finish</li>',
  '<li><span class="cell undecided">?</span> undecided: a limit was reached first</li>',
  '<li><span class="cell not-applicable">–</span> not applicable: never put to the test, so not violated either</li>',
  '<li><b>*</b> a strict reading, which the series violates by design; it counts as a cause only if named with --invariants</li>',
];

function rowList(result: SeriesResult): string[] {
  const rows = rowWords(result);
  if (rows.length === 0) return [];
  return [
    '<h2>Rows</h2>',
    '<dl>',
    ...rows.map(
      ({ name, lines }) =>
        `<dt>${escaped(name)}</dt><dd>${lines.map((line) => escaped(line)).join('<br>')}</dd>`,
    ),
    '</dl>',
  ];
}

function matrix(result: SeriesResult, contract: string): string[] {
  const { revisions, invariants } = result;
  const name = `matrix-${contract}`;
  return [
    `<h2 id="${name}">Contract ${escaped(result.subject.series?.describeContract(contract) ?? contract)}</h2>`,
    // Scrollable, so it must be reachable by keyboard.
    `<div class="scroll" role="region" aria-labelledby="${name}" tabindex="0">`,
    `<table aria-labelledby="${name}">`,
    '<thead><tr><td></td>',
    ...invariants.map(headCell),
    '<th scope="col"><span>findings</span></th>',
    '</tr></thead>',
    '<tbody>',
    ...revisions.flatMap((revision) => [
      `<tr><th scope="row" title="${escaped(revision.changes)}">${escaped(revision.name)}</th>`,
      ...invariants.map(({ id }) => cell(cellOf(result, contract, revision.name, id))),
      `<td class="findings">${escaped(findingsInRow(result, contract, revision.name))}</td>`,
      '</tr>',
    ]),
    '</tbody>',
    '</table>',
    '</div>',
  ];
}

function headCell(invariant: Invariant): string {
  const star = invariant.premise === undefined ? '' : '<b>*</b>';
  return `<th scope="col" title="${escaped(`${claimKey(invariant)}: ${invariant.claim}`)}"><span>${escaped(invariant.id)}${star}</span></th>`;
}

const marks = { holds: '✓', undecided: '?', 'not-applicable': '–', 'not-searched': 'x' } as const;
const cellWords = {
  holds: 'holds',
  undecided: 'undecided',
  'not-applicable': 'not applicable',
  'not-searched': 'not searched',
} as const;

function idOf({ contract, revision, invariant }: SeriesCell): string {
  return `${contract}--${revision}--${invariant.id}`;
}

function cell(one: SeriesCell): string {
  const { verdict, violation, revision, invariant, root } = one;
  const where = `${revision}, ${invariant.id}`;
  if (verdict !== 'violated' || violation === null) {
    const word = verdict === 'violated' ? 'undecided' : verdict;
    return `<td><span class="cell ${word}" role="img" aria-label="${cellWords[word]}" title="${escaped(`${where}: ${cellWords[word]}`)}">${marks[word]}</span></td>`;
  }
  const cause = rootText(root);
  const summary = `${where}: violated in ${plural(violation.operations, 'operation')}`;
  const title = cause === '' ? summary : `${summary}. ${cause}`;
  const [look, mark] = follows(one) ? ['follows', '↳'] : ['violated', '✗'];
  const open = root?.followsFrom === null ? '?' : '';
  return `<td><button class="cell ${look}" popovertarget="${escaped(idOf(one))}" aria-label="${escaped(`${title.replace(/\.$/, '')}, open the story`)}" title="${escaped(title)}">${mark}${violation.operations}${open}</button></td>`;
}

function bulletList(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    `<h2>${escaped(title)}</h2>`,
    '<ul>',
    ...lines.map((line) => `<li>${escaped(line)}</li>`),
    '</ul>',
  ];
}

function history(result: SeriesResult, invariant: Invariant): string[] {
  const premise = invariant.premise === undefined ? [] : [`Strict reading: ${invariant.premise}.`];
  return [
    `<h3>${escaped(invariant.id)}</h3>`,
    ...[invariant.claim, ...premise].map((text) => `<p>${escaped(text)}</p>`),
    '<ul>',
    ...historiesOf(result, invariant).map(
      ({ line, contracts, text }) =>
        `<li><b>${escaped(line)}</b>, ${contracts.join(' and ')}: ${escaped(text)}</li>`,
    ),
    '</ul>',
  ];
}

/** A native popover: Escape closes it and returns the focus to its cell. */
function story(subject: Subject, one: SeriesCell): string[] {
  const { violation, invariant, revision, contract, root } = one;
  if (violation === null) return [];
  const cause = rootText(root);
  const id = escaped(idOf(one));
  const story = storyText(subject, violation);
  return [
    `<section id="${id}" class="story" popover role="dialog" aria-labelledby="${id}--title">`,
    `<header><h2 id="${id}--title">${escaped(`${revision}, ${invariant.id}, contract ${contract}`)}</h2><button popovertarget="${id}" popovertargetaction="hide" aria-label="close">✕</button></header>`,
    ...(cause === '' ? [] : [`<p>${escaped(cause)}</p>`]),
    `<p>Smallest configuration of the sweep that shows it: <code>${escaped(configurationFlags(subject, violation))}</code></p>`,
    `<pre tabindex="0">${escaped(story)}</pre>`,
    '</section>',
  ];
}
