/** tablewalk mutate: which invariant detects which mistake. */

import { type Command, Option } from 'commander';
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
import { exitCodeFor } from '../../cli/exit-codes.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { type ScopeOptionValues, scopeOptions } from '../../cli/scope-options.ts';
import { whileSearching } from '../../cli/searching.ts';
import { type ShardValues, shardListener, shardOptions } from '../../cli/shards.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { InputError } from '../../errors.ts';
import { parseCountOrAll } from '../../input/parse-values.ts';
import { plural } from '../../text/paragraph.ts';
import { chooseMutants } from './choose-mutants.ts';
import { mutateCi } from './ci.ts';
import { mutateJson, mutateText } from './report.ts';
import type { MutateResult } from './result.ts';
import { mutate } from './run.ts';

interface MutateValues extends ScopeOptionValues, SourceValues, ShardValues {
  readonly reporter?: FormValues['reporter'];
  readonly mutants?: string[];
  readonly lines?: readonly [number, number];
  readonly draw?: number;
  readonly seed?: string;
  readonly scopes?: string;
  readonly workers?: number;
  readonly maxStates?: number;
}

/** The largest scope of the base has a tenth of it; some mutants are unbounded. */
const stateCountMax = 20_000;
/** About a minute on two processors. */
const drawnDefault = 60;
const seedDefault = '1';

export function mutateCommand(context: Context): Command {
  const { mutants, revisions } = context.subject;
  /** A revision that already has a mistake would have two. */
  const parseBase = (flag: string, text: string): string => {
    revisions?.check(text, flag);
    if (mutants?.hasMutant(text) !== true) return text;
    throw new InputError(
      `${flag} is ${text}, which already contains a mistake; mutate injects one: search this one with tablewalk check --revision ${text}`,
    );
  };
  const command = newCommand('mutate');
  const options = [
    // Those of a C source are known once it is read.
    valued('--mutants <list>', 'inject only these mistakes; see list mutants', (_, text) =>
      text.split(',').map((id) => id.trim()),
    ),
    ...scopeOptions(context.subject, 'mutate').filter(({ long }) => long === '--invariants'),
    valued(
      '--revision <name>',
      `revision or variant to mutate (default: ${mutants?.defaultRevision})`,
      parseBase,
    ),
    choiceOption('--scopes <set>', 'small (default) or full', mutants?.scopeSets ?? []),
    workersOption('mutants searched in parallel'),
  ];
  addOptions(
    command,
    group('Question:', [...options, ...sourceOptions(), ...drawOptions()]),
    [...limitOptions.states(), ...limitOptions.time(), ...shardOptions()],
    [reporterOption(), ...outputOptions()],
  );
  withExamples(command, [
    ['the gate of CI', 'tablewalk mutate'],
    ['more scopes', 'tablewalk mutate --scopes full'],
    ['one mistake', 'tablewalk mutate --mutants drop-flush'],
    ['mistakes in the C of your file', 'tablewalk mutate --source vmem.c'],
    ['in the lines that you changed', 'tablewalk mutate --source vmem.c --lines 273..301'],
    [
      'which mutants one claim kills (judges the claim, not the mutants)',
      'tablewalk mutate --invariants flush-before-free',
    ],
  ]);
  return command.action(async (values: MutateValues) =>
    run(context, values, await withSource(context, values)),
  );
}

function drawOptions(): Option[] {
  return [
    valued(
      '--lines <range>',
      'with --source: only mistakes in these lines: 273 or 273..301',
      parseLines,
    ).conflicts('mutants'),
    valued(
      '--draw <n>',
      `with --source: number of mistakes in the C to draw at random, or all (default: ${drawnDefault})`,
      (flag, text) => parseCountOrAll(flag, text, 1, 1_000_000),
    ).conflicts('mutants'),
    new Option(
      '--seed <text>',
      `with --draw: another seed draws other mistakes (default: ${seedDefault})`,
    ),
  ];
}

function parseLines(flag: string, text: string): readonly [number, number] {
  const [first, last = first, ...more] = text.split('..').map(Number);
  const isRange = /^[\d.]+$/.test(text) && more.length === 0 && first >= 1 && last >= first;
  if (isRange) return [first, last];
  throw new InputError(
    `${flag} is ${JSON.stringify(text)}; it must be a line, or the first and the last: 273..301`,
  );
}

/** Rejects options without effect. */
function refuseWithoutSource({ source, lines, draw, seed }: MutateValues): void {
  if (source !== undefined) return;
  const given = { '--lines': lines, '--draw': draw, '--seed': seed };
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined) return;
  throw new InputError(`${flag} is given without --source; it chooses among mistakes in the C`);
}

async function run(
  context: Context,
  values: MutateValues,
  { revision: read }: MutateValues,
): Promise<void> {
  refuseWithoutSource(values);
  const catalogue = needed(context.subject, 'mutants', 'mutate');
  const { mutants: ids, source, lines, draw: drawn = drawnDefault, seed = seedDefault } = values;
  const isQuiet = values.quiet === true;
  const revision = read ?? catalogue.defaultRevision;
  const isSource = source !== undefined;
  const chosen = chooseMutants(catalogue, revision, isSource, { ids, lines, drawn, seed });
  const onJobs = shardListener(context, values);
  const result = await whileSearching(context, { isQuiet, total: null, onJobs }, (control) =>
    mutate(
      {
        command: context.command,
        revision,
        scopeSet: values.scopes ?? catalogue.scopeSets[0],
        ...chosen,
        mutantsAreNamed: ids !== undefined,
        invariants: values.invariants ?? catalogue.invariants,
        invariantsAreNamed: values.invariants !== undefined,
        stateCountMax: values.maxStates ?? stateCountMax,
        elapsedMsMax: values.timeLimit ?? Infinity,
        workers: atOnceOf(context.io, values.workers),
      },
      control,
    ),
  );
  await printResult(context, values, {
    text: (paint) => mutateText(result, paint),
    json: () => mutateJson(result),
    ci: () => mutateCi(result),
  });
  if (!isQuiet) sayCost(context, result);
  context.exitCode = exitCodeFor(result.verdict, result.stop?.limit === 'interrupted');
}

function sayCost(context: Context, { mutants: hunted, states, elapsedMs }: MutateResult): void {
  const seconds = (elapsedMs / 1000).toFixed(1);
  context.say(`${plural(hunted.length, 'mutant')}, ${plural(states, 'state')} in ${seconds} s`);
}
