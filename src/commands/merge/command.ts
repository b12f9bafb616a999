/** tablewalk merge: prints and writes the results of shards as if one machine had run them. */
import { Argument, type Command, Option } from 'commander';
import { newCommand } from '../../cli/command-table.ts';
import { outputOptions } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { plural } from '../../text/paragraph.ts';
import { plannedKinds } from '../planned-kinds.ts';
import { countStories, storiesText } from './stories.ts';

interface MergeValues {
  readonly allowMissing?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly color?: string;
  readonly quiet?: boolean;
}

export function mergeCommand(context: Context): Command {
  const command = newCommand('merge').addArgument(
    new Argument('<dirs...>', 'directories of results, of run-jobs or of --shard'),
  );
  const options = [
    new Option('--allow-missing', 'jobs without a result are undecided').helpGroup('Question:'),
    new Option('--out <dir>', 'directory for counterexample files, in place of the planned one'),
    ...outputOptions(),
  ];
  for (const option of options) command.addOption(option);
  withExamples(command, [
    ['the results of eight machines', 'tablewalk merge part-*'],
    ['the results so far', 'tablewalk merge tablewalk-out/results --allow-missing'],
    ['for a script', 'tablewalk merge part-* --json'],
  ]);
  return command.action(async (folders: readonly string[], values: MergeValues) => {
    await merge(context, folders, values);
  });
}

async function merge(
  context: Context,
  paths: readonly string[],
  values: MergeValues,
): Promise<void> {
  const [{ ResultFolder }, { answeredBy, expecting, gather }] = await Promise.all([
    import('../../jobs/plan/results.ts'),
    import('../../jobs/plan/answered.ts'),
  ]);
  const folders = [...new Set(paths)].map((path) => new ResultFolder(path));
  const gathered = gather(folders, values.allowMissing === true);
  const { plan, missing } = gathered;
  if (missing.length > 0 && values.quiet !== true) {
    context.say(`undecided: ${plural(missing.length, 'job')} without a result`);
  }
  await context.runInstead([...plan.command, ...outputArguments(values)], {
    ...context.io,
    runJob: answeredBy(gathered, context.io.runJob),
    onJobs: async (jobs, subject) => {
      await expecting(gathered)(jobs, subject);
      const counts = countStories(subject, plannedKinds, gathered);
      if (values.quiet !== true && counts.found > 0) context.say(storiesText(counts));
    },
  });
}

/** Options that every planned command has. */
function outputArguments({ out, json, color, quiet }: MergeValues): string[] {
  return [
    ...(out === undefined ? [] : ['--out', out]),
    ...(json === true ? ['--json'] : []),
    ...(color === undefined ? [] : ['--color', color]),
    ...(quiet === true ? ['--quiet'] : []),
  ];
}
