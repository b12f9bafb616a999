/** tablewalk completion: a script that lets a shell complete commands, options and their values. */
import { Argument, type Command } from 'commander';
import { newCommand, withExamples } from '../../cli/command-table.ts';
import type { Context } from '../../cli/context.ts';
import { parseChoice } from '../../input/parse-values.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { type KnownValues, wordsOf } from './words.ts';
import { zshCompletion } from './zsh.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export function completionCommand(context: Context): Command {
  const command = newCommand('completion').addArgument(
    new Argument('<shell>', shells.join(', ')).argParser((text: string) =>
      parseChoice('the shell', text, shells),
    ),
  );
  withExamples(command, [
    ['bash: in ~/.bashrc', 'source <(tablewalk completion bash)'],
    ['zsh: in ~/.zshrc', 'source <(tablewalk completion zsh)'],
    ['fish', 'tablewalk completion fish > ~/.config/fish/completions/tablewalk.fish'],
  ]);
  return command.action((shell: (typeof shells)[number]) => {
    const { parent } = command;
    if (parent === null) throw new Error('the completion command has no parent');
    context.print(scripts[shell](wordsOf(parent, knownValues(context))));
  });
}

function knownValues({ subject, program }: Context): KnownValues {
  const { revisions, claims, scopes, mutants } = subject;
  const listed = (words: readonly string[], isList: boolean) =>
    ({ kind: 'words', words, isList, suffixes: [] }) as const;
  const known = {
    '--invariants': listed(
      claims.invariants.map(({ id }) => id),
      true,
    ),
    '--preset': listed(
      scopes.presets.map(({ name }) => name),
      false,
    ),
    '--arch': listed(program.architectures, false),
    ...(mutants === undefined
      ? {}
      : {
          '--mutants': listed(
            mutants.all.map(({ id }) => id),
            true,
          ),
        }),
  };
  if (revisions === undefined) return known;
  const names = revisions.all.map(({ name }) => name);
  const { suffixes } = revisions;
  return { '--revisions': { ...listed(names, true), suffixes }, ...known };
}
