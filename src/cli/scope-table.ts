/** Which command accepts which scope option: the one table that every command uses. */
import { Option } from 'commander';
import { InputError } from '../errors.ts';

const searches = ['check', 'sample', 'size'] as const;
/** Commands that build worlds from a preset and flags. */
const worlds = [...searches, 'diff'] as const;
const judges = ['check', 'sample', 'series', 'mutate'] as const;

export type ScopeCommand =
  | (typeof worlds)[number]
  | (typeof judges)[number]
  | 'replay'
  | 'corpus run'
  | 'corpus prune';

/** Every accepted option changes what the command searches. */
export const takersOf = {
  '--preset': worlds,
  '--revision': [...searches, 'mutate', 'replay', 'corpus run', 'corpus prune'],
  '--invariants': judges,
  '--stop-at-first': ['check', 'sample'],
  '--geometry': worlds,
  '--struct-page': worlds,
  '--edat1': worlds,
  '--no-edat1': worlds,
  '--edat2': worlds,
  '--no-edat2': worlds,
  '--kasan': worlds,
  '--no-kasan': worlds,
  '--debug-pagealloc': worlds,
  '--no-debug-pagealloc': worlds,
  '--vmalloc': worlds,
  '--contract': [...worlds, 'series'],
  '--sections': worlds,
  '--dcss': worlds,
  '--no-dcss': worlds,
  '--memmap-pages': worlds,
  '--memmap-first': worlds,
  '--memmap-points': worlds,
  '--identity-pages': worlds,
  '--identity-first': worlds,
  '--identity-points': worlds,
  '--misaligned': worlds,
  '--no-misaligned': worlds,
  '--online': worlds,
  '--no-online': worlds,
  '--fail-allocs': worlds,
  '--fresh': worlds,
  '--faults': worlds,
  '--ops': worlds,
  '--threads': searches,
  '--readers': searches,
  '--grain': searches,
  '--merge': searches,
  '--symmetry': searches,
  '--locks': searches,
  '--preemptions': searches,
  '--identity': worlds,
} as const satisfies Record<string, readonly ScopeCommand[]>;

export type ScopeFlag = keyof typeof takersOf;

const oneThread =
  'diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two';

/** Options that a command rejects with a specific reason, because users may expect it to accept them. */
const refusals: Partial<Record<ScopeCommand, Partial<Record<ScopeFlag, string>>>> = {
  diff: {
    '--revision': 'diff compares the revisions that are its arguments: tablewalk diff A B',
    '--threads': oneThread,
    '--readers': oneThread,
    '--grain': oneThread,
    '--merge': oneThread,
    '--symmetry': oneThread,
    '--locks': oneThread,
    '--preemptions': oneThread,
  },
};

/** The accepted ones of `options`, and hidden ones that are rejected with a reason. */
export function takenBy(command: ScopeCommand, options: readonly Option[]): Option[] {
  return options.flatMap((option) => {
    const flag = option.long;
    if (!isScopeFlag(flag)) throw new Error(`the table of scope options lacks ${flag}`);
    const takers: readonly ScopeCommand[] = takersOf[flag];
    if (takers.includes(command)) return [option];
    const reason = refusals[command]?.[flag];
    return reason === undefined ? [] : [refusedOption(option, reason)];
  });
}

function isScopeFlag(flag: string | undefined): flag is ScopeFlag {
  return flag !== undefined && Object.hasOwn(takersOf, flag);
}

function refusedOption({ flags, long, description }: Option, reason: string): Option {
  const option = new Option(flags, description).hideHelp();
  return option.argParser((text: string) => {
    throw new InputError(`${long} is ${JSON.stringify(text.slice(0, 60))}; ${reason}`);
  });
}
