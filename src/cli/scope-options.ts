/** The options that choose a scope and how it is searched; shared by check and sample. */
import { type Command, Option } from 'commander';
import {
  allInvariantIds,
  allInvariants,
  checkRevision,
  contracts,
  defaultPreset,
  faultPolicies,
  findInvariant,
  freshContents,
  geometryNames,
  InputError,
  identities,
  invariants,
  lockPolicies,
  merges,
  type PageTableInvariant,
  pagesMax,
  parseChoice,
  parseChoices,
  parseCount,
  parseCountOrAll,
  parsePoints,
  parseRange,
  parseSections,
  parseThreads,
  presetNames,
  type ScopeConfig,
  type ScopeOverrides,
  structPages,
  symmetries,
  type ThreadRole,
  vmallocPlaces,
} from '../cli-api.ts';
import { group, oneOf, outputOptions, valued } from './common-options.ts';
import type { colourModes } from './context.ts';

/** The largest that the state vector counts; longer runs are asked for with `all`. */
const operationsMax = 200;
const firstPageMax = 100_000;

const structPageWords = structPages.map(String);

const machineOptions = () =>
  group('Machine:', [
    oneOf('--geometry <name>', geometryNames.join(', '), geometryNames),
    valued(
      '--struct-page <bytes>',
      `real sizeof(struct page): ${structPageWords.join(', ')}`,
      (flag, text) => Number(parseChoice(flag, text, structPageWords)),
    ),
    new Option('--edat1', 'the machine has 1 MiB leaves'),
    new Option('--no-edat1', 'it has none'),
    new Option('--edat2', 'the machine has 2 GiB leaves'),
    new Option('--no-edat2', 'it has none'),
    new Option('--kasan', 'with the KASAN shadow; preset kasan has sections that reach it'),
    new Option('--no-kasan', 'without'),
    new Option('--debug-pagealloc', 'no large leaves in the identity mapping'),
    new Option('--no-debug-pagealloc', 'large leaves as EDAT allows'),
    oneOf('--vmalloc <place>', 'VMALLOC_START far from the memmap or near it', vmallocPlaces),
  ]);

const callerOptions = () =>
  group('Callers:', [
    oneOf('--contract <name>', 'kernel: as the kernel calls; any: every range', contracts),
    valued('--sections <list>', '2,3: two blocks; 2+3: one block; 2..5: four', parseSections),
    valued('--dcss <range>', 'a DCSS beside the sections: 0x50000-0x55000', parseRange),
    new Option('--no-dcss', 'no DCSS'),
    ...(['memmap', 'identity'] as const).flatMap((area) => [
      valued(`--${area}-pages <n>`, `contract any: ${area} pages that ranges cover`, (flag, text) =>
        parseCount(flag, text, 0, pagesMax),
      ),
      valued(`--${area}-first <n>`, 'first of these pages', (flag, text) =>
        parseCount(flag, text, 0, firstPageMax),
      ),
      valued(
        `--${area}-points <list>`,
        'instead: ranges between these pages only: 0,1,4,8',
        parsePoints,
      ),
    ]),
    new Option('--online', 'struct pages are written once a section is there'),
    new Option('--no-online', 'they never are'),
    valued('--fail-allocs <n>', 'allocations that may fail in an operation, or all', (flag, text) =>
      parseCountOrAll(flag, text, 0, 64),
    ),
    oneOf(
      '--fresh <content>',
      `what fresh memory holds: ${freshContents.join(', ')}`,
      freshContents,
    ),
    oneOf(
      '--faults <policy>',
      'an access to unmapped memmap: end the path, or go-on as recordings do',
      faultPolicies,
    ),
    valued('--ops <n>', 'operations of a run, or all for runs of any length', (flag, text) =>
      parseCountOrAll(flag, text, 1, operationsMax),
    ),
  ]);

const threadOptions = () =>
  group('Threads:', [
    valued(
      '--threads <list>',
      'who takes turns, step by step: hotplug,dcss; or how many; see list threads',
      parseThreads,
    ),
    valued('--readers <list>', 'more threads: dumper, pfn-walker, allocator ...', parseThreads),
    oneOf('--grain <grain>', 'rest: whole operations; micro: every step, of one thread too', [
      'rest',
      'micro',
    ]),
    oneOf('--merge <steps>', `steps run together: ${merges.join(', ')}`, merges),
    oneOf('--symmetry <kind>', 'threads: who of one role is who does not matter; none', symmetries),
    oneOf('--locks <which>', 'taken around operations: contended ones only, or all', lockPolicies),
    valued('--preemptions <n>', 'switches away from a thread that could go on', (flag, text) =>
      parseCountOrAll(flag, text, 0, 200),
    ),
    oneOf(
      '--identity <kind>',
      'one thread: position, or names: which frame holds what matters',
      identities,
    ),
  ]);

const scopeQuestions = () =>
  group('Question:', [
    oneOf(
      '--preset <name>',
      `scope to start from (default: ${defaultPreset}); see list presets`,
      presetNames,
    ),
    valued('--revision <name>', 'revision of vmem.c; see list revisions', (_, text) => {
      checkRevision(text);
      return text;
    }),
  ]);

const questionOptions = () =>
  group('Question:', [
    ...scopeQuestions(),
    valued('--invariants <list>', 'only these claims; see list invariants', (flag, text) =>
      parseChoices(flag, text, allInvariantIds).map(invariantOf),
    ),
    new Option('--stop-at-first', 'stop at the first violation'),
  ]);

const fileOptions = () =>
  group('Output:', [
    new Option('--out <dir>', 'where counterexample files go').default('tablewalk-out'),
    new Option('--no-files', 'write none'),
  ]);

function invariantOf(id: string): PageTableInvariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new Error(`the catalogue lost ${id}`);
  return invariant;
}

export function addScopeOptions(command: Command): Command {
  addWorldOptions(command, questionOptions());
  for (const option of [...fileOptions(), ...outputOptions()]) command.addOption(option);
  return command;
}

/** The options that choose a scope, for commands that judge nothing and write no counterexamples. */
export function addSizeOptions(command: Command): Command {
  addWorldOptions(command, scopeQuestions());
  for (const option of outputOptions()) command.addOption(option);
  return command;
}

function addWorldOptions(command: Command, questions: readonly Option[]): void {
  const groups = [questions, machineOptions(), callerOptions(), threadOptions()];
  for (const option of groups.flat()) command.addOption(option);
}

/** What commander makes of the options above; absent ones are undefined. */
export interface WorldOptionValues extends Omit<ScopeOverrides, 'dcss'> {
  readonly preset?: string;
  readonly sections?: number[][];
  readonly dcss?: ScopeConfig['dcss'] | false;
  readonly readers?: ThreadRole[];
  readonly grain?: 'rest' | 'micro';
  readonly json?: boolean;
  readonly color?: (typeof colourModes)[number];
  readonly quiet?: boolean;
  readonly timeLimit?: number;
}

export interface ScopeOptionValues extends WorldOptionValues {
  readonly invariants?: PageTableInvariant[];
  readonly stopAtFirst?: boolean;
  readonly out: string;
  readonly files: boolean;
}

const overrideNames = [
  'revision',
  'geometry',
  'structPage',
  'edat1',
  'edat2',
  'debugPagealloc',
  'kasan',
  'vmalloc',
  'contract',
  'memmapPages',
  'memmapFirst',
  'identityPages',
  'identityFirst',
  'memmapPoints',
  'identityPoints',
  'online',
  'fresh',
  'failAllocs',
  'faults',
  'ops',
  'merge',
  'symmetry',
  'locks',
  'preemptions',
  'identity',
] as const satisfies readonly (keyof ScopeConfig)[];

export function overridesOf(values: WorldOptionValues): ScopeOverrides {
  const given = overrideNames.filter((name) => values[name] !== undefined);
  const overrides = Object.fromEntries(given.map((name) => [name, values[name]]));
  return {
    ...overrides,
    ...threadsOf(values),
    ...(values.sections === undefined ? {} : { blocks: values.sections }),
    ...(values.dcss === undefined ? {} : { dcss: values.dcss === false ? null : values.dcss }),
  };
}

function threadsOf(values: WorldOptionValues): Pick<ScopeOverrides, 'threads'> {
  const { threads = [], readers = [], grain } = values;
  const all = [...threads, ...readers];
  if (readers.length > 0 && threads.length === 0) {
    throw new InputError(
      '--readers is given without --threads; say who else runs: --threads hotplug',
    );
  }
  if (grain === 'rest' && all.length > 0) {
    throw new InputError(
      '--grain rest is given with --threads; threads take turns step by step: --grain micro',
    );
  }
  if (all.length > 0) return { threads: all };
  if (grain === undefined) return {};
  return { threads: grain === 'micro' ? ['callers'] : [] };
}

/** The claims to judge, and whether somebody named them. */
export function claimsOf(
  { invariants: named }: ScopeOptionValues,
  scopes: readonly ScopeConfig[],
): {
  readonly invariants: readonly PageTableInvariant[];
  readonly invariantsAreNamed: boolean;
} {
  const hasThreads = scopes.some(({ threads }) => threads.length > 0);
  const all = hasThreads ? allInvariants : invariants;
  return { invariants: named ?? all, invariantsAreNamed: named !== undefined };
}
