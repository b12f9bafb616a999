/** tablewalk conform: recordings of the real code against the model, event by event. */

import type { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, group, limitOptions, outputOptions } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { lazyOption, sourceOption, withOption } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinGivenLimits } from '../../cli/stopping.ts';
import { InputError } from '../../errors.ts';
import { version } from '../../files/package.ts';
import { conformCi, conformJson, conformText } from './report.ts';
import { conformanceVerdict, conformPaths } from './run.ts';

interface ConformValues extends FormValues, ExecutionLimitValues {
  readonly skipUnknownRevisions?: boolean;
  readonly source?: string;
  readonly with?: readonly string[];
  readonly lazy?: boolean;
}

const exitCodes = {
  conforms: ExitCode.ok,
  differs: ExitCode.differs,
  undecided: ExitCode.undecided,
} as const;

export function conformCommand(context: Context): Command {
  const command = newCommand('conform').argument(
    '<paths...>',
    'recordings (*.jsonl, *.jsonl.gz), or directories of them',
  );
  addOptions(
    command,
    command
      .createOption(
        '--skip-unknown-revisions',
        'skip recordings of revisions that are not modelled',
      )
      .helpGroup('Question:'),
    group('Question:', [sourceOption(), withOption(), lazyOption()]),
    limitOptions.files(),
    reporterOption(),
    outputOptions(),
  );
  const golden = context.ownFile('test/golden');
  withExamples(command, [
    ['all recordings', `tablewalk conform ${golden}`],
    [
      'does my file behave as recorded?',
      `tablewalk conform ${golden} --source arch/s390/mm/vmem.c`,
    ],
    [
      'one recording, for a script',
      `tablewalk conform ${context.ownFile('test/golden/linux-5.10.t5-56-adv.jsonl.gz')} --json`,
    ],
  ]);
  return command.action(async (paths: string[], values: ConformValues) => {
    if (values.source === undefined && values.with !== undefined) {
      throw new InputError('--with needs --source: it adds helpers to that source');
    }
    if (values.source === undefined && values.lazy !== undefined) {
      throw new InputError('--lazy needs --source: it defers errors in that source');
    }
    const result = await withinGivenLimits(context, values, async () => {
      const source =
        values.source === undefined
          ? undefined
          : await needed(context.subject, 'texts', 'conform').source(
              values.source,
              values.with ?? [],
              values.lazy ?? false,
            );
      const recordings = await needed(context.subject, 'recordings', 'conform')();
      return conformPaths(recordings, paths, {
        ...(source && { source }),
        skipUnknownRevisions: values.skipUnknownRevisions === true,
        onProgress: (file, done, total) => {
          if (values.quiet !== true) context.say(`${done + 1} of ${total}: ${file}`);
        },
      });
    });
    await printResult(context, values, {
      text: (paint) => conformText(result, paint),
      json: () => conformJson(result),
      ci: () => conformCi(version, result),
    });
    const { files, unreadable, stopped } = result;
    const read = files.length - unreadable.length - (stopped?.left.length ?? 0);
    const exitCode = exitCodes[conformanceVerdict(result)];
    context.finishFiles(exitCode, read, result);
  });
}
