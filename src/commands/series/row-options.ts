/** The rows of `tablewalk series`: known revisions, the commits of a range, or the patches of a mailbox. */

import { Option } from 'commander';
import { needed } from '../../cli/capability.ts';
import type { Context } from '../../cli/context.ts';
import type { SourceValues } from '../../cli/source-options.ts';
import { whileReading } from '../../cli/stopping.ts';
import { givenVersions, type VersionValues, versionOptions } from '../../cli/version-options.ts';
import { InputError } from '../../errors.ts';
import { parseChoice } from '../../input/parse-values.ts';
import type { Subject } from '../../subject/subject.ts';
import { type SeriesRow, seriesNames, seriesRevisions, seriesRows } from './rows.ts';

export interface RowValues extends VersionValues {
  readonly proposals?: boolean;
  readonly revisions?: string;
}

export function rowOptions(subject: Subject): Option[] {
  return [
    new Option(
      '--proposals',
      'include later kernels and the repairs that this project proposes',
    ).conflicts(['revisions', 'git', 'mbox']),
    new Option(
      '--revisions <list>',
      'show only these rows, or variants of them; see list revisions',
    ).conflicts(['git', 'mbox']),
    ...versionOptions(subject, 'a row'),
  ];
}

/** The accepted names depend on the options, so these are parsed first. */
export function parseSeries(subject: Subject, text: string, { git, mbox }: RowValues): string {
  if (git !== undefined || mbox !== undefined) return text;
  return parseChoice('the series', text, seriesNames(subject));
}

export interface AskedRows {
  /** As used in titles. */
  readonly series: string;
  readonly rows: readonly SeriesRow[];
}

export async function rowsOf(
  context: Context,
  asked: string | undefined,
  values: RowValues & Pick<SourceValues, 'timeLimit'>,
): Promise<AskedRows> {
  const { subject } = context;
  const ofTexts = await whileReading(context, values, () => givenRows(subject, asked, values));
  if (ofTexts !== null) return ofTexts;
  if (asked === undefined) {
    throw new InputError(
      `the series is missing; it must be one of ${seriesNames(subject).join(', ')}, or give --git or --mbox`,
    );
  }
  const series = parseChoice('the series', asked, seriesNames(subject));
  return { series, rows: knownRows(subject, series, values) };
}

/** The series of the given commits or mails; null if there are none. */
async function givenRows(
  subject: Subject,
  asked: string | undefined,
  values: RowValues,
): Promise<AskedRows | null> {
  const given = await givenVersions(subject, 'series', asked, values);
  if (given === null) return null;
  const rows = await needed(subject, 'texts', 'series').rows(given.versions);
  return { series: given.title, rows };
}

/** A named proposal is a row even without --proposals. */
function knownRows(
  subject: Subject,
  series: string,
  { revisions: named, proposals = false }: RowValues,
): readonly SeriesRow[] {
  if (named === undefined) return seriesRevisions(subject, series, proposals);
  const known = seriesRevisions(subject, series, true).map(({ name }) => name);
  const names = named.split(',').map((text) => parseRow(subject, text.trim(), series, known));
  return seriesRows(subject, series, names);
}

/** A row of the series, or a variant of one. */
function parseRow(
  { revisions }: Subject,
  text: string,
  series: string,
  known: readonly string[],
): string {
  const [base] = text.split('+');
  revisions?.check(text, '--revisions');
  if (known.includes(base)) return text;
  throw new InputError(
    `--revisions names ${text}, and series ${series} has no row ${base}; it has ${known.join(', ')}`,
  );
}
