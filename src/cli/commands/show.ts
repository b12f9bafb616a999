/** tablewalk show: the story of one counterexample. */
import { Command } from 'commander';
import {
  InputError,
  parseChoice,
  replayFile,
  showDocument,
  tellStory,
  traceFile,
} from '../../index.ts';
import type { ColourMode, Context } from '../context.ts';
import { withExamples } from '../examples.ts';
import { ExitCode } from '../exit-codes.ts';
import { outputOptions, valued } from '../scope-options.ts';

const formats = ['text', 'json'] as const;

interface Values {
  readonly format?: (typeof formats)[number];
  readonly json?: boolean;
  readonly color?: ColourMode;
}

export function showCommand(context: Context): Command {
  const command = new Command('show')
    .description('Tell a counterexample step by step, in kernel words.')
    .argument('<file>', 'a counterexample file');
  command.addOption(
    valued('--format <name>', `${formats.join(', ')} (default: text)`, (flag, text) =>
      parseChoice(flag, text, formats),
    ).helpGroup('Output:'),
  );
  for (const option of outputOptions()) command.addOption(option);
  withExamples(command, [
    ['read it', 'tablewalk show tablewalk-out/linux-5.10--success-means-mapped.json'],
  ]);
  return command.action((file: string, values: Values) => show(context, file, values));
}

function show(context: Context, file: string, values: Values): void {
  const replayed = replayFile(file);
  const { counterexample, invariant, execution } = replayed;
  if (values.json === true || values.format === 'json') {
    context.printJson(showDocument(counterexample, invariant, traceFile(file, replayed)));
    return;
  }
  const { operations, leftBecause } = execution;
  if (operations.length === 0) {
    throw new InputError(`${file}: the first operation cannot happen: ${leftBecause}`);
  }
  const paint = context.paint(values.color ?? 'auto');
  context.print(tellStory({ counterexample, operations, invariant, file, paint }));
  const last = operations[operations.length - 1];
  if (leftBecause !== null || (last.facts & invariant.violatedBy) === 0) {
    const reason = leftBecause ?? 'the invariant holds now';
    context.say(`this is what happens now; the file says otherwise (${reason})`);
    context.exitCode = ExitCode.differs;
  }
}
