/** The pages of `tablewalk ui` but for the counterexample itself: the list, the forms, a job under way. */

import { presets } from '../config/presets.ts';
import { allInvariantIds } from '../invariants/catalogue.ts';
import { revisionNames } from '../model/kernel/revisions.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { escaped, htmlPage } from './html.ts';
import type { PageAssets } from './page-html.ts';
import { plural } from './paragraph.ts';
import { seriesNames } from './series-rows.ts';

/** A file of the list: what it holds, or why it cannot be read. */
export type ListedFile =
  | { readonly file: string; readonly counterexample: Counterexample }
  | { readonly error: string };

export interface UiIndex {
  readonly files: readonly ListedFile[];
  /** Times that a check may take, in seconds. */
  readonly seconds: readonly number[];
  /** The job under way, or the last one; null if there was none. */
  readonly job: { readonly id: number; readonly title: string } | null;
}

export interface UiJob {
  readonly id: number;
  readonly title: string;
  readonly isRunning: boolean;
  /** What it found, as text; empty while it runs. */
  readonly text: string;
  /** Counterexamples that it wrote. */
  readonly files: readonly string[];
  readonly hasMatrix: boolean;
}

/** Where a counterexample is drawn. */
function showPath(file: string): string {
  return `/show?file=${encodeURIComponent(file)}`;
}

export function uiIndexHtml(assets: PageAssets, { files, seconds, job }: UiIndex): string {
  const last =
    job === null ? [] : [`<p>Last: <a href="/jobs/${job.id}">${escaped(job.title)}</a></p>`];
  return frame(assets, 'tablewalk', [
    '<header><h1>tablewalk</h1><p>Counterexamples, checks and the matrix of a series, on this machine only.</p></header>',
    '<main>',
    '<section aria-labelledby="check"><h2 id="check">Search a scope</h2>',
    '<form method="post" action="/check">',
    select(
      'preset',
      'Preset',
      presets.map(({ name }) => name),
    ),
    select('revision', 'Revision', revisionNames, 'linux-5.10'),
    select('invariant', 'Claim', ['all', ...allInvariantIds]),
    select('seconds', 'At most (seconds)', seconds.map(String)),
    '<button type="submit" class="primary">Check</button></form></section>',
    '<section aria-labelledby="series"><h2 id="series">Matrix of a series</h2>',
    '<form method="post" action="/series">',
    select('series', 'Series', seriesNames, 'v2'),
    '<button type="submit">Sweep</button></form>',
    ...last,
    '</section>',
    `<section aria-labelledby="files"><h2 id="files">${plural(files.length, 'counterexample')}</h2>`,
    '<ul class="files">',
    ...files.map(fileItem),
    '</ul></section></main>',
  ]);
}

function fileItem(listed: ListedFile): string {
  if ('error' in listed) return `<li>${escaped(listed.error)}</li>`;
  const { file, counterexample } = listed;
  const { request, invariant, claim, operations } = counterexample;
  return `<li><a href="${escaped(showPath(file))}">${escaped(file)}</a><br><b>${escaped(request.revision)}</b> <code>${escaped(invariant)}</code>: ${escaped(claim)} ${plural(operations.length, 'operation')}.</li>`;
}

function select(
  name: string,
  label: string,
  values: readonly string[],
  chosen = values[0],
): string {
  const options = values.map(
    (value) => `<option${value === chosen ? ' selected' : ''}>${escaped(value)}</option>`,
  );
  return `<label>${escaped(label)} <select name="${name}">${options.join('')}</select></label>`;
}

export function uiJobHtml(assets: PageAssets, job: UiJob): string {
  const { id, title, isRunning, text, files, hasMatrix } = job;
  const running = [
    // The script of the page fills this, and asks for the page again when the job is over.
    `<div id="job" data-events="/jobs/${id}/events" role="status">starting</div>`,
    `<form method="post" action="/jobs/${id}/stop"><button type="submit">Stop</button></form>`,
  ];
  const done = [
    ...(hasMatrix ? [`<p><a href="/jobs/${id}/matrix">The matrix</a></p>`] : []),
    ...(files.length === 0 ? [] : ['<h2>Look at what it found</h2>', '<ul class="files">']),
    ...files.map((file) => `<li><a href="${escaped(showPath(file))}">${escaped(file)}</a></li>`),
    ...(files.length === 0 ? [] : ['</ul>']),
    `<pre>${escaped(text)}</pre>`,
  ];
  return frame(assets, title, [
    `<header><p><a href="/">tablewalk</a></p><h1>${escaped(title)}</h1></header>`,
    '<main><section aria-label="result">',
    ...(isRunning ? running : done),
    '</section></main>',
  ]);
}

export function uiErrorHtml(assets: PageAssets, message: string): string {
  return frame(assets, 'That is not possible', [
    '<header><p><a href="/">tablewalk</a></p><h1>That is not possible</h1></header>',
    `<main><p>${escaped(message)}</p></main>`,
  ]);
}

function frame({ script, style }: PageAssets, title: string, body: readonly string[]): string {
  return htmlPage({ title, style, body: [...body, `<script>${script}</script>`] });
}
