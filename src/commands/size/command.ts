/** tablewalk size: what multiplies the states of a scope, and an estimate of their number. */
import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  engineOption,
  limitOptions,
  useEngine,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { addModelFile } from '../../cli/model-file.ts';
import { addScopeOptions, type WorldOptionValues } from '../../cli/scope-options.ts';
import { whileSearching } from '../../cli/searching.ts';
import {
  archOption,
  type SourceValues,
  sourceOptions,
  withSource,
} from '../../cli/source-options.ts';
import { formatBytes, grouped } from '../../text/paragraph.ts';
import { sizeJson, sizeText } from './report.ts';
import type { SizeResult } from './result.ts';
import { size } from './run.ts';

interface SizeValues extends WorldOptionValues, SourceValues {
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly maxDepth?: number;
  readonly workers?: number;
}

const defaults = { maxStates: 1e6, maxMemory: 2 * 2 ** 30 };
/** Enough to see which variants close, in a fraction of the time that the scope takes. */
const variantStatesMax = 20_000;

export function sizeCommand(context: Context): Command {
  const command = newCommand('size');
  addModelFile(command);
  addScopeOptions(context.subject, command, 'size');
  addOptions(command, sourceOptions(), engineOption(), archOption(context));
  addOptions(
    command,
    limitOptions.depth(),
    limitOptions.states(`maximum states of one scope (default: ${grouped(defaults.maxStates)})`),
    limitOptions.memory(),
    limitOptions.time(),
    workersOption('scopes and variants at a time').helpGroup('Search:'),
  );
  withExamples(command, [
    ['where do the states come from?', 'tablewalk size'],
    ['before a long check', 'tablewalk size --preset standard --max-states 1e4'],
    ['two threads', 'tablewalk size --threads hotplug,dcss --time-limit 30s'],
    ['for a script', 'tablewalk size --sections 2..4 --json'],
  ]);
  return command.action(async (_file: string | undefined, values: SizeValues) => {
    useEngine(context, command);
    await run(context, await withSource(context, values));
  });
}

async function run(context: Context, values: SizeValues): Promise<void> {
  const preset = values.preset ?? context.subject.scopes.defaultPreset;
  const isQuiet = values.quiet === true;
  const scopes = context.subject.scopes.resolve(preset, values);
  const stateCountMax = values.maxStates ?? defaults.maxStates;
  const result = await whileSearching(context, { isQuiet, total: null }, (control) =>
    size(
      {
        command: context.command,
        preset,
        scopes,
        limits: {
          stateCountMax,
          memoryBytesMax: values.maxMemory ?? defaults.maxMemory,
          depthMax: values.maxDepth ?? Infinity,
          elapsedMsMax: values.timeLimit ?? Infinity,
        },
        variantStatesMax: Math.min(variantStatesMax, stateCountMax),
        processors: atOnceOf(context.io, values.workers),
      },
      control,
    ),
  );
  if (values.json === true) context.printJson(sizeJson(result));
  else context.printText(values.color, (paint) => sizeText(result, paint));
  if (!isQuiet) sayCost(context, result);
  if (result.stop?.limit === 'interrupted') context.exitCode = ExitCode.interrupted;
}

function sayCost(context: Context, { scopes, elapsedMs }: SizeResult): void {
  const states = scopes.reduce((sum, { profile }) => sum + profile.stateCount, 0);
  const searchMs = scopes.reduce((sum, { profile }) => sum + profile.elapsedMs, 0);
  const memory = Math.max(0, ...scopes.map(({ profile }) => profile.memoryBytes));
  const rate = grouped(Math.round(states / Math.max(searchMs / 1000, 0.001)));
  context.say(
    `${grouped(states)} states at ${rate} states/s, ${(elapsedMs / 1000).toFixed(1)} s with all variants, ${formatBytes(memory)}`,
  );
}
