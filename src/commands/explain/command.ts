/** tablewalk explain: which operations, failures and assumptions a counterexample needs. */
import type { Command } from 'commander';
import { newCommand } from '../../cli/command-table.ts';
import { limitOptions, outputOptions } from '../../cli/common-options.ts';
import type { ColourMode, Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { systemOption } from '../../cli/model-file.ts';
import { addSourceOptions, type SourceValues, withSource } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimits } from '../../cli/stopping.ts';
import { NotReproduced } from '../shrink/run.ts';
import { explainJson } from './json.ts';
import { explainFile } from './run.ts';
import { explainText } from './text.ts';

interface ExplainValues extends ExecutionLimitValues, SourceValues {
  readonly json?: boolean;
  readonly color?: ColourMode;
}

export function explainCommand(context: Context): Command {
  const command = newCommand('explain').argument('<file>', 'a counterexample file');
  for (const option of [...limitOptions.execution(), ...outputOptions()]) command.addOption(option);
  addSourceOptions(command);
  command.addOption(systemOption());
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['does it need EDAT1, or KASAN?', `tablewalk explain ${example}`],
    ['for a program', `tablewalk explain ${example} --json`],
  ]);
  return command.action(async (file: string, values: ExplainValues) => {
    await withSource(context, values);
    try {
      const result = withinLimits(context, values, () => explainFile(context.subject, file));
      if (values.json === true) context.printJson(explainJson(result));
      else context.printText(values.color, (paint) => explainText(result, paint));
    } catch (error) {
      if (!(error instanceof NotReproduced)) throw error;
      context.say(`error: ${error.message}`);
      context.exitCode = ExitCode.differs;
    }
  });
}
