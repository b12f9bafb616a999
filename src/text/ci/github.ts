/** GitHub Actions: workflow commands that become annotations, and a job summary in Markdown. */

import { plural } from '../paragraph.ts';
import { shortened } from '../visible-text.ts';
import { type CiCase, type CiReport, isBad } from './ci-report.ts';

/** GitHub shows ten annotations of a level per step and silently drops the rest. */
const annotationsMax = 10;
/** GitHub rejects summaries of more than 1 MiB; each story takes a few KiB. */
const storiesMax = 20;
const rowsMax = 200;

/** The lines that a step prints; the last one is the verdict, for readers of the log. */
export function githubCommands({ name, cases, verdict }: CiReport): string {
  const bad = cases.filter(isBad);
  const noted = cases.filter(({ status }) => status === 'noted');
  return [
    ...annotations('error', bad),
    ...annotations('notice', noted),
    `tablewalk ${name}: ${oneLine(verdict)}`,
  ].join('\n');
}

function annotations(level: 'error' | 'notice', cases: readonly CiCase[]): string[] {
  const isMore = cases.length > annotationsMax;
  const shown = isMore ? cases.slice(0, annotationsMax - 1) : cases;
  const lines = shown.map(({ file, line, code, rule, name, message }) => {
    const place = placeProperties(code ?? { path: file, line: line ?? 1 });
    const properties = [...place, `title=${annotationProperty(`tablewalk: ${rule ?? name}`)}`];
    return `::${level} ${properties.join(',')}::${data(message)}`;
  });
  if (!isMore) return lines;
  const rest = plural(cases.length - shown.length, 'more result');
  return [...lines, `::${level} title=tablewalk::${data(`${rest}: see the job summary`)}`];
}

/** The line of the C source where the violation occurs, else the file of the case. */
function placeProperties(place: {
  readonly path: string | null;
  readonly line: number;
  readonly column?: number;
}): string[] {
  if (place.path === null) return [];
  const column = place.column === undefined ? [] : [`col=${place.column}`];
  return [`file=${annotationProperty(place.path)}`, `line=${place.line}`, ...column];
}

/** Escapes the text after `::`: an unescaped line end would start another command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function annotationProperty(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}

const marks = {
  passed: 'passed',
  failed: '**failed**',
  error: '**undecided**',
  noted: 'noted',
  skipped: 'skipped',
} as const;

/** The summary on the page of a job. */
export function githubSummary({ name, cases, verdict, markdown }: CiReport): string {
  const heading = `## tablewalk ${name}`;
  if (markdown !== undefined) return [heading, '', inText(verdict), '', markdown, ''].join('\n');
  const shown = cases.filter(({ status }) => status !== 'passed');
  const bad = cases.filter(isBad);
  const table = shown
    .slice(0, rowsMax)
    .map((one) => `| ${marks[one.status]} | ${cell(one.name)} | ${cell(one.message)} |`);
  const head = ['| | | |', '| --- | --- | --- |'];
  const more = shown.length - rowsMax;
  const stories = bad.filter(({ details }) => details !== '').slice(0, storiesMax);
  return [
    heading,
    '',
    inText(verdict),
    '',
    ...(shown.length === 0 ? [] : [...head, ...table, '']),
    ...(more > 0 ? [`${plural(more, 'more row')} omitted.`, ''] : []),
    ...stories.flatMap(detailsBlock),
    `${plural(cases.length - shown.length, 'case')} passed.`,
    '',
  ].join('\n');
}

function detailsBlock({ name, details }: CiCase): string[] {
  const runs = [...details.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return [
    `<details><summary>${inText(name)}</summary>`,
    '',
    `${fence}text`,
    details,
    fence,
    '',
    '</details>',
    '',
  ];
}

/** Plain text: no markup, no links, no mentions. */
function inText(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]@#~|]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function cell(text: string): string {
  const cut = shortened(text, 400);
  return inText(cut);
}
