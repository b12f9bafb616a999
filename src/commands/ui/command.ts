/** tablewalk ui: counterexamples, checks and the matrix of a series in a browser on this machine. */
import { type Command, Option } from 'commander';
import { newCommand } from '../../cli/command-table.ts';
import { group, valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { systemOption } from '../../cli/model-file.ts';
import { parseBytes, parseCount, parseDuration } from '../../input/parse-values.ts';
import { startUi } from './server.ts';

interface UiValues {
  readonly port: number;
  readonly out: string;
  readonly timeLimit: number;
  readonly maxMemory: number;
}

const portMax = 65_535;

export function uiCommand(context: Context): Command {
  const command = newCommand('ui').argument(
    '[path...]',
    'files and directories of counterexamples, listed before those of --out',
  );
  const options = [
    valued('--port <n>', 'port on 127.0.0.1; 0 selects a free port', (flag, text) =>
      parseCount(flag, text, 0, portMax),
    ).default(0),
    new Option('--out <dir>', 'directory for the counterexample files of checks').default(
      'tablewalk-out',
    ),
    ...group('Limits:', [
      valued('--time-limit <time>', 'time limit for one page', parseDuration).default(
        30_000,
        '30s',
      ),
      valued('--max-memory <size>', 'memory limit for one page', parseBytes).default(2 ** 30, '1G'),
    ]),
  ];
  for (const option of [...options, systemOption()]) command.addOption(option);
  withExamples(command, [
    ['browse the known violations', `tablewalk ui ${context.ownFile('corpus')}`],
    ['at a fixed address', 'tablewalk ui --port 8123'],
  ]);
  return command.action((paths: readonly string[], values: UiValues) =>
    serve(context, paths, values),
  );
}

/** Runs until Ctrl-C, which is its normal end. */
async function serve(context: Context, paths: readonly string[], values: UiValues): Promise<void> {
  const { io } = context;
  const { runJob, now, self } = io;
  const { port, out, timeLimit, maxMemory } = values;
  const pageLimits = { elapsedMsMax: timeLimit, memoryBytesMax: maxMemory };
  const ui = await startUi({
    subject: context.subject,
    paths,
    port,
    directory: out,
    runJob,
    now,
    self,
    pageLimits,
  });
  context.print(ui.url);
  context.say('Ctrl-C ends it');
  // The address is needed to open it.
  if ((await context.out.lost()) === null) {
    await new Promise<void>((resolve) => {
      io.onInterrupt(resolve);
    });
  }
  await ui.stop();
}
