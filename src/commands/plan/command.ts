/** tablewalk plan: the jobs of another command as lines of a file, for other machines. */
import { Argument, Command, Option } from 'commander';
import type { Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { Finished } from '../../cli/finished.ts';
import { InputError } from '../../errors.ts';
import { tryUnlessThere, writeUnlessThere } from '../../files/kept-file.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import { plural } from '../../text/paragraph.ts';
import { quotedPath } from '../../text/shell.ts';

const planned = ['check', 'series', 'sample', 'mutate'] as const;

interface PlanValues {
  readonly out: string;
  readonly force?: boolean;
}

export function planCommand(context: Context): Command {
  const command = new Command('plan')
    .description('Write the jobs of a command to a file, so that many machines can run them.')
    .addArgument(new Argument('<command>', `${planned.join(', ')}, with their arguments`))
    .addArgument(new Argument('[arguments...]', 'the arguments of the command'))
    .allowUnknownOption();
  const options = [
    new Option('--out <file>', 'the file of the plan').default('plan.jsonl'),
    new Option('--force', 'overwrite the file of --out'),
  ];
  for (const option of options) command.addOption(option.helpGroup('Output:'));
  withExamples(command, [
    ['a job a scope', 'tablewalk plan check --preset standard --out standard.jsonl'],
    ['a job a mutant', 'tablewalk plan mutate --scopes full --out mutants.jsonl'],
    ['run the third of eight parts', 'tablewalk run-jobs standard.jsonl --shard 3/8'],
    ['put the results together', 'tablewalk merge tablewalk-out/results'],
  ]);
  return command.action(async (name: string, rest: readonly string[], values: PlanValues) => {
    await plan(context, [name, ...rest], values);
  });
}

async function plan(
  context: Context,
  argv: readonly string[],
  { out, force = false }: PlanValues,
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
      const made = planOfRun(subject, argv, jobs);
      writeUnlessThere('--out', out, planText(made), force);
      if (!argv.includes('--quiet')) {
        context.say(`${plural(made.jobs.length, 'job')} written to ${out}; to run them:`);
        context.sayCommand(`tablewalk run-jobs ${quotedPath(out)}`);
      }
      throw new Finished(ExitCode.ok);
    },
  });
}
