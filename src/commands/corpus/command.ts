/** tablewalk corpus: a directory of stored counterexamples, and their outcomes. */
import { Command, Option } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  choiceOption,
  limitOptions,
  type OutputValues,
  outputOptions,
  partsAtOnce,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { systemOption } from '../../cli/model-file.ts';
import { type FormValues, printResult, reporterOption } from '../../cli/reporters.ts';
import { revisionOption } from '../../cli/scope-options.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinGivenLimits } from '../../cli/stopping.ts';
import { replayOutcomes } from '../../counterexample/judge-execution.ts';
import { replayCi } from '../replay/report.ts';
import { type ReplayOutcome, replayAll } from '../replay/run.ts';
import { addToCorpus } from './add.ts';
import {
  corpusAddedJson,
  corpusAddedText,
  corpusListJson,
  corpusListText,
  corpusPrunedJson,
  corpusPrunedText,
  corpusRunJson,
  corpusRunText,
  unexpectedOf,
} from './report.ts';
import { type CorpusRun, defaultCorpus, listCorpus, pruneCorpus, storedFiles } from './run.ts';

interface CorpusValues extends ExecutionLimitValues, SourceValues, OutputValues {
  readonly dir: string;
}

interface AddValues extends CorpusValues {
  readonly name?: string;
  readonly allowUnreproduced?: boolean;
}

interface RunValues extends CorpusValues {
  readonly workers?: number;
  readonly reporter?: FormValues['reporter'];
  readonly expect?: ReplayOutcome['outcome'];
}

interface PruneValues extends CorpusValues {
  readonly yes?: boolean;
}

export function corpusCommand(context: Context): Command {
  const command = newCommand('corpus');
  withExamples(command, [
    ['keep the violations found', 'tablewalk corpus add tablewalk-out/*.json'],
    ['which files are there?', 'tablewalk corpus list'],
    ['as a gate in CI', 'tablewalk corpus run --expect reproduced'],
    ['is everything repaired?', 'tablewalk corpus run --revision repaired --expect fixed'],
    ['which files are obsolete?', 'tablewalk corpus prune --dry-run'],
  ]);
  for (const make of [addCommand, corpusListCommand, runCommand, pruneCommand]) {
    command.addCommand(make(context));
  }
  return command;
}

function subcommand(
  name: string,
  description: string,
  options: readonly Option[],
  output: readonly Option[] = outputOptions(),
  limits: readonly Option[] = limitOptions.files(),
): Command {
  const command = new Command(name).description(description);
  const dir = new Option('--dir <dir>', 'directory of the corpus')
    .default(defaultCorpus)
    .helpGroup('Corpus:');
  addOptions(command, dir, options, limits, output);
  return command;
}

function addCommand(context: Context): Command {
  const command = subcommand('add', 'Store counterexamples that reproduce, without duplicates.', [
    new Option(
      '--name <name>',
      'name of the stored file; needs a single file (default: derived from its contents)',
    ).helpGroup('Corpus:'),
    new Option(
      '--allow-unreproduced',
      'also store files whose violation does not reproduce',
    ).helpGroup('Corpus:'),
  ]).argument('<paths...>', 'counterexample files, or directories of them');
  addOptions(command, sourceOptions());
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['keep the violations found', 'tablewalk corpus add tablewalk-out/*.json'],
    ['a finding in a C source', 'tablewalk corpus add tablewalk-out/*.json --source vmem.c'],
    ['under a name', `tablewalk corpus add ${example} --name shared-block-lost`],
  ]);
  return command.action(async (paths: string[], values: AddValues) => {
    const { dir, name = null, allowUnreproduced = false } = values;
    await withSource(context, values);
    const added = await withinGivenLimits(context, values, () =>
      addToCorpus(context.subjectOf, dir, paths, { name, allowUnreproduced }),
    );
    print(context, values, corpusAddedJson(added), () =>
      context.text(values.color, (paint) => corpusAddedText(added, paint)),
    );
  });
}

function corpusListCommand(context: Context): Command {
  // Its lines have no colours.
  const output = outputOptions().filter(({ long }) => long !== '--color');
  const command = subcommand(
    'list',
    'Print one line per file: revision, claim, length.',
    [],
    output,
  );
  withExamples(command, [['which files are there?', 'tablewalk corpus list']]);
  return command.action(async (values: CorpusValues) => {
    const list = await withinGivenLimits(context, values, () =>
      listCorpus(context.subjectOf, values.dir),
    );
    print(context, values, corpusListJson(list), () => corpusListText(list));
    context.finishFiles(ExitCode.ok, list.entries.length, list);
  });
}

function runCommand(context: Context): Command {
  const command = subcommand(
    'run',
    'Execute all files: reproduced, fixed, or different.',
    [
      revisionOption(context.subject, 'run on this revision instead of their own'),
      choiceOption(
        '--expect <outcome>',
        `${replayOutcomes.join(', ')}: exit with 4 if any file has another outcome`,
        replayOutcomes,
      ).helpGroup('Question:'),
      reporterOption(),
      systemOption(),
    ],
    outputOptions(),
    [partsAtOnce('files'), ...limitOptions.parts()],
  );
  addOptions(command, sourceOptions());
  withExamples(command, [
    ['as a gate in CI', 'tablewalk corpus run --expect reproduced'],
    ['is everything repaired?', 'tablewalk corpus run --revision repaired --expect fixed'],
    ['in my file?', 'tablewalk corpus run --source vmem.c --expect fixed'],
  ]);
  return command.action(async (values: RunValues) => {
    const { revision = null } = await withSource(context, values);
    const { dir, expect = null } = values;
    const replayed = await replayAll(context, values, { files: storedFiles(dir), revision });
    const run = { directory: dir, expected: expect, ...replayed };
    await printResult(context, values, {
      text: (paint) => corpusRunText(run, paint),
      json: () => corpusRunJson(run),
      ci: () => replayCi(context.subjectOf, 'corpus run', run, run.expected),
    });
    context.finishFiles(runExitCode(run), run.results.length, run);
  });
}

function runExitCode(run: CorpusRun): ExitCode {
  if (run.expected !== null) {
    return unexpectedOf(run).length === 0 ? ExitCode.ok : ExitCode.gateFailed;
  }
  const all = run.results.every(({ outcome }) => outcome === 'reproduced');
  return all ? ExitCode.ok : ExitCode.differs;
}

function pruneCommand(context: Context): Command {
  const command = subcommand('prune', 'Find files that are fixed or duplicate another.', [
    revisionOption(context.subject, 'judge on this revision instead of their own'),
    new Option('--dry-run', 'only list what would be removed (the default)')
      .conflicts('yes')
      .helpGroup('Corpus:'),
    new Option('--yes', 'remove the files').helpGroup('Corpus:'),
  ]);
  addOptions(command, sourceOptions());
  withExamples(command, [
    ['look', 'tablewalk corpus prune'],
    ['remove what a repair fixes', 'tablewalk corpus prune --revision repaired --yes'],
  ]);
  return command.action(async (values: PruneValues) => {
    const { revision = null } = await withSource(context, values);
    const { dir, yes = false } = values;
    const pruned = await withinGivenLimits(context, values, () =>
      pruneCorpus(context.subjectOf, dir, revision, yes),
    );
    print(context, values, corpusPrunedJson(pruned), () =>
      context.text(values.color, (paint) => corpusPrunedText(pruned, paint)),
    );
    const { files, unreadable, stopped } = pruned;
    const read = files - unreadable.length - (stopped?.left.length ?? 0);
    context.finishFiles(ExitCode.ok, read, pruned);
  });
}

function print(
  context: Context,
  { json }: OutputValues,
  document: unknown,
  text: () => string,
): void {
  if (json === true) context.printJson(document);
  else context.print(text());
}
