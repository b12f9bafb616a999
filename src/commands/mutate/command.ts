/** tablewalk mutate: which invariant detects which mistake. */

import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { needed } from '../../cli/capability.ts';
import { limitOptions, outputOptions, valued } from '../../cli/common-options.ts';
import type { Context } from '../../cli/context.ts';
import { withExamples } from '../../cli/examples.ts';
import { exitCodeFor } from '../../cli/exit-codes.ts';
import { scopeOptions } from '../../cli/scope-options.ts';
import type { ScopeOptionValues } from '../../cli/scope-values.ts';
import { whileSearching } from '../../cli/searching.ts';
import { InputError } from '../../errors.ts';
import { workersMax } from '../../explorer/parallel/shared-memory.ts';
import { parseChoice, parseChoices, parseCount } from '../../input/parse-values.ts';
import { plural } from '../../text/paragraph.ts';
import { mutateJson, mutateText } from './report.ts';
import type { MutateResult } from './result.ts';
import { mutate } from './run.ts';

interface MutateValues extends ScopeOptionValues {
  readonly mutants?: string[];
  readonly scopes?: string;
  readonly workers?: number;
  readonly maxStates?: number;
}

/** The largest scope of the base has a tenth of it; some mutants are unbounded. */
const stateCountMax = 20_000;

export function mutateCommand(context: Context): Command {
  const { mutants, revisions } = context.subject;
  const ids = mutants?.all.map(({ id }) => id) ?? [];
  /** A revision that has a mistake would have two. */
  const parseBase = (flag: string, text: string): string => {
    revisions?.check(text, flag);
    if (mutants?.hasMutant(text) !== true) return text;
    throw new InputError(
      `${flag} is ${text}, which already contains a mistake; mutate injects one: search this one with tablewalk check --revision ${text}`,
    );
  };
  const command = new Command('mutate').description(
    'Inject mistakes into the kernel code and report which invariants detect them.',
  );
  const options = [
    valued('--mutants <list>', 'inject only these mistakes; see list mutants', (flag, text) =>
      parseChoices(flag, text, ids, 'tablewalk list mutants'),
    ),
    ...scopeOptions(context.subject, 'mutate').filter(({ long }) => long === '--invariants'),
    valued(
      '--revision <name>',
      `revision or variant to mutate (default: ${mutants?.defaultRevision})`,
      parseBase,
    ),
    valued('--scopes <set>', 'small (default) or full', (flag, text) =>
      parseChoice(flag, text, mutants?.scopeSets ?? []),
    ),
    valued(
      '--workers <n>',
      'mutants searched in parallel (default: number of processors)',
      (flag, text) => parseCount(flag, text, 1, workersMax),
    ),
  ];
  for (const option of options) command.addOption(option.helpGroup('Question:'));
  for (const option of [...limitOptions.states(), ...limitOptions.time(), ...outputOptions()]) {
    command.addOption(option);
  }
  withExamples(command, [
    ['the gate of CI', 'tablewalk mutate'],
    ['more scopes', 'tablewalk mutate --scopes full'],
    ['one mistake', 'tablewalk mutate --mutants drop-flush'],
    [
      'which mutants one claim kills (judges the claim, not the mutants)',
      'tablewalk mutate --invariants flush-before-free',
    ],
  ]);
  return command.action(async (values: MutateValues) => run(context, values));
}

async function run(context: Context, values: MutateValues): Promise<void> {
  const mutants = needed(context.subject, 'mutants', 'mutate');
  const { mutants: ids } = values;
  const isQuiet = values.quiet === true;
  const result = await whileSearching(context, { isQuiet, total: null }, (control) =>
    mutate(
      {
        command: context.command,
        revision: values.revision ?? mutants.defaultRevision,
        scopeSet: values.scopes ?? mutants.scopeSets[0],
        mutants: mutants.all.filter(({ id }) => ids?.includes(id) ?? true),
        mutantsAreNamed: ids !== undefined,
        invariants: values.invariants ?? mutants.invariants,
        invariantsAreNamed: values.invariants !== undefined,
        stateCountMax: values.maxStates ?? stateCountMax,
        elapsedMsMax: values.timeLimit ?? Infinity,
        workers: values.workers ?? Math.min(workersMax, availableParallelism()),
      },
      control,
    ),
  );
  if (values.json === true) context.printJson(mutateJson(result));
  else context.printText(values.color, (paint) => mutateText(result, paint));
  if (!isQuiet) sayCost(context, result);
  context.exitCode = exitCodeFor(result.verdict, result.stop?.limit === 'interrupted');
}

function sayCost(context: Context, { mutants: hunted, states, elapsedMs }: MutateResult): void {
  const seconds = (elapsedMs / 1000).toFixed(1);
  context.say(`${plural(hunted.length, 'mutant')}, ${plural(states, 'state')} in ${seconds} s`);
}
