/** tablewalk sample: seeded random walks, in tiny and in real geometries. */
import { type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  countOption,
  engineOption,
  group,
  limitOptions,
  useEngine,
  valued,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { exitCodeFor } from '../../cli/exit-codes.ts';
import { addModelFile } from '../../cli/model-file.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { addScopeOptions, fileOptions, type ScopeOptionValues } from '../../cli/scope-options.ts';
import { reportFiles, whileSearching } from '../../cli/searching.ts';
import { type ShardValues, shardListener, shardOptions } from '../../cli/shards.ts';
import {
  archOption,
  type SourceValues,
  sourceOptions,
  withSource,
} from '../../cli/source-options.ts';
import { InputError } from '../../errors.ts';
import { parseName } from '../../input/parse-values.ts';
import { claimsAsked } from '../check/run.ts';
import { sampleCi, sampleJson, sampleText } from './report.ts';
import { runSample } from './run.ts';

interface SampleValues extends ScopeOptionValues, SourceValues, ShardValues {
  readonly reporter?: FormValues['reporter'];
  readonly seed?: string;
  readonly runs?: number;
  readonly depth?: number;
  readonly shrink: boolean;
  readonly workers?: number;
  readonly seeds?: string;
}

const defaults = { seed: '1', runs: 1000, depth: 30 };

export function sampleCommand(context: Context): Command {
  const command = newCommand('sample');
  addModelFile(command);
  addScopeOptions(context.subject, command, 'sample', fileOptions('tablewalk-out'));
  addOptions(command, sourceOptions(), archOption(context), reporterOption());
  const walks = [
    valued('--seed <text>', `seed of the random walks (default: ${defaults.seed})`, parseName),
    countOption('--runs <n>', `number of walks (default: ${defaults.runs})`, 1, 1e9),
    countOption(
      '--depth <n>',
      `maximum operations of a walk (default: ${defaults.depth})`,
      1,
      100_000,
    ),
  ];
  walks.push(
    new Option('--seeds <path>', 'file or directory of seeds: replayed first; new seeds are added'),
  );
  walks.push(command.createOption('--no-shrink', 'report each violation unshrunk'));
  addOptions(
    command,
    group('Walks:', walks),
    workersOption('threads').helpGroup('Search:'),
    engineOption(),
    limitOptions.time(),
    shardOptions(),
  );
  withExamples(command, [
    ['a thousand walks', 'tablewalk sample'],
    ['on a real machine', 'tablewalk sample --preset real --runs 100'],
    ['the same walks again', 'tablewalk sample --seed 20200722 --runs 5000'],
    ['for a CI service', 'tablewalk sample --reporter junit > junit.xml'],
    ['replay stored seeds first', 'tablewalk sample --seeds seeds'],
  ]);
  return command.action(async (_file: string | undefined, values: SampleValues) => {
    useEngine(context, command);
    await run(context, await withSource(context, values));
  });
}

async function run(context: Context, values: SampleValues): Promise<void> {
  const preset = values.preset ?? context.subject.scopes.defaultPreset;
  const isQuiet = values.quiet === true;
  const runs = values.runs ?? defaults.runs;
  const scopes = context.subject.scopes.resolve(preset, values);
  if (scopes.length !== 1) {
    const flag = context.subject.advice.oneScope(scopes);
    throw new InputError(
      `--preset is "${preset}", which has ${scopes.length} scopes; sample walks through one: choose another preset, or options that select one${flag === '' ? '' : ` (${flag})`}`,
    );
  }
  const onJobs = shardListener(context, values);
  const result = await whileSearching(context, { isQuiet, total: runs, onJobs }, (control) =>
    runSample(
      {
        command: context.command,
        preset,
        scope: scopes[0],
        ...claimsAsked(context.subject, scopes, values.invariants, values.stopAtFirst),
        seed: values.seed ?? defaults.seed,
        seeds: values.seeds ?? null,
        runs,
        depth: values.depth ?? defaults.depth,
        stopAtFirst: values.stopAtFirst === true,
        elapsedMsMax: values.timeLimit ?? Infinity,
        directory: values.files ? values.out : null,
        shrinks: values.shrink,
        processors: atOnceOf(context.io, values.workers),
      },
      control,
    ),
  );
  await printResult(context, values, {
    text: (paint) => sampleText(result, paint),
    json: () => sampleJson(result),
    ci: () => sampleCi(result),
  });
  if (!isQuiet) context.say(`${(result.elapsedMs / 1000).toFixed(1)} s`);
  const violations = result.invariants.map(({ violation }) => violation);
  if (result.seeds?.unwritten !== undefined) context.lose(result.seeds.unwritten);
  reportFiles(context, violations, { directory: values.files ? values.out : null, isQuiet });
  context.exitCode = exitCodeFor(result.verdict, result.stop?.limit === 'interrupted');
}

/** Walks without a violation prove nothing, whether or not all were taken. */
