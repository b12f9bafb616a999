/** The list of the ui: counterexamples by finding, revision or claim, and which of them are shown. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { KnownFinding } from '../../subject/findings.ts';
import type { Subject } from '../../subject/subject.ts';
import { byText } from '../../text/by-text.ts';
import { escaped } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';

/** A file of the list: its content, or the reason why it cannot be read. */
export type ListedFile =
  | {
      readonly file: string;
      readonly subject: Subject;
      readonly counterexample: Counterexample;
      /** Id of its known finding, or why there is none. */
      readonly finding: string;
    }
  | { readonly error: string };

type ListedCounterexample = Extract<ListedFile, { file: string }>;

export const groupings = ['finding', 'revision', 'claim'] as const;
export type Grouping = (typeof groupings)[number];

/** The filter of the list, as in its form. */
export interface ListFilter {
  readonly by: Grouping;
  /** A revision and a claim, or empty for all. */
  readonly revision: string;
  readonly claim: string;
  /** Words that file, revision, claim or operations must all contain. */
  readonly find: string;
}

/** Address of the page of a counterexample. */
export function showPath(file: string): string {
  return `/show?file=${encodeURIComponent(file)}`;
}

/** Invalid filters are ignored: an old address still leads to the list. */
export function filterOf(query: URLSearchParams): ListFilter {
  const by = groupings.find((grouping) => grouping === query.get('by'));
  return {
    by: by ?? 'finding',
    revision: query.get('revision') ?? '',
    claim: query.get('claim') ?? '',
    find: (query.get('find') ?? '').slice(0, 200),
  };
}

export function listHtml(files: readonly ListedFile[], filter: ListFilter): string[] {
  const read = files.filter((listed) => 'file' in listed);
  const subjects = new Set(read.map(({ subject }) => subject));
  const known = [...subjects].flatMap(({ findings }) => findings.all);
  const errors = files.flatMap((listed) => ('error' in listed ? [listed.error] : []));
  const shown = read.filter((one) => isShown(one, filter));
  const groups = new Map<string, ListedCounterexample[]>();
  for (const one of shown) {
    const name = groupOf(one, filter.by);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const sorted = [...groups].sort(([a], [b]) => order(a) - order(b) || byText(a, b));
  const count =
    shown.length === read.length ? '' : `<p>${shown.length} of ${read.length} are shown.</p>`;
  return [
    `<section aria-labelledby="files"><h2 id="files">${plural(files.length, 'counterexample')}</h2>`,
    ...filterForm(read, filter),
    count,
    ...errors.map((error) => `<p class="unreadable">✗ ${escaped(error)}</p>`),
    ...sorted.flatMap(([name, group]) => groupHtml(known, name, group)),
    '</section>',
  ];
}

/** Groups without a known finding, each with its title, in the order of the groups. */
const unnamed: ReadonlyMap<string, string> = new Map([
  ['none', 'No known finding'],
  ['failed', 'Finding not computed within its limits'],
  ['waiting', 'Finding not computed yet'],
]);

/** Known findings come first. */
function order(group: string): number {
  return [...unnamed.values()].indexOf(group);
}

function groupOf({ finding, counterexample }: ListedCounterexample, by: Grouping): string {
  if (by === 'revision') return counterexample.request.revision;
  if (by === 'claim') return counterexample.invariant;
  return unnamed.get(finding) ?? finding;
}

/** The description of a group, below its name. */
function meaningOf(known: readonly KnownFinding[], group: string): string[] {
  if (group === unnamed.get('waiting')) {
    return ['<p>It is being computed: <a href="">load the list again</a>.</p>'];
  }
  const finding = known.find(({ id }) => id === group);
  return finding === undefined ? [] : [`<p>${escaped(finding.title)}</p>`];
}

function isShown({ file, counterexample }: ListedCounterexample, filter: ListFilter): boolean {
  const { request, invariant, claim, text } = counterexample;
  const words = filter.find.toLowerCase().split(/\s+/);
  const all = [file, request.revision, invariant, claim, text].join(' ').toLowerCase();
  return (
    (filter.revision === '' || filter.revision === request.revision) &&
    (filter.claim === '' || filter.claim === invariant) &&
    words.every((word) => all.includes(word))
  );
}

function filterForm(files: readonly ListedCounterexample[], filter: ListFilter): string[] {
  const different = (values: readonly string[]): string[] => [...new Set(values)].sort(byText);
  const revisions = different(files.map(({ counterexample }) => counterexample.request.revision));
  const claims = different(files.map(({ counterexample }) => counterexample.invariant));
  return [
    '<form method="get" action="/">',
    `<label>Find <input type="search" name="find" value="${escaped(filter.find)}"></label>`,
    select('revision', 'Revision', [['', 'all'], ...pairs(revisions)], filter.revision),
    select('claim', 'Claim', [['', 'all'], ...pairs(claims)], filter.claim),
    select('by', 'Group by', pairs(groupings), filter.by),
    '<button type="submit">Show</button> <a href="/">Show all</a></form>',
  ];
}

/** Options whose text is their value. */
export function pairs(values: readonly string[]): [string, string][] {
  return values.map((value) => [value, value]);
}

export function select(
  name: string,
  label: string,
  values: readonly (readonly [value: string, name: string])[],
  chosen: string | undefined,
): string {
  const options = values.map(
    ([value, text]) =>
      `<option value="${escaped(value)}"${value === chosen ? ' selected' : ''}>${escaped(text)}</option>`,
  );
  return `<label>${escaped(label)} <select name="${name}">${options.join('')}</select></label>`;
}

function groupHtml(
  known: readonly KnownFinding[],
  name: string,
  files: readonly ListedCounterexample[],
): string[] {
  return [
    `<h3>${escaped(name)} <small>${plural(files.length, 'counterexample')}</small></h3>`,
    ...meaningOf(known, name),
    '<div class="scroll"><table class="files"><thead><tr><th scope="col">Counterexample</th><th scope="col">Revision</th><th scope="col">Breaks</th><th scope="col">Operations</th></tr></thead><tbody>',
    ...files.map(fileRow),
    '</tbody></table></div>',
  ];
}

function fileRow({ file, counterexample }: ListedCounterexample): string {
  const { request, invariant, claim, operations } = counterexample;
  const link = `<a href="${escaped(showPath(file))}">${escaped(file)}</a>`;
  const breaks = `<code>${escaped(invariant)}</code><br>${escaped(claim)}`;
  return `<tr><td>${link}</td><td>${escaped(request.revision)}</td><td>${breaks}</td><td>${operations.length}</td></tr>`;
}
