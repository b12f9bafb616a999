/** tablewalk merge: prints and writes the results of shards as if one machine had run them. */

import { Argument, type Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { addOptions, outputOptions } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { storyKey } from '../../counterexample/counterexample.ts';
import type { PlannedKind } from '../../jobs/job.ts';
import type { Gathered } from '../../jobs/plan/answered.ts';
import type { Subject } from '../../subject/subject.ts';
import { plural } from '../../text/paragraph.ts';
import { plannedKinds } from '../planned-kinds.ts';

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
  addOptions(command, options);
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

export interface StoryCounts {
  readonly found: number;
  readonly stories: number;
}

export function countStories(
  subject: Subject,
  kinds: readonly PlannedKind<unknown, unknown>[],
  { plan, results }: Gathered,
): StoryCounts {
  const counts = new Map<string, number>();
  for (const { id, kind: name, job } of plan.jobs) {
    const kind = kinds.find((one) => one.name === name);
    const end = results.get(id)?.end;
    const sightings = end?.kind === 'answered' ? kind?.sightingsIn(end.answer, job) : [];
    for (const { claim, scope, transitions } of sightings ?? []) {
      if (transitions === null) continue;
      const { operations, turns } = subject.files.scheduleOf(scope, transitions);
      const key = storyKey(subject, {
        request: scope,
        invariant: claim,
        operations,
        turns: turns?.map(([thread, steps]) => [thread, steps]),
      });
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const found = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { found, stories: counts.size };
}

/** A report has the shortest of each claim. */
export function storiesText({ found, stories }: StoryCounts): string {
  const same = found - stories;
  const duplicates = same === 0 ? 'no duplicates' : plural(same, 'duplicate');
  return `${plural(found, 'counterexample')} in the results: ${plural(stories, 'story', 'stories')}, ${duplicates}`;
}
