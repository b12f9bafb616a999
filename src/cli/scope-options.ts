/** The options that choose a scope, as `scope-table.ts` gives them to the commands. */
import { type Command, Option } from 'commander';
import {
  parseChoice,
  parseChoices,
  parseCount,
  parseCountOrAll,
  parsePoints,
  parseRange,
  parseSections,
  parseThreads,
} from '../input/parse-values.ts';
import { allInvariantIds, findInvariant } from '../invariants/catalogue.ts';
import type { Invariant } from '../invariants/invariant.ts';
import {
  freshContents,
  identities,
  lockPolicies,
  merges,
  symmetries,
} from '../subjects/vmem/environment/scope.ts';
import { presetNames } from '../subjects/vmem/scope/presets.ts';
import { defaultPreset } from '../subjects/vmem/scope/resolve-scopes.ts';
import { contracts, structPages } from '../subjects/vmem/scope/scope-config.ts';
import {
  faultPolicies,
  geometryNames,
  pagesMax,
  vmallocPlaces,
} from '../subjects/vmem/scope/scope-schema.ts';
import { checkRevision } from '../subjects/vmem/scope/variants.ts';
import { group, oneOf, outputOptions, valued } from './common-options.ts';
import { type ScopeCommand, takenBy } from './scope-table.ts';

/** The largest number that the state vector can count; longer runs need `all`. */
const operationsMax = 200;
const firstPageMax = 100_000;

const structPageWords = structPages.map(String);

const machineOptions = () =>
  group('Machine:', [
    oneOf(
      '--geometry <name>',
      `number of table levels, at reduced (tiny, for exhaustive search) or real size: ${geometryNames.join(', ')}`,
      geometryNames,
    ),
    valued(
      '--struct-page <bytes>',
      `sizeof(struct page), which decides whether sections share memmap blocks: ${structPageWords.join(', ')}; see list presets`,
      (flag, text) => Number(parseChoice(flag, text, structPageWords)),
    ),
    new Option('--edat1', 'the machine has 1 MiB leaves'),
    new Option('--no-edat1', 'it does not'),
    new Option('--edat2', 'the machine has 2 GiB leaves'),
    new Option('--no-edat2', 'it does not'),
    new Option('--kasan', 'reserve the KASAN shadow; preset kasan has sections that reach it'),
    new Option('--no-kasan', 'without'),
    new Option('--debug-pagealloc', 'no large leaves in the identity mapping'),
    new Option('--no-debug-pagealloc', 'large leaves as EDAT allows'),
    oneOf('--vmalloc <place>', 'VMALLOC_START far from the memmap or near it', vmallocPlaces),
  ]);

const callerOptions = () =>
  group('Callers:', [
    oneOf(
      '--contract <name>',
      'kernel: only calls that the kernel makes; any: calls with any range',
      contracts,
    ),
    valued('--sections <list>', '2,3: two blocks; 2+3: one block; 2..5: four', parseSections),
    valued('--dcss <range>', 'address range of a DCSS: 0x50000-0x55000', parseRange),
    new Option('--no-dcss', 'no DCSS'),
    ...(['memmap', 'identity'] as const).flatMap((area) => [
      valued(`--${area}-pages <n>`, `contract any: ${area} pages that ranges cover`, (flag, text) =>
        parseCount(flag, text, 0, pagesMax),
      ),
      valued(`--${area}-first <n>`, 'first page number in the area', (flag, text) =>
        parseCount(flag, text, 0, firstPageMax),
      ),
      valued(
        `--${area}-points <list>`,
        'instead: only ranges between these page numbers: 0,1,4,8',
        parsePoints,
      ),
    ]),
    new Option(
      '--misaligned',
      'contract any: add ranges that are misaligned, empty, wrapping or past the end of the area',
    ),
    new Option('--no-misaligned', 'page-aligned ranges only'),
    new Option('--online', 'sections are onlined: their struct pages are initialised'),
    new Option('--no-online', 'sections are never onlined'),
    valued(
      '--fail-allocs <n>',
      'maximum number of failing allocations in an operation, or all',
      (flag, text) => parseCountOrAll(flag, text, 0, 64),
    ),
    oneOf(
      '--fresh <content>',
      `contents of newly allocated memory: ${freshContents.join(', ')}`,
      freshContents,
    ),
    oneOf(
      '--faults <policy>',
      'on an access to unmapped memmap: end the path, or go-on as recordings do',
      faultPolicies,
    ),
    valued('--ops <n>', 'maximum operations of a run; all: runs of any length', (flag, text) =>
      parseCountOrAll(flag, text, 1, operationsMax),
    ),
  ]);

const threadOptions = () =>
  group('Threads:', [
    valued(
      '--threads <list>',
      'threads that interleave step by step: hotplug,dcss; or their number; see list threads',
      parseThreads,
    ),
    valued(
      '--readers <list>',
      'additional threads: dumper, pfn-walker, allocator ...',
      parseThreads,
    ),
    oneOf('--grain <grain>', 'rest: whole operations; micro: single steps, also with one thread', [
      'rest',
      'micro',
    ]),
    oneOf('--merge <steps>', `steps merged into one transition: ${merges.join(', ')}`, merges),
    oneOf(
      '--symmetry <kind>',
      'threads: treat threads of one role as interchangeable; none',
      symmetries,
    ),
    oneOf('--locks <which>', 'locks taken around operations: contended or all', lockPolicies),
    valued(
      '--preemptions <n>',
      'maximum number of preemptions: switches away from a runnable thread',
      (flag, text) => parseCountOrAll(flag, text, 0, 200),
    ),
    oneOf(
      '--identity <kind>',
      'identity of memory frames (not the identity mapping): treat states that differ only in frame numbers as equal (position, the default) or as distinct (names); one thread only',
      identities,
    ),
  ]);

/** A revision, a variant of one, or either with a mutant: accepted wherever a revision is named. */
export function parseRevision(where: string, text: string): string {
  checkRevision(text, where);
  return text;
}

export function revisionOption(description: string): Option {
  return valued('--revision <name>', description, parseRevision).helpGroup('Question:');
}

const questionOptions = () =>
  group('Question:', [
    oneOf(
      '--preset <name>',
      `scope to start from (default: ${defaultPreset}); see list presets`,
      presetNames,
    ),
    revisionOption(
      'revision of vmem.c, or a variant: linux-5.10+keepsErrorCode; see list revisions',
    ),
    valued('--invariants <list>', 'judge only these claims; see list invariants', (flag, text) =>
      parseChoices(flag, text, allInvariantIds, 'tablewalk list invariants').map(invariantOf),
    ),
    new Option('--stop-at-first', 'stop at the first violation'),
  ]);

/** Where counterexamples go. */
export const fileOptions = (directory: string) =>
  group('Output:', [
    new Option('--out <dir>', 'directory for counterexample files')
      .default(directory)
      .conflicts('files'),
    new Option('--no-files', 'write no counterexample files'),
  ]);

function invariantOf(id: string): Invariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new Error(`the catalogue lacks ${id}`);
  return invariant;
}

/** The scope options that the table gives to a command. */
export function scopeOptions(command: ScopeCommand): Option[] {
  const groups = [questionOptions(), machineOptions(), callerOptions(), threadOptions()];
  return takenBy(command, groups.flat());
}

/** The options of a command that searches worlds, and those of its output. */
export function addScopeOptions(
  command: Command,
  name: ScopeCommand,
  files: readonly Option[] = [],
): void {
  for (const option of [...scopeOptions(name), ...files, ...outputOptions()]) {
    command.addOption(option);
  }
}
