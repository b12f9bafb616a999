/** The rows of `tablewalk series`: known revisions, the commits of a range, or the patches of an mbox. */
import { basename } from 'node:path';
import { Option } from 'commander';
import {
  gitTexts,
  InputError,
  mboxTexts,
  parseChoice,
  parseCount,
  type SeriesName,
  type SeriesRow,
  seriesNames,
  seriesRevisions,
  seriesRows,
  textRows,
  vmemPath,
} from '../cli-api.ts';
import { valued } from './common-options.ts';
import { parseRevision } from './scope-options.ts';
import { withOption } from './source-options.ts';

export interface RowValues {
  readonly proposals?: boolean;
  readonly revisions?: string;
  readonly git?: string;
  readonly mbox?: string;
  readonly base?: string;
  readonly patchVersion?: number;
  readonly path?: string;
  readonly with?: readonly string[];
}

export function rowOptions(): Option[] {
  return [
    new Option('--proposals', 'with the repairs that this project proposes').conflicts([
      'revisions',
      'git',
      'mbox',
    ]),
    new Option(
      '--revisions <list>',
      'only these rows, or variants of them; see list revisions',
    ).conflicts(['git', 'mbox']),
    new Option('--git <tree>', 'a row for each commit of a range in this git repository').conflicts(
      'mbox',
    ),
    new Option('--mbox <file>', 'a row for each patch of a series in these mails; needs --base'),
    new Option('--base <file>', 'the text that the first patch changes, or a kernel tree'),
    valued('--patch-version <n>', 'of [PATCH v2 ...] (default: the newest)', (flag, text) =>
      parseCount(flag, text, 1, 99_999),
    ),
    valued('--path <file>', `the C text in the tree (default: ${vmemPath})`, parsePath),
    withOption(),
  ];
}

/** Git and patches name files from the top of the tree. */
function parsePath(flag: string, text: string): string {
  const parts = text.split('/');
  if (parts.every((part) => !['', '.', '..'].includes(part)) && !/\p{Cc}/u.test(text)) return text;
  throw new InputError(
    `${flag} is ${JSON.stringify(text.slice(0, 100))}; it must be a path from the top of the tree, such as ${vmemPath}`,
  );
}

/** What is named depends on the options, which are read before it. */
export function parseSeries(text: string, { git, mbox }: RowValues): string {
  if (git !== undefined || mbox !== undefined) return text;
  return parseChoice('the series', text, seriesNames);
}

export interface AskedRows {
  /** As titles name it. */
  readonly series: string;
  readonly rows: readonly SeriesRow[];
}

export async function rowsOf(asked: string | undefined, values: RowValues): Promise<AskedRows> {
  const { git: tree, mbox, path = vmemPath, with: further = [] } = values;
  if (mbox !== undefined) return patchRows(asked, mbox, values);
  refuseOptions(values, ['base', 'patchVersion'], '--mbox, which names the patches');
  if (tree !== undefined) {
    if (asked === undefined) {
      throw new InputError('--git needs a range of commits: tablewalk series --git TREE A..B');
    }
    const versions = await gitTexts({ tree, range: asked, path, further });
    return { series: asked, rows: await textRows(versions) };
  }
  refuseOptions(values, ['path', 'with'], '--git or --mbox, which names the texts');
  if (asked === undefined) {
    throw new InputError(
      `the series is missing; it must be one of ${seriesNames.join(', ')}, or give --git or --mbox`,
    );
  }
  const series = parseChoice('the series', asked, seriesNames);
  return { series, rows: knownRows(series, values) };
}

async function patchRows(
  asked: string | undefined,
  mbox: string,
  values: RowValues,
): Promise<AskedRows> {
  if (asked !== undefined) {
    throw new InputError(`${quoted(asked)} is given with --mbox: leave out one of the two`);
  }
  const { base, path = vmemPath, with: further = [], patchVersion = null } = values;
  if (base === undefined) {
    throw new InputError('--mbox needs --base: the text that the first patch changes');
  }
  const request = { mbox, base, path, further, version: patchVersion };
  const { version, versions } = await mboxTexts(request);
  const series = [basename(mbox), ...(version === null ? [] : [`v${version}`])].join(' ');
  return { series, rows: await textRows(versions) };
}

/** Options that mean something only beside another one. */
function refuseOptions(
  values: RowValues,
  names: readonly (keyof RowValues)[],
  without: string,
): void {
  const flags = { base: '--base', patchVersion: '--patch-version', path: '--path', with: '--with' };
  for (const [name, flag] of Object.entries(flags)) {
    const isGiven = values[name as keyof typeof flags] !== undefined;
    if (isGiven && names.some((one) => one === name)) {
      throw new InputError(`${flag} is given without ${without}`);
    }
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

/** A proposal that is named is a row without being asked for twice. */
function knownRows(
  series: SeriesName,
  { revisions: named, proposals = false }: RowValues,
): readonly SeriesRow[] {
  if (named === undefined) return seriesRevisions(series, proposals);
  const known = seriesRevisions(series, true).map(({ name }) => name);
  const names = named.split(',').map((text) => parseRow(text.trim(), series, known));
  return seriesRows(series, names);
}

/** A row of the series, or a variant of one. */
function parseRow(text: string, series: SeriesName, known: readonly string[]): string {
  const [base] = text.split('+');
  const name = parseRevision('--revisions', text);
  if (known.includes(base)) return name;
  throw new InputError(
    `--revisions names ${name}, and series ${series} has no row ${base}; it has ${known.join(', ')}`,
  );
}
