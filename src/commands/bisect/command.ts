/** tablewalk bisect: finds the revision that introduced the violation of a counterexample. */
import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  limitOptions,
  type OutputValues,
  outputOptions,
  partsAtOnce,
  valued,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode, exitCodeFor } from '../../cli/exit-codes.ts';
import type { PartsValues } from '../../cli/parts.ts';
import { givenVersions, type VersionValues, versionOptions } from '../../cli/version-options.ts';
import { InputError } from '../../errors.ts';
import { bisectJson, bisectText } from './report.ts';
import { type BisectResult, firstBadOf, isOldest } from './result.ts';
import { revisionsOf } from './revision-judge.ts';
import { bisectFile, bisectTexts } from './run.ts';

interface BisectValues extends PartsValues, VersionValues, OutputValues {
  readonly good?: string;
  readonly bad?: string;
}

const revision = (context: Context, flags: string, description: string) =>
  valued(flags, description, (flag, name) => {
    context.subject.revisions?.check(name, flag);
    return name;
  }).helpGroup('Question:');

/** Commits and patches form a history of their own. */
const texts = ['git', 'mbox'];

export function bisectCommand(context: Context): Command {
  const command = newCommand('bisect')
    .argument('<file>', 'a counterexample file')
    .argument('[range]', 'with --git a range of commits: A..B');
  const options = [
    revision(context, '--bad <name>', 'the newest revision (default: that of the file)').conflicts(
      texts,
    ),
    revision(
      context,
      '--good <name>',
      'the oldest revision (default: the oldest that is known)',
    ).conflicts(texts),
    ...versionOptions(context.subject, 'a version').map((option) => option.helpGroup('Question:')),
    partsAtOnce('versions'),
    ...limitOptions.parts(),
    ...outputOptions(),
  ];
  addOptions(command, options);
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['which patch introduced it?', `tablewalk bisect ${example}`],
    ['within the series', `tablewalk bisect ${example} --bad v2-9 --good v2-1`],
    ['which commit?', `tablewalk bisect ${example} --git linux v5.8..v5.10`],
  ]);
  return command.action(async (file: string, range: string | undefined, values: BisectValues) => {
    const { good = null, bad = null } = values;
    const given = await givenVersions(context.subject, 'bisect FILE', range, values);
    if (given === null && range !== undefined) {
      throw new InputError(`${JSON.stringify(range.slice(0, 100))} is given without --git`);
    }
    // All parts of the bisection count towards one time limit.
    context.startedAt ??= context.io.now();
    const result =
      given === null
        ? await bisectFile(context, file, values, { good, bad })
        : await bisectTexts(context, file, values, given.versions);
    if (values.json === true) context.printJson(bisectJson(result));
    else
      context.print(
        bisectText(revisionsOf(context.subject), result, context.paint(values.color ?? 'auto')),
      );
    context.exitCode = exitCodeOf(result);
  });
}

/** A range of suspects is not an answer, although no limit caused it. */
function exitCodeOf({ blame, repaired, stop }: BisectResult): ExitCode {
  if (stop !== null) return exitCodeFor('undecided', stop.limit === 'interrupted');
  const isFound = [blame, repaired ?? blame].some(
    (one) => firstBadOf(one) !== null || isOldest(one),
  );
  return isFound ? ExitCode.ok : ExitCode.undecided;
}
