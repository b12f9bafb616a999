/** tablewalk plan: writes the jobs of another command to a file, one per line, for other machines. */
import { Argument, type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, choiceOption, countOption, group } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode, Finished } from '../../cli/exit-codes.ts';
import { InputError } from '../../errors.ts';
import { tryUnlessThere, writeUnlessThere } from '../../files/write-whole.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import { plural } from '../../text/paragraph.ts';
import { quotedPath } from '../../text/shell.ts';

import type { BatchPlan } from './batch.ts';

const batchSystems = ['slurm', 'kubernetes', 'github'] as const;
const planned = ['check', 'series', 'sample', 'mutate'] as const;

interface PlanValues {
  readonly out: string;
  readonly force?: boolean;
  readonly for?: (typeof batchSystems)[number];
  readonly parts?: number;
  readonly image: string;
}

export function planCommand(context: Context): Command {
  const command = newCommand('plan')
    .addArgument(new Argument('<command>', `${planned.join(', ')}, with their arguments`))
    .addArgument(new Argument('[arguments...]', 'the arguments of the command'))
    .allowUnknownOption();
  const options = [
    new Option('--out <file>', 'the file of the plan').default('plan.jsonl'),
    new Option('--force', 'overwrite the file of --out'),
  ];
  addOptions(command, group('Output:', options), group('Batch systems:', batchOptions()));
  withExamples(command, [
    ['a job a scope', 'tablewalk plan check --preset standard --out standard.jsonl'],
    ['a job a mutant', 'tablewalk plan mutate --scopes full --out mutants.jsonl'],
    ['the third of eight parts of a plan', 'tablewalk run-jobs plan.jsonl --shard 3/8'],
    ['on a Slurm cluster', 'tablewalk plan check --sweep --for slurm --parts 50 --out sweep.jsonl'],
    ['merge the results', 'tablewalk merge tablewalk-out/results'],
  ]);
  return command.action(async (name: string, rest: readonly string[], values: PlanValues) => {
    await plan(context, [name, ...rest], values);
  });
}

async function plan(
  context: Context,
  argv: readonly string[],
  { out, force = false, for: system, parts, image }: PlanValues,
): Promise<void> {
  const known: readonly string[] = planned;
  if (!known.includes(argv[0])) {
    throw new InputError(
      `the command is ${JSON.stringify(argv[0])}; ${mustBeOneOf(argv[0], planned, 'tablewalk plan --help')}`,
    );
  }
  tryUnlessThere('--out', out, force);
  const { planOfRun, planText } = await import('../../jobs/plan/plan.ts');
  await context.runInstead(argv, {
    ...context.io,
    onJobs: async (jobs, subject) => {
      if (jobs.length === 0) {
        throw new InputError(`tablewalk ${argv.join(' ')} has no jobs: there is nothing to plan`);
      }
      const made = planOfRun(subject, argv, jobs);
      writeUnlessThere('--out', out, planText(made), force);
      if (system !== undefined) {
        const count = Math.min(made.jobs.length, parts ?? defaultParts);
        context.print(
          (await scriptFor(system, { plan: made, file: out, parts: count, image })).trimEnd(),
        );
      } else if (!argv.includes('--quiet')) {
        context.say(`${plural(made.jobs.length, 'job')} written to ${out}; to run them:`);
        context.sayCommand(`tablewalk run-jobs ${quotedPath(out)}`);
      }
      throw new Finished(ExitCode.ok);
    },
  });
}

const defaultParts = 8;
const partsMax = 10_000;

function batchOptions(): Option[] {
  return [
    choiceOption(
      '--for <system>',
      `also print a script for a batch system: ${batchSystems.join(', ')}`,
      batchSystems,
    ),
    countOption(
      '--parts <n>',
      `number of machines that share the jobs (default: ${defaultParts})`,
      1,
      partsMax,
    ),
    new Option('--image <name>', 'image of the container for kubernetes').default('tablewalk'),
  ];
}

async function scriptFor(system: (typeof batchSystems)[number], batch: BatchPlan): Promise<string> {
  switch (system) {
    case 'slurm':
      return (await import('./batch.ts')).slurmScript(batch);
    case 'kubernetes':
      return (await import('./batch.ts')).kubernetesJob(batch);
    case 'github':
      return (await import('./batch.ts')).githubWorkflow(batch);
  }
}
