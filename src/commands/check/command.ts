/** tablewalk check: exhaustive search of one or more scopes. */

import type { Command, Option } from 'commander';
import { optionIf } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  choiceOption,
  countOption,
  engineOption,
  group,
  limitOptions,
  useEngine,
  valued,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode, exitCodeFor } from '../../cli/exit-codes.ts';
import { addModelFile } from '../../cli/model-file.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { addScopeOptions, fileOptions } from '../../cli/scope-options.ts';
import { reportFiles, whileSearching } from '../../cli/searching.ts';
import { type ShardValues, shardListener, shardOptions } from '../../cli/shards.ts';
import {
  archOption,
  type SourceValues,
  sourceOptions,
  withSource,
} from '../../cli/source-options.ts';
import { InputError } from '../../errors.ts';
import type { SlotBytes } from '../../explorer/search.ts';
import { parseChoice, parseName } from '../../input/parse-values.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import {
  type PoolsFollowed,
  poolWays,
  refuseTogether,
  refuseWithWorkers,
} from '../../subject/search-ways.ts';
import type { Subject } from '../../subject/subject.ts';
import { formatBytes, grouped } from '../../text/paragraph.ts';
import {
  type CheckpointValues,
  checkForce,
  checkpointOptions,
  checkpointTimes,
  resumedRequest,
  sayCheckpoint,
  sayResumed,
  withTextOfCheckpoint,
} from './checkpoint-options.ts';
import { checkCi } from './ci.ts';
import {
  type CoverageValues,
  checkCoverage,
  coverageOption,
  writeCoverage,
} from './code-coverage.ts';
import { checkJson } from './json.ts';
import type { CheckResult } from './result.ts';
import { claimsAsked, runCheck } from './run.ts';
import type { CheckRequest } from './search-scopes.ts';
import { runSwarm } from './swarm/run.ts';
import { checkText } from './text.ts';

interface CheckValues extends CheckpointValues, SourceValues, CoverageValues, ShardValues {
  readonly reporter?: FormValues['reporter'];
  readonly search?: 'bfs' | 'dfs';
  readonly exact?: boolean;
  readonly swarm?: number;
  readonly swarmSeed?: string;
  readonly slotBytes?: SlotBytes;
  readonly pools?: PoolsFollowed;
  readonly maxDepth?: number;
  readonly sweep?: boolean;
  readonly stopWhenAllViolated?: boolean;
}

const orders = ['bfs', 'dfs'] as const;
/** Enough for every preset; a larger search needs an explicit limit. */
const memoryBytesMax = 2 * 2 ** 30;

function parseSlotBytes(flag: string, text: string): SlotBytes {
  return parseChoice(flag, text, ['8', '4'] as const) === '8' ? 8 : 4;
}

export function checkCommand(context: Context): Command {
  const command = newCommand('check');
  addModelFile(command);
  addScopeOptions(context.subject, command, 'check', fileOptions('tablewalk-out'));
  addOptions(command, sourceOptions(), archOption(context), reporterOption());
  const questions = [
    optionIf(
      command
        .createOption('--sweep', 'search all machines, layouts and failures of series')
        .conflicts('preset'),
      ({ scopes }) => scopes.sweep !== undefined,
    ),
    command
      .createOption('--stop-when-all-violated', 'stop when all claims of --invariants are violated')
      .conflicts(['stopAtFirst', 'checkpoint', 'resume']),
  ];
  questions.push(coverageOption());
  addOptions(command, group('Question:', questions), group('Search:', searchOptions(command)));
  addOptions(
    command,
    limitOptions.depth(),
    limitOptions.states(),
    limitOptions.memory(),
    limitOptions.time(),
    checkpointOptions(),
    shardOptions(),
  );
  withExamples(command, [
    ['about a second', 'tablewalk check'],
    ['four sections, nine machines', 'tablewalk check --preset standard'],
    ['a repair, three sections', 'tablewalk check --revision error-kept --sections 2..4'],
    ['all machines of series', 'tablewalk check --sweep --revision repaired'],
    ['one claim, for a script', 'tablewalk check --invariants success-means-mapped --json'],
    ['for code scanning', 'tablewalk check --reporter sarif > tablewalk.sarif'],
    ['bounded', 'tablewalk check --preset standard --time-limit 30s --max-memory 512M'],
    ['which lines of your file were reached', 'tablewalk check --source vmem.c --coverage lcov'],
    ['a long search, saved', 'tablewalk check --sections 1..7 --checkpoint run.checkpoint'],
    ['resume it', 'tablewalk check --resume run.checkpoint'],
  ]);
  return command.action(async (_file: string | undefined, values: CheckValues) => {
    useEngine(context, command);
    const { resume } = values;
    const named =
      resume === undefined
        ? await withSource(context, values)
        : await withTextOfCheckpoint(context, values, resume);
    await run(context, command, named);
  });
}

function searchOptions(command: Command): Option[] {
  return [
    choiceOption('--search <order>', 'bfs: shortest counterexamples; dfs: less memory', orders),
    command
      .createOption('--exact', 'store whole states instead of fingerprints')
      .conflicts('slotBytes'),
    valued(
      '--slot-bytes <n>',
      'bytes stored of each fingerprint: 8, or 4 with a higher risk of collisions',
      parseSlotBytes,
    ),
    choiceOption(
      '--pools <way>',
      'track recycled contents one by one (each) or in sets (the default for contract any)',
      poolWays,
    ),
    ...manySearchOptions(),
    workersOption('threads, for several scopes or one large scope'),
    engineOption(),
  ];
}

async function run(context: Context, command: Command, values: CheckValues): Promise<void> {
  refuseTogether(values);
  const isQuiet = values.quiet === true;
  checkForce(values);
  const asked =
    values.resume === undefined
      ? newRequest(context, values)
      : resumedRequest(context.subject, values.resume, command, values, () =>
          newRequest(context, values),
        );
  const request = { ...asked, processors: atOnceOf(context.io, values.workers) };
  refuseWithWorkers(request);
  checkCoverage(values, request.directory);
  if (request.resume !== undefined && !isQuiet) sayResumed(context, request.resume);
  const onJobs = shardListener(context, values);
  const result = await whileSearching(context, { isQuiet, total: null, onJobs }, (control) =>
    values.swarm === undefined
      ? runCheck(request, control)
      : runSwarm({ ...request, members: values.swarm, seed: values.swarmSeed ?? '1' }, control),
  );
  await printResult(context, values, {
    text: (paint) => checkText(result, paint),
    json: () => checkJson(result),
    ci: () => checkCi(result),
  });
  if (!isQuiet) context.say(costText(result));
  const found = result.invariants.flatMap(({ violation, root }) => [violation, root?.own ?? null]);
  reportFiles(context, found, { directory: request.directory, isQuiet });
  writeCoverage(context, values, request.directory, result);
  if (!isQuiet) sayViolated(context, result);
  if (result.checkpointLost !== undefined) context.lose(result.checkpointLost);
  else if (!isQuiet) sayCheckpoint(context, request, result);
  context.exitCode = exitCodeFor(result.verdict, result.stop?.limit === 'interrupted');
}

function newRequest(context: Context, values: CheckValues): CheckRequest {
  const { workers = 1 } = values;
  const isSweep = values.sweep === true;
  const preset = isSweep ? 'sweep' : (values.preset ?? context.subject.scopes.defaultPreset);
  const scopes = isSweep
    ? sweep(context.subject, values)
    : context.subject.scopes.resolve(preset, values);
  const directory = values.files ? values.out : null;
  return {
    command: context.command,
    preset,
    scopes,
    ...claimsAsked(context.subject, scopes, values.invariants, values.stopAtFirst),
    search: values.search ?? 'bfs',
    exact: values.exact === true,
    slotBytes: values.slotBytes ?? 8,
    pools: values.pools ?? 'auto',
    stopAtFirst: values.stopAtFirst === true,
    stopWhenAllViolated: values.stopWhenAllViolated === true,
    workers,
    processors: atOnceOf(context.io, values.workers),
    limits: {
      stateCountMax: values.maxStates ?? Infinity,
      memoryBytesMax: values.maxMemory ?? memoryBytesMax,
      depthMax: values.maxDepth ?? Infinity,
      elapsedMsMax: values.timeLimit ?? Infinity,
    },
    directory,
    checkpoint: checkpointTimes(values, directory),
  };
}

function sayViolated(context: Context, result: CheckResult): void {
  if (
    exitCodeFor(result.verdict, result.stop?.limit === 'interrupted') !== ExitCode.violated ||
    context.hasLost
  )
    return;
  context.say('exit status 1: check found violations; this is not a failure of tablewalk');
}

/** The rate excludes the time for confirming and writing counterexamples. */
function costText({ elapsedMs, scopes }: CheckResult): string {
  const states = scopes.reduce((sum, scope) => sum + scope.states, 0);
  const memory = Math.max(...scopes.map(({ memoryBytes }) => memoryBytes));
  const searchMs = scopes.reduce((sum, scope) => sum + scope.elapsedMs, 0);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 1000 ? 3 : 1)} s`;
  const rate = grouped(Math.round(states / Math.max(searchMs / 1000, 0.001)));
  return `${grouped(states)} states searched in ${seconds(searchMs)}, ${rate} states/s, ${formatBytes(memory)}; ${seconds(elapsedMs)} in all`;
}

function sweep({ scopes }: Subject, values: CheckValues): readonly ScopeData[] {
  if (scopes.sweep !== undefined) return scopes.sweep(values);
  throw new InputError('--sweep is given, and there is nothing to sweep: remove it');
}

const membersMax = 100_000;

export function manySearchOptions(): Option[] {
  return [
    countOption(
      '--swarm <n>',
      'n small, different searches, for scopes too large to close; the verdict is never holds',
      1,
      membersMax,
    ).conflicts(['search', 'exact', 'slotBytes', 'pools', 'checkpoint', 'resume', 'coverage']),
    valued(
      '--swarm-seed <text>',
      'with --swarm: another seed gives other searches (default: 1)',
      parseName,
    ),
  ];
}
