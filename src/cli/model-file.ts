/** The argument of search commands that names the file of a user-defined system. */
import { Argument, type Command, Option } from 'commander';
import { parseChoices } from '../input/parse-values.ts';
import type { Subject } from '../subject/subject.ts';

class ModelFile extends Argument {}

/** For search commands, in place of the options that choose a scope of vmem.c. */
export function addModelFile(command: Command): void {
  command.addArgument(
    new ModelFile('[file]', 'a file that exports your own system, to search instead'),
  );
}

export function takesModelFile({ registeredArguments }: Command): boolean {
  return registeredArguments.some((argument) => argument instanceof ModelFile);
}

/** For commands that execute counterexamples of systems: their files name the system, but it may have changed. */
export function systemOption(
  description = 'current file of the system, instead of the one that the counterexample names',
): Option {
  return new Option('--system <file>', description).helpGroup('Question:');
}

/** Names are known once the subject is chosen; until then the option holds its text. */
export function nameInvariants(command: Command, { claims: { invariants } }: Subject): void {
  const { invariants: text } = command.opts();
  if (typeof text !== 'string') return;
  const ids = invariants.map(({ id }) => id);
  const named = parseChoices('--invariants', text, ids, 'tablewalk list invariants');
  const chosen = invariants.filter(({ id }) => named.includes(id));
  const inOrder = named.flatMap((id) => chosen.filter((one) => one.id === id));
  command.setOptionValueWithSource('invariants', inOrder, 'cli');
}
