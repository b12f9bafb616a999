/** tablewalk explain: which operations, failures and assumptions a counterexample needs. */

import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import { limitOptions, outputOptions } from '../../cli/common-options.ts';
import type { ColourMode, Context } from '../../cli/context.ts';
import { ExitCode } from '../../cli/exit-codes.ts';
import { systemOption } from '../../cli/model-file.ts';
import { addSourceOptions, type SourceValues, withSource } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimits } from '../../cli/stopping.ts';
import { explain } from '../../counterexample/explain/explain.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';
import { NotReproduced, requireReproduced } from '../shrink/run.ts';
import { type ExplainResult, explainJson, explainText } from './report.ts';

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

/** Throws `NotReproduced` for a file that does not reproduce. */
export function explainFile(subject: Subject, file: string): ExplainResult {
  const replayed = replayFile(subject, file);
  requireReproduced(replayed);
  const { counterexample, invariant } = replayed;
  return {
    file,
    counterexample,
    invariant,
    explanation: explain(subject, counterexample, invariant),
  };
}
