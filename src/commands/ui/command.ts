/** tablewalk ui: counterexamples, checks and the matrix of a series in a browser on this machine. */
import { type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, countOption, group, valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { systemOption } from '../../cli/model-file.ts';
import { parseBytes, parseDuration } from '../../input/parse-values.ts';
import { addressed, defaultPrefix, swarmOptions } from '../swarm/address.ts';
import { startUi } from './server.ts';
import { UiSwarm } from './swarm.ts';

interface UiValues {
  readonly port: number;
  readonly out: string;
  readonly timeLimit: number;
  readonly maxMemory: number;
  readonly swarm?: boolean;
  readonly redis?: string;
  readonly prefix?: string;
}

const portMax = 65_535;

export function uiCommand(context: Context): Command {
  const command = newCommand('ui').argument(
    '[path...]',
    'files and directories of counterexamples, listed before those of --out',
  );
  const options = [
    countOption('--port <n>', 'port on 127.0.0.1; 0 selects a free port', 0, portMax).default(0),
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
  const follow = new Option('--swarm', 'also follow the swarm in Redis').helpGroup('Swarm:');
  const swarm = swarmOptions().map((option) => option.implies({ swarm: true }));
  addOptions(command, options, systemOption(), follow, swarm);
  withExamples(command, [
    ['browse the known violations', `tablewalk ui ${context.ownFile('corpus')}`],
    ['at a fixed address', 'tablewalk ui --port 8123'],
    ['with a swarm', 'tablewalk ui --redis redis://127.0.0.1:6379'],
  ]);
  return command.action((paths: readonly string[], values: UiValues) =>
    serve(context, paths, values),
  );
}

/** Redis and its library are loaded only then. */
async function followed(context: Context, values: UiValues): Promise<UiSwarm> {
  const { redis, prefix = defaultPrefix } = addressed(context, values);
  const { swarmFeed } = await import('../swarm/feed.ts');
  return new UiSwarm(await swarmFeed({ redis, prefix }));
}

/** Runs until Ctrl-C, which is its normal end. */
async function serve(context: Context, paths: readonly string[], values: UiValues): Promise<void> {
  const { io } = context;
  const { runJob, now, self } = io;
  const { port, out, timeLimit, maxMemory } = values;
  const pageLimits = { elapsedMsMax: timeLimit, memoryBytesMax: maxMemory };
  const swarm = values.swarm === true ? await followed(context, values) : null;
  const ui = await startUi({
    subject: context.subject,
    subjectOf: context.loadSubjectOf,
    paths,
    port,
    directory: out,
    runJob,
    now,
    self,
    pageLimits,
    swarm,
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
