/** tablewalk run-jobs: runs jobs of a plan and stores a result for each. */
import { Argument, type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  outputOptions,
  valued,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { resultsFolder, runStored } from '../../cli/shards.ts';
import { parseDuration } from '../../input/parse-values.ts';
import { type Shard, shardOf } from '../../jobs/plan/shard.ts';
import { plannedKinds } from '../planned-kinds.ts';

interface RunJobsValues {
  readonly shard?: Shard;
  readonly out: string;
  readonly workers?: number;
  readonly jobTimeLimit?: number;
  readonly quiet?: boolean;
}

export function runJobsCommand(context: Context): Command {
  const command = newCommand('run-jobs').addArgument(
    new Argument('<plan>', 'a file written by tablewalk plan'),
  );
  const options = [
    valued('--shard <k/n>', 'only this part of the jobs: 3/8', shardOf).helpGroup('Question:'),
    workersOption('jobs at a time').helpGroup('Search:'),
    valued(
      '--job-time-limit <time>',
      'time limit for one job; a job that reaches it is undecided',
      parseDuration,
    ).helpGroup('Limits:'),
    new Option('--out <dir>', 'directory of the results').default(resultsFolder),
    ...outputOptions().filter(({ long }) => long === '--quiet'),
  ];
  addOptions(command, options);
  withExamples(command, [
    ['the third of eight parts', 'tablewalk run-jobs plan.jsonl --shard 3/8 --out part-3'],
    ['what is missing', 'tablewalk run-jobs plan.jsonl --out part-3'],
    ['bounded', 'tablewalk run-jobs plan.jsonl --job-time-limit 10m'],
  ]);
  return command.action(async (file: string, values: RunJobsValues) => {
    const [{ readPlan }, { ResultFolder }] = await Promise.all([
      import('../../jobs/plan/plan.ts'),
      import('../../jobs/plan/results.ts'),
    ]);
    const plan = readPlan(file);
    const subject = await context.program.loadSubject(plan.subject);
    context.exitCode = await runStored(context, values, {
      plan,
      folder: new ResultFolder(values.out),
      shard: values.shard ?? { index: 1, count: 1 },
      kinds: plannedKinds,
      control: { subject, now: context.io.now },
      atOnce: atOnceOf(context.io, values.workers),
      elapsedMsMax: values.jobTimeLimit ?? Infinity,
    });
  });
}
