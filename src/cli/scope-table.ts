/** Which command accepts which scope option: the one table that every command uses. */

import { Option } from 'commander';
import { InputError } from '../errors.ts';
import type { Subject } from '../subject/subject.ts';

const searchCommands = ['check', 'sample', 'size'] as const;
/** Commands that build worlds from a preset and flags. */
const worlds = [...searchCommands, 'diff'] as const;
const judges = ['check', 'sample', 'series', 'mutate'] as const;

export type ScopeCommand =
  | (typeof worlds)[number]
  | (typeof judges)[number]
  | 'replay'
  | 'corpus run'
  | 'corpus prune';

/** Flags that change no field of a scope, or that other commands accept, too. */
const ownTakers: Readonly<Record<string, readonly ScopeCommand[]>> = {
  '--preset': worlds,
  '--revision': [...searchCommands, 'mutate', 'replay', 'corpus run', 'corpus prune'],
  '--invariants': judges,
  '--stop-at-first': ['check', 'sample'],
  '--contract': [...worlds, 'series'],
};

const longOf = (flags: string): string => flags.split(' ')[0];

/** By flag. Every accepted option changes what the command searches; `diff` compares operations of one thread. */
export function takersOf({ scopes }: Subject): ReadonlyMap<string, readonly ScopeCommand[]> {
  return new Map([
    ...scopes.flags.map(
      ({ flags, choosesThreads }) =>
        [longOf(flags), choosesThreads ? searchCommands : worlds] as const,
    ),
    ...Object.entries(ownTakers),
  ]);
}

const oneThread =
  'diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two';

/** Why a command rejects an option that users may expect it to accept; undefined for the others. */
function refusalOf({ scopes }: Subject, command: ScopeCommand, flag: string): string | undefined {
  if (command !== 'diff') return undefined;
  if (flag === '--revision') {
    return 'diff compares the revisions that are its arguments: tablewalk diff A B';
  }
  const known = scopes.flags.find(({ flags }) => longOf(flags) === flag);
  return known?.choosesThreads === true ? oneThread : undefined;
}

/** The accepted `options`, and hidden ones that are rejected with a reason. */
export function takenBy(
  subject: Subject,
  command: ScopeCommand,
  options: readonly Option[],
): Option[] {
  const table = takersOf(subject);
  return options.flatMap((option) => {
    const flag = option.long ?? option.flags;
    const takers = table.get(flag);
    if (takers === undefined) throw new Error(`the table of scope options lacks ${flag}`);
    if (takers.includes(command)) return [option];
    const reason = refusalOf(subject, command, flag);
    return reason === undefined ? [] : [refusedOption(option, reason)];
  });
}

function refusedOption({ flags, long, description }: Option, reason: string): Option {
  const option = new Option(flags, description).hideHelp();
  return option.argParser((text: string) => {
    throw new InputError(`${long} is ${JSON.stringify(text.slice(0, 60))}; ${reason}`);
  });
}
