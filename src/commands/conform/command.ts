/** tablewalk conform: recordings of the real code against the model, event by event. */

import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  group,
  limitOptions,
  outputOptions,
  partsAtOnce,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { type PartsValues, workOnParts } from '../../cli/parts.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import {
  lazyOption,
  type SourceValues,
  sourceOption,
  withOption,
  withSource,
} from '../../cli/source-options.ts';
import { answersOf } from '../../files/each-file.ts';
import { version } from '../../files/package.ts';
import { conformCi, conformJson, conformText } from './report.ts';
import {
  conformanceOf,
  conformances,
  conformanceVerdict,
  findTraces,
  recordingsOf,
} from './run.ts';

interface ConformValues extends FormValues, PartsValues, SourceValues {
  readonly skipUnknownRevisions?: boolean;
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
    partsAtOnce('recordings'),
    limitOptions.parts(),
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
    const { revision: text } = await withSource(context, values);
    const { skipUnknownRevisions: skipUnknownRevision = false } = values;
    const files = findTraces(paths);
    const ends = await workOnParts(context, values, {
      kind: conformances,
      parts: files.map((file) => ({ file, skipUnknownRevision, ...(text && { text }) })),
      subjectOf: () => context.subject,
      onPart: (index) => {
        if (values.quiet !== true) context.say(`${index + 1} of ${files.length}: ${files[index]}`);
      },
    });
    const recordings = await recordingsOf(context.subject);
    const result = conformanceOf(recordings, files, answersOf(files, ends));
    await printResult(context, values, {
      text: (paint) => conformText(result, paint),
      json: () => conformJson(result),
      ci: () => conformCi(version, result),
    });
    const { unreadable, stopped } = result;
    const read = files.length - unreadable.length - (stopped?.left.length ?? 0);
    const exitCode = exitCodes[conformanceVerdict(result)];
    context.finishFiles(exitCode, read, result);
  });
}
