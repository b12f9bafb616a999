/** tablewalk shrink: a smaller counterexample to the same claim. */
import { type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  countOption,
  group,
  limitOptions,
  type OutputValues,
  outputOptions,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { type ExitCode, exitCodeFor } from '../../cli/exit-codes.ts';
import { untilInterrupted } from '../../cli/interruption.ts';
import { systemOption } from '../../cli/model-file.ts';
import { nowAndThen } from '../../cli/searching.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { counterexampleText } from '../../counterexample/counterexample.ts';
import { tryUnlessThere, writeUnlessThere } from '../../files/write-whole.ts';
import { grouped, plural } from '../../text/paragraph.ts';
import { shrinkJson, shrinkText } from './report.ts';
import { defaultShrinkTries, type ShrinkResult, shrinkFile } from './run.ts';

interface ShrinkValues extends SourceValues, OutputValues {
  readonly out?: string;
  readonly force?: boolean;
  readonly maxTries?: number;
  readonly timeLimit?: number;
}

export function shrinkCommand(context: Context): Command {
  const command = newCommand('shrink').argument('<file>', 'a counterexample file');
  const tries = `maximum executions (default: ${defaultShrinkTries})`;
  const output = [
    new Option('--out <file>', 'output file (default: *.shrunk.json next to FILE)'),
    new Option('--force', 'overwrite an existing file'),
  ];
  addOptions(
    command,
    countOption('--max-tries <n>', tries, 1, 1e9).helpGroup('Limits:'),
    limitOptions.time(),
    group('Output:', output),
    outputOptions(),
    sourceOptions(),
    systemOption(),
  );
  const found = 'tablewalk-out/linux-5.10--success-means-mapped.json';
  withExamples(command, [
    ['write a smaller file next to it', `tablewalk shrink ${found}`],
    ['overwrite it', `tablewalk shrink ${found} --out ${found} --force`],
    ['for at most a minute', `tablewalk shrink ${found} --time-limit 1m --out short.json`],
  ]);
  return command.action(async (file: string, values: ShrinkValues) => {
    await withSource(context, values);
    const { out = `${file.replace(/\.json$/, '')}.shrunk.json`, force: isForced = false } = values;
    tryUnlessThere('--out', out, isForced);
    const result = await shrunk(context, file, values);
    const content = counterexampleText(context.subject, result.counterexample);
    const written = context.attempt(() => {
      writeUnlessThere('--out', out, content, isForced);
      return out;
    });
    if (values.json === true) context.printJson(shrinkJson(context.subject, result, written));
    else
      context.printText(values.color, (paint) =>
        shrinkText(context.subject, result, written, paint),
      );
    if (values.quiet !== true && written !== null) context.say(`written to ${written}`);
    context.exitCode = exitCodeOf(result);
  });
}

/** The first Ctrl-C ends it with the current result, the second exits immediately. */
async function shrunk(context: Context, file: string, values: ShrinkValues): Promise<ShrinkResult> {
  const { io } = context;
  const say = nowAndThen(context, values.quiet === true);
  return await untilInterrupted(context, (signal) =>
    shrinkFile(context.subject, file, {
      now: io.now,
      signal,
      isInterrupted: () => io.isInterrupted() || signal.aborted,
      triesMax: values.maxTries ?? defaultShrinkTries,
      elapsedMsMax: values.timeLimit ?? Infinity,
      onTry: (tries, operations) =>
        say(() => `${grouped(tries)} tries, ${plural(operations, 'operation')} left`),
    }),
  );
}

function exitCodeOf({ limit }: ShrinkResult): ExitCode {
  return exitCodeFor(limit === null ? 'holds' : 'undecided', limit?.kind === 'interrupted');
}
