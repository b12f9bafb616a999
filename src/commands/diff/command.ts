/** tablewalk diff: the shortest sequence of operations in which two revisions differ. */

import { Argument, type Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import {
  addOptions,
  atOnceOf,
  group,
  limitOptions,
  workersOption,
} from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { exitCodeFor } from '../../cli/exit-codes.ts';
import { addScopeOptions, type WorldOptionValues } from '../../cli/scope-options.ts';
import { whileSearching } from '../../cli/searching.ts';
import { kernelsNamed, parseKernel, withOption } from '../../cli/source-options.ts';
import { plural } from '../../text/paragraph.ts';
import { diffJson, diffText } from './report.ts';
import { type DiffResult, diff } from './run.ts';

interface DiffValues extends WorldOptionValues {
  readonly with?: readonly string[];
  readonly events?: boolean;
  readonly strictMarks?: boolean;
  readonly maxStates?: number;
  readonly workers?: number;
}

/** A pair takes about 10 KiB. */
const pairCountMax = 100_000;

export function diffCommand(context: Context): Command {
  const command = newCommand('diff');
  for (const name of ['a', 'b']) {
    command.addArgument(
      new Argument(
        `<${name}>`,
        'a revision, a variant (see list revisions) or a C source',
      ).argParser((text: string) => parseKernel(context.subject, `revision ${name}`, text)),
    );
  }
  const comparison = [
    command.createOption('--events', 'also compare the order of events'),
    command.createOption(
      '--strict-marks',
      'compare every byte of 0xFD instead of which parts are marked unused',
    ),
  ];
  addOptions(command, group('Comparison:', comparison), withOption().helpGroup('Question:'));
  addScopeOptions(context.subject, command, 'diff');
  addOptions(
    command,
    limitOptions.states(),
    limitOptions.time(),
    workersOption('scopes at a time').helpGroup('Search:'),
  );
  withExamples(command, [
    ['what 9/9 changes', 'tablewalk diff v2-8 v2-9 --geometry tiny3'],
    ['does v1 behave like v2?', 'tablewalk diff v1-9 v2-9'],
    ['with KASAN', 'tablewalk diff linux-5.9 linux-5.10 --preset kasan'],
    ['step by step', 'tablewalk diff v1-9 v2-9 --events'],
    ['what does one feature change?', 'tablewalk diff linux-5.10 linux-5.10+keepsErrorCode'],
    ['does my file behave like 5.10?', 'tablewalk diff linux-5.10 vmem.c'],
    ['what does a patch change?', 'tablewalk diff old/vmem.c new/vmem.c'],
  ]);
  return command.action(async (a: string, b: string, values: DiffValues) => {
    const names = await kernelsNamed(context, [a, b], values);
    return run(context, names, values);
  });
}

async function run(context: Context, [a, b]: readonly string[], values: DiffValues): Promise<void> {
  const { subject } = context;
  const preset = values.preset ?? subject.scopes.defaultPreset;
  const isQuiet = values.quiet === true;
  const scopes = subject.scopes.resolve(preset, {
    ...values,
    revision: subject.revisions?.defaultName,
  });
  const result = await whileSearching(context, { isQuiet, total: null }, (control) =>
    diff(
      {
        command: context.command,
        preset,
        a,
        b,
        scopes,
        options: { events: values.events === true, strictMarks: values.strictMarks === true },
        pairCountMax: values.maxStates ?? pairCountMax,
        elapsedMsMax: values.timeLimit ?? Infinity,
        processors: atOnceOf(context.io, values.workers),
      },
      control,
    ),
  );
  if (values.json === true) context.printJson(diffJson(subject, result));
  else context.printText(values.color, (paint) => diffText(subject, result, paint));
  if (!isQuiet) sayCost(context, result);
  context.exitCode = exitCodeFor(result.verdict, result.stop?.limit === 'interrupted');
}

function sayCost(context: Context, { scopes, elapsedMs }: DiffResult): void {
  const pairs = scopes.reduce((sum, scope) => sum + scope.pairs, 0);
  const text = plural(pairs, 'pair of states', 'pairs of states');
  context.say(`${text} in ${(elapsedMs / 1000).toFixed(1)} s`);
}
