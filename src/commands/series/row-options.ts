/** The rows of `tablewalk series`: known revisions, the commits of a range, or the patches of a mailbox. */
import { Option } from 'commander';
import { parseRevision } from '../../cli/scope-options.ts';
import { givenVersions, type VersionValues, versionOptions } from '../../cli/version-options.ts';
import { InputError } from '../../errors.ts';
import { parseChoice } from '../../input/parse-values.ts';
import { textRows } from '../../subjects/vmem/texts/text-versions.ts';
import {
  type SeriesName,
  type SeriesRow,
  seriesNames,
  seriesRevisions,
  seriesRows,
} from './rows.ts';

export interface RowValues extends VersionValues {
  readonly proposals?: boolean;
  readonly revisions?: string;
}

export function rowOptions(): Option[] {
  return [
    new Option(
      '--proposals',
      'include later kernels and the repairs that this project proposes',
    ).conflicts(['revisions', 'git', 'mbox']),
    new Option(
      '--revisions <list>',
      'show only these rows, or variants of them; see list revisions',
    ).conflicts(['git', 'mbox']),
    ...versionOptions('a row'),
  ];
}

/** The accepted names depend on the options, which are parsed first. */
export function parseSeries(text: string, { git, mbox }: RowValues): string {
  if (git !== undefined || mbox !== undefined) return text;
  return parseChoice('the series', text, seriesNames);
}

export interface AskedRows {
  /** As used in titles. */
  readonly series: string;
  readonly rows: readonly SeriesRow[];
}

export async function rowsOf(asked: string | undefined, values: RowValues): Promise<AskedRows> {
  const given = await givenVersions('series', asked, values);
  if (given !== null) return { series: given.title, rows: await textRows(given.versions) };
  if (asked === undefined) {
    throw new InputError(
      `the series is missing; it must be one of ${seriesNames.join(', ')}, or give --git or --mbox`,
    );
  }
  const series = parseChoice('the series', asked, seriesNames);
  return { series, rows: knownRows(series, values) };
}

/** A named proposal is a row even without --proposals. */
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
