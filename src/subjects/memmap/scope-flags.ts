/** The flags that change a memmap scope, and those that select it. */
import { InputError } from '../../errors.ts';
import {
  formatSections,
  parseChoice,
  parseCountOrAll,
  parseSections,
} from '../../input/parse-values.ts';
import type { GivenFlags, ScopeFlag } from '../../subject/scopes.ts';
import type { Architecture } from './architecture.ts';
import { checkMemmapScope, type MemmapScope, memmapScopeJson, pageStructSizes } from './scope.ts';

/** The flags of vmem.c that have the same meaning here. */
export const flags: readonly ScopeFlag[] = [
  {
    flags: '--contract <name>',
    description: 'kernel: sections come and go; any: any part of what is live is removed',
    group: 'Callers:',
    choosesThreads: false,
    parse: (flag, text) => parseChoice(flag, text, ['kernel', 'any']),
  },
  {
    flags: '--sections <list>',
    description: '1,2: two sections; 1..4: four',
    group: 'Callers:',
    choosesThreads: false,
    parse: parseSections,
  },
  {
    flags: '--altmap <list>',
    description: 'sections that may be added with an altmap',
    group: 'Callers:',
    choosesThreads: false,
    parse: parseSections,
  },
  {
    flags: '--no-altmap',
    description: 'memmap comes from the page allocator',
    group: 'Callers:',
    choosesThreads: false,
  },
  {
    flags: '--fail-allocs <n>',
    description: 'maximum number of failing allocations in an operation, or all',
    group: 'Callers:',
    choosesThreads: false,
    parse: (flag, text) => parseCountOrAll(flag, text, 0, 64),
  },
  {
    flags: '--struct-page <bytes>',
    description: `sizeof(struct page): ${pageStructSizes.join(', ')}`,
    group: 'Machine:',
    choosesThreads: false,
  },
  {
    flags: '--geometry <name>',
    description: 'number of table levels: tiny3, tiny4, tiny5',
    group: 'Machine:',
    choosesThreads: false,
  },
];

type Overrides = { -readonly [Name in keyof MemmapScope]?: MemmapScope[Name] };

export function overridesOf(given: GivenFlags): Overrides {
  const overrides: Overrides = {};
  const { sections, altmap, failAllocs, structPage, geometry, contract, revision } = given;
  const flat = (blocks: unknown): number[] =>
    (blocks as readonly (readonly number[])[]).flat().sort((a, b) => a - b);
  if (revision !== undefined) overrides.revision = String(revision);
  if (sections !== undefined) overrides.sections = flat(sections);
  if (altmap === false) overrides.altmap = [];
  else if (altmap !== undefined && altmap !== true) overrides.altmap = flat(altmap);
  if (failAllocs !== undefined) overrides.failAllocs = Number(failAllocs);
  if (structPage !== undefined) overrides.structPage = Number(structPage);
  if (geometry !== undefined) overrides.levels = levelsOf(String(geometry));
  if (contract === 'kernel') overrides.callers = 'sections';
  if (contract === 'any') overrides.callers = 'any';
  return overrides;
}

function levelsOf(geometry: string): number {
  const levels = ['tiny3', 'tiny4', 'tiny5'].indexOf(geometry);
  if (levels >= 0) return levels + 3;
  throw new InputError(
    `--geometry is ${geometry}; the memmap of an architecture is searched in tiny3, tiny4 or tiny5`,
  );
}

export function resolved(
  architecture: Architecture,
  scopes: readonly MemmapScope[],
  overrides: Overrides,
): MemmapScope[] {
  const byText = new Map<string, MemmapScope>();
  for (const base of scopes) {
    const scope = { ...base, ...overrides };
    // A preset with an altmap keeps it for the remaining sections.
    const altmap = scope.altmap.filter((section) => scope.sections.includes(section));
    const chosen = overrides.altmap === undefined ? { ...scope, altmap } : scope;
    checkMemmapScope(architecture, chosen);
    byText.set(JSON.stringify(memmapScopeJson(chosen)), chosen);
  }
  return [...byText.values()];
}

export const sectionWords = (sections: readonly number[]): string =>
  formatSections(sections.map((section) => [section]));

/** The flags that turn a preset into the scope. */
export function fieldFlags(quick: MemmapScope, scope: MemmapScope): string[] {
  const isSame = (name: 'sections' | 'altmap'): boolean =>
    String(scope[name]) === String(quick[name]);
  return [
    ...(scope.callers === 'any' ? ['--contract any'] : []),
    ...(scope.callers === 'sub-sections' ? ['--preset sub-sections'] : []),
    ...(isSame('sections') && scope.callers !== 'sub-sections'
      ? []
      : [`--sections ${sectionWords(scope.sections)}`]),
    ...(isSame('altmap') ? [] : [`--altmap ${sectionWords(scope.altmap)}`]),
    ...(scope.structPage === quick.structPage ? [] : [`--struct-page ${scope.structPage}`]),
    ...(scope.levels === quick.levels ? [] : [`--geometry tiny${scope.levels}`]),
    ...(scope.failAllocs === quick.failAllocs && scope.callers !== 'sub-sections'
      ? []
      : [`--fail-allocs ${scope.failAllocs === Infinity ? 'all' : scope.failAllocs}`]),
  ];
}
