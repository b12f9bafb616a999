/** The pages of `tablewalk ui` except the counterexample itself: the list, the forms, a job and its result. */

import type { Subject } from '../../subject/subject.ts';
import { escaped, htmlPage } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';
import type { CheckResult, InvariantResult, InvariantVerdict } from '../check/result.ts';
import { verdictText } from '../check/verdict-words.ts';
import { seriesNames } from '../series/rows.ts';
import type { PageAssets } from '../show/page-html.ts';
import { type ListedFile, type ListFilter, listHtml, pairs, select, showPath } from './list.ts';
import { type SwarmView, swarmSection } from './swarm.ts';

export interface UiIndex {
  readonly subject: Subject;
  readonly files: readonly ListedFile[];
  readonly filter: ListFilter;
  /** Choices for the time limit of a check, in seconds. */
  readonly seconds: readonly number[];
  /** Null if the ui follows no swarm. */
  readonly swarm: SwarmView | null;
  /** The running job, or the last one; null if there was none. */
  readonly job: { readonly id: number; readonly title: string } | null;
}

export interface UiJob {
  readonly id: number;
  readonly title: string;
  readonly isRunning: boolean;
  /** Its result as text; empty while it runs. */
  readonly text: string;
  /** For a check with a result. */
  readonly result: CheckResult | null;
  /** Why it has no result; else null. */
  readonly problem: string | null;
  readonly hasMatrix: boolean;
}

export function uiIndexHtml(assets: PageAssets, index: UiIndex): string {
  const { subject, files, filter, seconds, swarm, job } = index;
  const { presets } = subject.scopes;
  const { revisions } = subject;
  const claims = subject.claims.invariants.map(({ id }) => id);
  const last =
    job === null ? [] : [`<p>Last: <a href="/jobs/${job.id}">${escaped(job.title)}</a></p>`];
  return frame(assets, 'tablewalk', [
    `<header><h1>tablewalk</h1><p>Counterexamples${subject.series === undefined ? ' and checks' : ', checks and the matrix of a series'} of ${escaped(subject.story.modelled)}, on this machine only.</p></header>`,
    '<main>',
    ...(swarm === null ? [] : swarmSection(swarm)),
    '<section aria-labelledby="check"><h2 id="check">Search a scope</h2>',
    '<form method="post" action="/check">',
    select('preset', 'Preset', pairs(presets.map(({ name }) => name)), presets[0].name),
    ...(revisions === undefined
      ? []
      : [
          select(
            'revision',
            'Revision',
            pairs(revisions.all.map(({ name }) => name)),
            revisions.defaultName,
          ),
        ]),
    select('invariant', 'Claim', pairs(['all', ...claims]), 'all'),
    select('seconds', 'At most (seconds)', pairs(seconds.map(String)), String(seconds[0])),
    '<button type="submit" class="primary">Check</button></form>',
    ...presetsHtml(subject),
    ...last,
    '</section>',
    ...seriesForm(subject),
    ...listHtml(files, filter),
    '</main>',
  ]);
}

function seriesForm(subject: Subject): string[] {
  if (subject.series === undefined) return [];
  return [
    '<section aria-labelledby="series"><h2 id="series">Matrix of a series</h2>',
    '<form method="post" action="/series">',
    select('series', 'Series', pairs(seriesNames(subject)), 'v2'),
    '<button type="submit">Sweep</button></form>',
    '</section>',
  ];
}

/** Purpose and cost of each preset. */
function presetsHtml({ scopes }: Subject): string[] {
  const { presets, presetNotes } = scopes;
  return [
    '<details><summary>Meaning of the presets</summary><dl class="facts-list">',
    ...presets.map(
      ({ name, purpose, size }) =>
        `<dt>${escaped(name)}</dt><dd>${escaped(purpose)} (${escaped(size)})</dd>`,
    ),
    '</dl>',
    ...presetNotes.map((note) => `<p>${escaped(note)}</p>`),
    '</details>',
  ];
}

/** A way back to the list, on every page. */
const back = '<p><a href="/">← all counterexamples and checks</a></p>';

export function uiJobHtml(assets: PageAssets, job: UiJob): string {
  const { id, title, isRunning } = job;
  const running = [
    // The script of the page fills this, and reloads the page when the job is finished.
    `<div id="job" data-events="/jobs/${id}/events" role="status">starting</div>`,
    `<form method="post" action="/jobs/${id}/stop"><button type="submit">Stop</button></form>`,
  ];
  return frame(assets, title, [
    `<header>${back}<h1>${escaped(title)}</h1></header>`,
    '<main><section aria-label="result">',
    ...(isRunning ? running : doneHtml(job)),
    '</section></main>',
  ]);
}

function doneHtml({ id, text, result, problem, hasMatrix }: UiJob): string[] {
  if (problem !== null) return [`<p class="unreadable">✗ ${escaped(problem)}</p>`];
  return [
    ...(hasMatrix ? [`<p><a href="/jobs/${id}/matrix">Open the matrix</a></p>`] : []),
    ...(result === null ? [] : checkHtml(result)),
    '<details><summary>The report as text</summary>',
    `<pre>${escaped(text)}</pre></details>`,
  ];
}

export function uiErrorHtml(assets: PageAssets, message: string): string {
  return frame(assets, 'Invalid request', [
    `<header>${back}<h1>Invalid request</h1></header>`,
    `<main><p>${escaped(message)}</p></main>`,
  ]);
}

function frame({ script, style }: PageAssets, title: string, body: readonly string[]): string {
  return htmlPage({ title, style, body: [...body, `<script>${script}</script>`] });
}

const verdictWords: Readonly<Record<InvariantVerdict, string>> = {
  violated: '✗ violated',
  holds: '✓ holds',
  undecided: '? undecided',
  'not-judged': '– not judged',
};

const verdictOrder: readonly InvariantVerdict[] = ['violated', 'undecided', 'holds', 'not-judged'];

/** Violations first; strict readings, which do not affect the verdict, in a separate table. */
function checkHtml(result: CheckResult): string[] {
  const isDeciding = ({ isAside }: InvariantResult): boolean => !isAside;
  const deciding = result.invariants.filter(isDeciding);
  const aside = result.invariants.filter((one) => !isDeciding(one));
  return [
    `<p class="verdict-line ${result.verdict}"><b>${escaped(verdictText(result))}</b></p>`,
    ...tableHtml(deciding),
    ...(aside.length === 0
      ? []
      : ['<h2>Strict readings, which do not affect the verdict</h2>', ...tableHtml(aside)]),
  ];
}

function tableHtml(results: readonly InvariantResult[]): string[] {
  const sorted = [...results].sort(
    (a, b) => verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict),
  );
  return [
    '<div class="scroll"><table class="verdicts"><thead><tr><th scope="col">Verdict</th><th scope="col">Claim</th><th scope="col">Counterexample</th></tr></thead><tbody>',
    ...sorted.map(rowHtml),
    '</tbody></table></div>',
  ];
}

function rowHtml({ invariant, verdict, violation }: InvariantResult): string {
  const { id, claim } = invariant;
  const length =
    violation === null
      ? ''
      : `${plural(violation.operations, 'operation')}, ${plural(violation.steps, 'step')}`;
  const file = violation?.file ?? null;
  const link =
    file === null ? '' : `<a href="${escaped(showPath(file))}">open ${escaped(file)}</a><br>`;
  return `<tr class="${verdict}"><td>${verdictWords[verdict]}</td><td><code>${escaped(id)}</code><br>${escaped(claim)}</td><td>${link}${length}</td></tr>`;
}
