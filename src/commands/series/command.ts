/** tablewalk series: the matrix of patches and invariants, with the shortest story of each violation. */

import { Argument, type Command, Option } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  choiceOption,
  group,
  limitOptions,
  outputOptions,
  valued,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';

import { ExitCode } from '../../cli/exit-codes.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { fileOptions } from '../../cli/scope-options.ts';
import { reportFiles, whileSearching } from '../../cli/searching.ts';
import { type ShardValues, shardListener, shardOptions } from '../../cli/shards.ts';
import { InputError } from '../../errors.ts';
import { tryUnlessThere, writeUnlessThere } from '../../files/write-whole.ts';
import { parseChoices } from '../../input/parse-values.ts';
import type { Subject } from '../../subject/subject.ts';
import { grouped, plural } from '../../text/paragraph.ts';
import { seriesCi } from './ci.ts';
import { seriesHtml } from './html.ts';
import { seriesJson } from './json.ts';
import { seriesMarkdown } from './markdown.ts';
import { hasUndecided, regressionsOf, type SeriesResult } from './result.ts';
import { parseSeries, type RowValues, rowOptions, rowsOf } from './row-options.ts';
import { isTextRow, rowBefore, type SeriesRow, seriesNames } from './rows.ts';
import { runSeries } from './run.ts';
import { seriesText } from './text.ts';

const formats = ['text', 'markdown', 'json', 'html'] as const;
const gates = ['regress'] as const;
/** Per scope: hundreds of times what the largest scope of the sweep needs. */
const stateCountMax = 5_000_000;
/** Some mistakes in a source lead to infinitely many states: without a flush, entries accumulate in the TLB. */
const textStateCountMax = 200_000;
const memoryBytesMax = 2 ** 30;

interface SeriesValues extends FormValues, RowValues, ShardValues {
  readonly invariants?: string[];
  readonly contract: string;
  readonly workers?: number;
  readonly format?: (typeof formats)[number];
  readonly out: string;
  readonly files: boolean;
  readonly html?: string;
  readonly failOn?: (typeof gates)[number];
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly timeLimit?: number;
  readonly force?: boolean;
}

function seriesOptions(subject: Subject): Option[] {
  const contracts = subject.series?.contracts ?? [];
  const ids = subject.claims.judgedIn([]).map(({ id }) => id);
  const groups: Record<string, Option[]> = {
    'Question:': [
      ...rowOptions(subject),
      valued('--invariants <list>', 'show only these columns; see list invariants', (flag, text) =>
        parseChoices(flag, text, ids, 'tablewalk list invariants'),
      ),
      choiceOption('--contract <name>', 'kernel, any, or both', [...contracts, 'both']).default(
        'both',
      ),
      choiceOption(
        '--fail-on <what>',
        'regress: exit with 4 if a claim is violated that the previous row held, by itself or as a consequence',
        gates,
      ),
    ],
    'Search:': [workersOption('threads, each for one revision under one contract')],
    'Shards:': shardOptions(),
    'Limits:': [limitOptions.states(), limitOptions.memory(), limitOptions.time()].flat(),
    'Output:': [
      ...fileOptions('tablewalk-out/series'),
      choiceOption('--format <name>', formats.join(', '), formats),
      reporterOption('format'),
      new Option('--html <file>', 'also write the page to this file'),
      new Option('--force', 'overwrite the file of --html'),
      ...outputOptions(),
    ],
  };
  return Object.entries(groups).flatMap(([heading, options]) => group(heading, options));
}

export function seriesCommand(context: Context): Command {
  const { subject } = context;
  const command = newCommand('series');
  command.addArgument(
    new Argument(
      '[series]',
      `${seriesNames(subject).join(', ')}; with --git a range of commits: A..B`,
    ).argParser((text: string) => parseSeries(subject, text, command.opts<SeriesValues>())),
  );
  addOptions(command, seriesOptions(subject));
  withExamples(command, [
    ['the series as merged', 'tablewalk series v2'],
    ['as a web page', 'tablewalk series all --html series.html'],
    ['only calls that the kernel makes', 'tablewalk series v1 --contract kernel'],
    ['as a gate in CI', 'tablewalk series v2 --revisions v2-7,v2-8 --fail-on regress'],
    [
      'a repair and its base',
      'tablewalk series v2 --revisions linux-5.10,linux-5.10+keepsErrorCode',
    ],
    ['for an issue', 'tablewalk series all --proposals --format markdown'],
    ['the patches of a mailbox', 'tablewalk series --mbox series.mbox --base linux'],
    ['the commits of a branch', 'tablewalk series --git linux v5.8..topic --fail-on regress'],
  ]);
  return command.action((series: string | undefined, values: SeriesValues) =>
    run(context, series, values),
  );
}

async function run(
  context: Context,
  asked: string | undefined,
  values: SeriesValues,
): Promise<void> {
  const isQuiet = values.quiet === true;
  const format = formatOf(values);
  const { contracts } = needed(context.subject, 'series', 'series');
  const { series, rows: revisions } = await rowsOf(context, asked, values);
  checkGate(context.subject, values, revisions);
  tryPage(values);
  const named = values.invariants;
  const all = context.subject.claims.judgedIn([]);
  const onJobs = shardListener(context, values);
  const result = await whileSearching(context, { isQuiet, total: null, onJobs }, (control) =>
    runSeries(
      {
        command: context.command,
        series,
        revisions,
        invariants: all.filter(({ id }) => named?.includes(id) ?? true),
        invariantsAreNamed: values.invariants !== undefined,
        contracts: values.contract === 'both' ? contracts : [values.contract],
        limits: {
          stateCountMax:
            values.maxStates ?? (revisions.some(isTextRow) ? textStateCountMax : stateCountMax),
          memoryBytesMax: values.maxMemory ?? memoryBytesMax,
          depthMax: Infinity,
          elapsedMsMax: Infinity,
        },
        elapsedMsMax: values.timeLimit ?? Infinity,
        workers: atOnceOf(context.io, values.workers),
        directory: values.files ? values.out : null,
      },
      control,
    ),
  );
  await print(context, result, format, values);
  if (!isQuiet) sayCost(context, result);
  const violations = result.cells.map(({ violation }) => violation);
  reportFiles(context, violations, { directory: values.files ? values.out : null, isQuiet });
  writePage(context, result, values);
  context.exitCode = exitCodeOf(context, result, values);
}

function formatOf({ json, format }: SeriesValues): (typeof formats)[number] {
  if (json === true && format !== undefined && format !== 'json') {
    throw new InputError(`--json is given with --format ${format}; give one of them`);
  }
  return json === true ? 'json' : (format ?? 'text');
}

/** A gate with nothing to compare would always pass. */
function checkGate(
  subject: Subject,
  { failOn, revisions: named }: SeriesValues,
  rows: readonly SeriesRow[],
): void {
  if (failOn === undefined || rows.some(({ name }) => rowBefore(subject, name, rows) !== null))
    return;
  throw new InputError(
    `--fail-on ${failOn} is given with --revisions ${named ?? ''}, of which no row builds on another: also name the row before it`,
  );
}

async function print(
  context: Context,
  result: SeriesResult,
  format: (typeof formats)[number],
  values: SeriesValues,
): Promise<void> {
  const texts = {
    html: seriesHtml,
    markdown: seriesMarkdown,
    text: seriesText,
  };
  const { reporter, color, failOn } = values;
  await printResult(
    context,
    { reporter, color, json: format === 'json' },
    {
      text: (paint) => texts[format === 'json' ? 'text' : format](result, paint),
      json: () => seriesJson(result),
      ci: () => seriesCi(result, failOn === 'regress'),
    },
  );
}

function tryPage({ html, force = false }: SeriesValues): void {
  if (html !== undefined) tryUnlessThere('--html', html, force);
  else if (force) {
    throw new InputError('--force is given without --html; it replaces an existing page');
  }
}

function writePage(context: Context, result: SeriesResult, values: SeriesValues): void {
  const { html, quiet, force = false } = values;
  if (html === undefined) return;
  context.attempt(() => {
    writeUnlessThere('--html', html, `${seriesHtml(result)}\n`, force);
    if (quiet !== true) context.say(`the page is ${html}`);
  });
}

function sayCost(context: Context, result: SeriesResult): void {
  const states = result.sweeps.reduce((sum, sweep) => sum + sweep.states, 0);
  const seconds = result.elapsedMs / 1000;
  const rate = grouped(Math.round(states / Math.max(seconds, 0.001)));
  context.say(`${grouped(states)} states in ${seconds.toFixed(1)} s, ${rate} states/s`);
}

function exitCodeOf(context: Context, result: SeriesResult, { failOn }: SeriesValues): ExitCode {
  if (result.isInterrupted) return ExitCode.interrupted;
  const regressions = regressionsOf(result);
  if (failOn === 'regress' && regressions.length > 0) {
    const strict = regressions.filter(({ after }) => after.invariant.premise !== undefined);
    context.say(
      `--fail-on regress: ${plural(regressions.length, 'regression')}, ${strict.length} of them in strict readings`,
    );
    return ExitCode.gateFailed;
  }
  return hasUndecided(result) ? ExitCode.undecided : ExitCode.ok;
}
