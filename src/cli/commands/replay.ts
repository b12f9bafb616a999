/** tablewalk replay: stored counterexamples, executed again. */
import { Command } from 'commander';
import { checkRevision, replayJson, replayPaths, replayText } from '../../cli-api.ts';
import type { ColourMode, Context } from '../context.ts';
import { withExamples } from '../examples.ts';
import { ExitCode } from '../exit-codes.ts';
import { outputOptions, valued } from '../scope-options.ts';

interface Values {
  readonly revision?: string;
  readonly json?: boolean;
  readonly color?: ColourMode;
}

export function replayCommand(context: Context): Command {
  const command = new Command('replay')
    .description('Execute counterexamples again: reproduced, fixed, or different.')
    .argument('<paths...>', 'counterexample files, or directories of them');
  command.addOption(
    valued('--revision <name>', 'run on this revision instead of their own', (_, text) => {
      checkRevision(text);
      return text;
    }).helpGroup('Question:'),
  );
  for (const option of outputOptions()) command.addOption(option);
  withExamples(command, [
    ['all files of a directory', 'tablewalk replay tablewalk-out'],
    ['is it repaired?', 'tablewalk replay FILE --revision error-kept'],
  ]);
  return command.action((paths: string[], values: Values) => {
    const results = replayPaths(paths, values.revision ?? null);
    if (values.json === true) context.printJson(replayJson(results));
    else context.print(replayText(results, context.paint(values.color ?? 'auto')));
    const all = results.every(({ outcome }) => outcome === 'reproduced');
    context.exitCode = all ? ExitCode.ok : ExitCode.differs;
  });
}
