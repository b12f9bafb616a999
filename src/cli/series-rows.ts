/** The rows of `tablewalk series`: known revisions, or the commits of a range. */
import { Option } from 'commander';
import {
  gitTexts,
  InputError,
  parseChoice,
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
  readonly path?: string;
  readonly with?: readonly string[];
}

export function rowOptions(): Option[] {
  return [
    new Option('--proposals', 'with the repairs that this project proposes').conflicts([
      'revisions',
      'git',
    ]),
    new Option(
      '--revisions <list>',
      'only these rows, or variants of them; see list revisions',
    ).conflicts('git'),
    new Option('--git <tree>', 'a row for each commit of a range in this git repository'),
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

export interface AskedRows {
  /** As titles name it. */
  readonly series: string;
  readonly rows: readonly SeriesRow[];
}

export async function rowsOf(asked: string | undefined, values: RowValues): Promise<AskedRows> {
  const { git: tree, path, with: further = [] } = values;
  if (tree !== undefined) {
    if (asked === undefined) {
      throw new InputError('--git needs a range of commits: tablewalk series --git TREE A..B');
    }
    const versions = await gitTexts({ tree, range: asked, path: path ?? vmemPath, further });
    return { series: asked, rows: await textRows(versions) };
  }
  refuseTextOptions(values);
  if (asked === undefined) {
    throw new InputError(
      `the series is missing; it must be one of ${seriesNames.join(', ')}, or name one with --git`,
    );
  }
  const series = parseChoice('the series', asked, seriesNames);
  return { series, rows: knownRows(series, values) };
}

function refuseTextOptions({ path, with: further }: RowValues): void {
  const flag = path === undefined ? '--with' : '--path';
  if (path === undefined && further === undefined) return;
  throw new InputError(`${flag} is given without --git, which names the tree of the text`);
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
