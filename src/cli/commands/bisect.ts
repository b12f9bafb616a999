/** tablewalk bisect: which revision brought the violation of a counterexample. */
import { Command } from 'commander';
import {
  type BisectResult,
  bisectFile,
  bisectJson,
  bisectText,
  firstBadOf,
  isOldest,
  NotReproduced,
} from '../../cli-api.ts';
import { outputOptions, valued } from '../common-options.ts';
import type { ColourMode, Context } from '../context.ts';
import { withExamples } from '../examples.ts';
import { ExitCode } from '../exit-codes.ts';
import { parseRevision } from '../scope-options.ts';

interface Values {
  readonly good?: string;
  readonly bad?: string;
  readonly json?: boolean;
  readonly color?: ColourMode;
}

const revision = (flags: string, description: string) =>
  valued(flags, description, parseRevision).helpGroup('Question:');

export function bisectCommand(context: Context): Command {
  const command = new Command('bisect')
    .description('Which revision brought the violation of a counterexample.')
    .argument('<file>', 'a counterexample file');
  const options = [
    revision('--bad <name>', 'the newest revision (default: that of the file)'),
    revision('--good <name>', 'the oldest revision (default: the oldest that is known)'),
    ...outputOptions(),
  ];
  for (const option of options) command.addOption(option);
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['which patch brought it?', `tablewalk bisect ${example}`],
    ['within the series', `tablewalk bisect ${example} --bad v2-9 --good v2-1`],
  ]);
  return command.action(async (file: string, values: Values) => {
    try {
      const result = await bisected(context, file, values);
      if (values.json === true) context.printJson(bisectJson(result));
      else context.print(bisectText(result, context.paint(values.color ?? 'auto')));
      context.exitCode = exitCodeOf(result);
    } catch (error) {
      if (!(error instanceof NotReproduced)) throw error;
      context.say(`error: ${error.message}`);
      context.exitCode = ExitCode.differs;
    }
  });
}

/** The first Ctrl-C ends it with what it has, the second leaves at once. */
async function bisected(context: Context, file: string, values: Values): Promise<BisectResult> {
  const { io } = context;
  const stopping = new AbortController();
  const release = io.onInterrupt(() => {
    if (stopping.signal.aborted) return io.leave(ExitCode.interrupted);
    stopping.abort();
  });
  try {
    const { good = null, bad = null } = values;
    return await bisectFile(file, { good, bad, signal: stopping.signal });
  } finally {
    release();
  }
}

/** A range of suspects is no answer: more than a limit stands between it and one. */
function exitCodeOf({ blame, repaired, isInterrupted }: BisectResult): ExitCode {
  if (isInterrupted) return ExitCode.interrupted;
  const isFound = [blame, repaired ?? blame].some(
    (one) => firstBadOf(one) !== null || isOldest(one),
  );
  return isFound ? ExitCode.ok : ExitCode.undecided;
}
