/** tablewalk claims: the sentences of the series, and the assumptions that each of them needs. */

import type { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  type OutputValues,
  outputOptions,
  valued,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { type ExitCode, exitCodeFor } from '../../cli/exit-codes.ts';
import { untilInterrupted } from '../../cli/interruption.ts';
import { parseChoices } from '../../input/parse-values.ts';
import { claimsJson, claimsText } from './report.ts';
import type { ClaimsResult } from './result.ts';
import { judgeSentences } from './run.ts';

interface ClaimsValues extends OutputValues {
  readonly only?: string[];
  readonly workers?: number;
}

export function claimsCommand(context: Context): Command {
  const sentenceIds = context.subject.sentences?.all.map(({ id }) => id) ?? [];
  const command = newCommand('claims');
  addOptions(
    command,
    valued('--only <list>', 'judge only these claims; ids as in --json', (flag, text) =>
      parseChoices(flag, text, sentenceIds, 'tablewalk list claims'),
    ).helpGroup('Question:'),
    workersOption('claims at a time').helpGroup('Search:'),
    outputOptions(),
  );
  withExamples(command, [
    ['all of them; takes ten seconds', 'tablewalk claims'],
    ['the TLB question', 'tablewalk claims --only tlb-author,tlb-reuse,tlb-strict-both'],
  ]);
  return command.action(async (values: ClaimsValues) => {
    const result = await judged(context, values);
    if (values.json === true) context.printJson(claimsJson(result));
    else context.printText(values.color, (paint) => claimsText(result, paint));
    context.exitCode = exitCodeOf(result);
  });
}

/** Ctrl-C ends it and reports the sentences judged so far. */
async function judged(context: Context, values: ClaimsValues): Promise<ClaimsResult> {
  const { io, subject } = context;
  const { all } = needed(subject, 'sentences', 'claims');
  const asked = all.filter(({ id }) => values.only?.includes(id) ?? true);
  return await untilInterrupted(context, (signal) =>
    judgeSentences(asked, context.command, {
      subject,
      runJob: io.runJob,
      now: io.now,
      signal,
      processors: atOnceOf(io, values.workers),
      onSentence: ({ id }, index, count) => {
        if (values.quiet !== true) context.say(`claim ${index + 1} of ${count}: ${id}`);
      },
    }),
  );
}

function exitCodeOf({ sentences: results, isInterrupted }: ClaimsResult): ExitCode {
  const isOpen = results.some(({ verdict }) => verdict === 'undecided');
  return exitCodeFor(isOpen ? 'undecided' : 'holds', isInterrupted);
}
