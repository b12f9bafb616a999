/** tablewalk replay: executes stored counterexamples again. */
import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  limitOptions,
  outputOptions,
  partsAtOnce,
  workerMemory,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { systemOption } from '../../cli/model-file.ts';
import type { PartsValues } from '../../cli/parts.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { revisionOption } from '../../cli/scope-options.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { executionLimits } from '../../cli/stopping.ts';
import { findCounterexamples } from '../../counterexample/files.ts';
import { seedReplays } from '../sample/seed-replay.ts';
import { replayCi, replayJson, replayText } from './report.ts';
import { replayAll, replays } from './run.ts';

interface ReplayValues extends FormValues, PartsValues, SourceValues {
  readonly fromSeed?: boolean;
}

export function replayCommand(context: Context): Command {
  const command = newCommand('replay').argument(
    '<paths...>',
    'counterexample files, or directories of them',
  );
  addOptions(
    command,
    revisionOption(context.subject, 'run on this revision instead of their own'),
    sourceOptions(),
    systemOption(),
    command
      .createOption('--from-seed', 'repeat the random walk that found it, before it was shrunk')
      .helpGroup('Question:'),
    partsAtOnce('files'),
    limitOptions.execution(workerMemory),
    reporterOption(),
    outputOptions(),
  );
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['all files of a directory', 'tablewalk replay tablewalk-out'],
    ['the walks that sample --out walks stored', 'tablewalk replay walks --from-seed'],
    ['is it repaired?', `tablewalk replay ${example} --revision error-kept`],
    ['in my file?', `tablewalk replay ${example} --source vmem.c`],
  ]);
  return command.action(async (paths: string[], values: ReplayValues) => {
    const { revision } = await withSource(context, values);
    const run = await replayAll(context, values, {
      kind: values.fromSeed === true ? seedReplays : replays,
      files: findCounterexamples(paths),
      revision: revision ?? null,
      limits: executionLimits(values),
    });
    await printResult(context, values, {
      text: (paint) => replayText(run, paint),
      json: () => replayJson(run),
      ci: () => replayCi(context.subjectOf, 'replay', run),
    });
    const { results } = run;
    const all = results.every(({ outcome }) => outcome === 'reproduced');
    context.finishFiles(all ? ExitCode.ok : ExitCode.differs, results.length, run);
  });
}
