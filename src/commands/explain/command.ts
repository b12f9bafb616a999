/** tablewalk explain: which operations, failures and assumptions a counterexample needs. */

import type { Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  limitOptions,
  type OutputValues,
  outputOptions,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { systemOption } from '../../cli/model-file.ts';
import { type SourceValues, sourceOptions, withSource } from '../../cli/source-options.ts';
import { type ExecutionLimitValues, withinLimits } from '../../cli/stopping.ts';
import { explain } from '../../counterexample/explain/explain.ts';
import type { Subject } from '../../subject/subject.ts';
import { replayFile } from '../replay/run.ts';
import { requireReproduced } from '../shrink/run.ts';
import { type ExplainResult, explainJson, explainText } from './report.ts';

interface ExplainValues extends ExecutionLimitValues, SourceValues, OutputValues {}

export function explainCommand(context: Context): Command {
  const command = newCommand('explain').argument('<file>', 'a counterexample file');
  addOptions(command, limitOptions.execution(), outputOptions(), sourceOptions(), systemOption());
  const example = context.ownFile('corpus/F02-mark-left-out--linux-5.10.json');
  withExamples(command, [
    ['does it need EDAT1, or KASAN?', `tablewalk explain ${example}`],
    ['for a program', `tablewalk explain ${example} --json`],
  ]);
  return command.action(async (file: string, values: ExplainValues) => {
    await withSource(context, values);
    const result = withinLimits(context, values, () => explainFile(context.subject, file));
    if (values.json === true) context.printJson(explainJson(result));
    else context.printText(values.color, (paint) => explainText(result, paint));
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
