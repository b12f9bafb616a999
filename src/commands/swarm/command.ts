/** tablewalk swarm: runs the jobs of a plan on machines that may join and leave, through Redis. */
import { Argument, Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, countOption, outputOptions, valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { resultsFolder } from '../../cli/shards.ts';
import { parseDuration } from '../../input/parse-values.ts';
import { addressed, swarmOptions } from './address.ts';
import type { SwarmCollectValues, SwarmStartValues, SwarmValues, SwarmWorkValues } from './run.ts';

const quiet = (): Option[] => outputOptions().filter(({ long }) => long === '--quiet');
const json = (): Option[] => outputOptions().filter(({ long }) => long === '--json');

function part(name: string, description: string, options: readonly Option[]): Command {
  const command = new Command(name).description(description);
  addOptions(command, swarmOptions(), options);
  return command;
}

export function swarmCommand(context: Context): Command {
  const swarm = newCommand('swarm');
  withExamples(swarm, [
    ['hand out the jobs', 'tablewalk swarm start plan.jsonl --redis redis://127.0.0.1:6379'],
    ['on each machine', 'tablewalk swarm work --redis redis://127.0.0.1:6379 --concurrency 4'],
    ['follow it', 'tablewalk swarm watch --redis redis://127.0.0.1:6379'],
    ['the results, for merge', 'tablewalk swarm collect --redis redis://127.0.0.1:6379'],
  ]);
  /** Redis and its library are loaded by these commands only. */
  const run = async () => await import('./run.ts');
  const start = part('start', 'Put the jobs of a plan into Redis.', [
    new Option('--force', 'replace another plan; its results are lost').helpGroup('Swarm:'),
    ...quiet(),
  ]).addArgument(new Argument('<plan>', 'a file written by tablewalk plan'));
  const work = part('work', 'Take jobs until all are done.', workOptions());
  const status = part('status', 'Print the progress of the jobs.', json());
  const watch = part('watch', 'Follow the jobs until all are done.', quiet());
  const collect = part('collect', 'Store the results in a directory, for merge.', [
    new Option('--out <dir>', 'directory of the results')
      .default(resultsFolder)
      .helpGroup('Output:'),
    ...quiet(),
  ]);
  start.action(async (file: string, values: SwarmStartValues) =>
    (await run()).startSwarm(context, addressed(context, values), file),
  );
  work.action(async (values: SwarmWorkValues) =>
    (await run()).work(context, addressed(context, values)),
  );
  status.action(async (values: SwarmValues) =>
    (await run()).status(context, addressed(context, values)),
  );
  watch.action(async (values: SwarmValues) =>
    (await run()).watch(context, addressed(context, values)),
  );
  collect.action(async (values: SwarmCollectValues) =>
    (await run()).collect(context, addressed(context, values)),
  );
  for (const command of [start, work, status, watch, collect]) swarm.addCommand(command);
  return swarm;
}

function workOptions(): Option[] {
  return [
    countOption(
      '--concurrency <n>',
      'jobs at a time (default: number of processors)',
      1,
      1000,
    ).helpGroup('Search:'),
    new Option(
      '--checkpoints <dir>',
      'a folder that all workers share: long searches are saved there and resumed by others',
    ).helpGroup('Search:'),
    valued(
      '--checkpoint-every <time>',
      'time between two saves (default: 30s)',
      parseDuration,
    ).helpGroup('Search:'),
    valued(
      '--stalled-after <time>',
      'hand a job to another worker if its worker was silent for this long (default: 30s)',
      parseDuration,
    ).helpGroup('Limits:'),
    valued('--job-time-limit <time>', 'time limit for one job', parseDuration).helpGroup('Limits:'),
    ...quiet(),
  ];
}
