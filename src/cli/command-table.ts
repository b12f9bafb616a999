/** The commands with their arguments and descriptions, for help texts that do not load them. */

import { Command } from 'commander';
import type { commandNames } from '../text/shell.ts';

export type CommandName = (typeof commandNames)[number];

const commandRows: Readonly<Record<CommandName, readonly [takes: string, does: string]>> = {
  check: [
    '[options] [file]',
    'Search all states of a scope and judge every step by the invariants.',
  ],
  sample: [
    '[options] [file]',
    'Take seeded random walks through a scope. Finds violations, but proves nothing.',
  ],
  size: [
    '[options] [file]',
    'Show what multiplies the states of a scope, and estimate their number.',
  ],
  replay: [
    '[options] <paths...>',
    'Execute counterexamples again: reproduced, fixed, or different.',
  ],
  show: ['[options] <file>', 'Show a counterexample step by step, in kernel terms.'],
  explain: [
    '[options] <file>',
    'Show which operations, failures and assumptions a counterexample needs.',
  ],
  shrink: [
    '[options] <file>',
    'Remove the parts of a counterexample that its violation does not need.',
  ],
  bisect: [
    '[options] <file> [range]',
    'Find the revision, commit or patch that introduced the violation of a counterexample.',
  ],
  corpus: ['', 'Keep counterexamples in the repository: add, list, run, prune.'],
  series: [
    '[options] [series]',
    'Show which patch of the series breaks or repairs which invariant, as a matrix.',
  ],
  claims: [
    '[options]',
    'Judge each claim of the cover letter and of the patches, and find the assumptions that it needs.',
  ],
  conform: [
    '[options] <paths...>',
    'Compare recordings of the real code with the model, event by event.',
  ],
  record: ['[options]', 'Record what the vmem.c of a running s390x kernel does, under QEMU.'],
  source: [
    '[options] <file>',
    'Read a C source of vmem.c and list the names that it defines and uses, and unsupported code.',
  ],
  diff: [
    '[options] <a> <b>',
    'Find the shortest sequence of operations after which two revisions or C sources differ.',
  ],
  mutate: [
    '[options]',
    'Inject mistakes into the kernel code and report which invariants detect them.',
  ],
  plan: [
    '[options] <command> [arguments...]',
    'Write the jobs of a command to a file, so that many machines can run them.',
  ],
  'run-jobs': [
    '[options] <plan>',
    'Run the jobs of a plan, or a part of them, and store a result for each.',
  ],
  merge: [
    '[options] <dirs...>',
    'Print what the planned command would have printed on one machine.',
  ],
  swarm: ['', 'Run the jobs of a plan on machines that may join and leave, through Redis.'],
  ui: [
    '[options] [path...]',
    'Serve counterexamples, checks and series to a browser on this machine.',
  ],
  list: ['[options] <topic>', 'List presets, revisions, invariants and other names.'],
  completion: ['<shell>', 'Print a completion script for a shell.'],
};

export function newCommand(name: CommandName): Command {
  return new Command(name).description(commandRows[name][1]);
}

/** Its line in the list of commands. */
export function termOf(name: string): string {
  const [takes] = Object.entries(commandRows).find(([known]) => known === name)?.[1] ?? [
    '[command]',
  ];
  return `${name} ${takes}`.trim();
}

export function withExamples(
  command: Command,
  examples: readonly (readonly [what: string, line: string])[],
): Command {
  const width = Math.max(...examples.map(([, line]) => line.length));
  const lines = examples.map(([what, line]) => `  ${line.padEnd(width)}  ${what}`);
  return command.addHelpText('before', ['Examples:', ...lines, ''].join('\n'));
}
