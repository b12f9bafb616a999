/** tablewalk show: the story of one counterexample. */
import { Command, Option } from 'commander';
import {
  InputError,
  pageDocument,
  pageHtml,
  parseChoice,
  preparePlace,
  type ReplayedFile,
  readPageAssets,
  replayFile,
  showDocument,
  tellStory,
  traceFile,
  writeWhole,
} from '../../index.ts';
import type { ColourMode, Context } from '../context.ts';
import { withExamples } from '../examples.ts';
import { ExitCode } from '../exit-codes.ts';
import { outputOptions, valued } from '../scope-options.ts';

const formats = ['text', 'json', 'html'] as const;

interface Values {
  readonly format?: (typeof formats)[number];
  readonly out?: string;
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
  command.addOption(
    new Option('--out <file>', 'write it to this file instead of printing it').helpGroup('Output:'),
  );
  for (const option of outputOptions()) command.addOption(option);
  withExamples(command, [
    ['read it', 'tablewalk show tablewalk-out/linux-5.10--success-means-mapped.json'],
    [
      'look at it',
      'tablewalk show corpus/F02-mark-left-out--linux-5.10.json --format html --out page.html',
    ],
  ]);
  return command.action((file: string, values: Values) => show(context, file, values));
}

function show(context: Context, file: string, values: Values): void {
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  const { out } = values;
  if (out !== undefined) preparePlace('--out', out);
  if (format === 'html' && out === undefined && context.io.stdout.isTTY === true) {
    throw new InputError('--format html is a page for a browser; name a file with --out FILE');
  }
  const replayed = replayFile(file);
  const { operations, leftBecause } = replayed.execution;
  if (operations.length === 0) {
    throw new InputError(`${file}: the first operation cannot happen: ${leftBecause}`);
  }
  // Colours are for terminals.
  const text = textOf(context, file, replayed, format, out === undefined ? values.color : 'never');
  if (out === undefined) {
    context.print(text);
  } else {
    writeWhole('--out', out, `${text}\n`);
    context.say(`written to ${out}`);
  }
  sayDifference(context, replayed);
}

function textOf(
  context: Context,
  file: string,
  replayed: ReplayedFile,
  format: (typeof formats)[number],
  colour: ColourMode = 'auto',
): string {
  const { counterexample, invariant, execution } = replayed;
  const { operations } = execution;
  if (format === 'text') {
    return tellStory({ counterexample, operations, invariant, file, paint: context.paint(colour) });
  }
  const document = showDocument(counterexample, invariant, traceFile(file, replayed));
  if (format === 'json') return JSON.stringify(document, null, 2);
  const page = pageDocument({ show: document, counterexample, operations, invariant, file });
  return pageHtml(readPageAssets(), page);
}

function sayDifference(context: Context, { execution, invariant }: ReplayedFile): void {
  const { operations, leftBecause } = execution;
  const last = operations[operations.length - 1];
  if (leftBecause !== null || (last.facts & invariant.violatedBy) === 0) {
    const reason = leftBecause ?? 'the invariant holds now';
    context.say(`this is what happens now; the file says otherwise (${reason})`);
    context.exitCode = ExitCode.differs;
  }
}
