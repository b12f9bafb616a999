/** A memmap scope in flags and in words. */
import { InputError } from '../../errors.ts';
import {
  formatSections,
  parseChoice,
  parseCountOrAll,
  parseSections,
} from '../../input/parse-values.ts';
import type { FixedValue, GivenFlags, ScopeDescription, ScopeFlag } from '../../subject/scopes.ts';
import type { Architecture } from './architecture.ts';
import { pageSize, pagesPerSection } from './geometry.ts';
import { checkMemmapScope, type MemmapScope, memmapScopeJson, pageStructSizes } from './scope.ts';

/** The flags of vmem.c that have the same meaning here. */
export const flags: readonly ScopeFlag[] = [
  {
    flags: '--contract <name>',
    description: 'kernel: sections come and go; any: any part of what is live is removed',
    group: 'Callers:',
    parse: (flag, text) => parseChoice(flag, text, ['kernel', 'any']),
  },
  {
    flags: '--sections <list>',
    description: '1,2: two sections; 1..4: four',
    group: 'Callers:',
    parse: parseSections,
  },
  {
    flags: '--altmap <list>',
    description: 'sections that may be added with an altmap',
    group: 'Callers:',
    parse: parseSections,
  },
  {
    flags: '--no-altmap',
    description: 'memmap comes from the page allocator',
    group: 'Callers:',
  },
  {
    flags: '--fail-allocs <n>',
    description: 'maximum number of failing allocations in an operation, or all',
    group: 'Callers:',
    parse: (flag, text) => parseCountOrAll(flag, text, 0, 64),
  },
  {
    flags: '--struct-page <bytes>',
    description: `sizeof(struct page): ${pageStructSizes.join(', ')}`,
    group: 'Machine:',
  },
  {
    flags: '--geometry <name>',
    description: 'number of table levels: tiny3, tiny4, tiny5',
    group: 'Machine:',
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

/**
 * Part of every report, because results of this subject were not compared with recordings of real
 * kernels.
 */
export const experimentalNote =
  'EXPERIMENTAL: the memmap side only, not compared with recordings of a real kernel';

const callersTexts: Readonly<Record<MemmapScope['callers'], string>> = {
  sections: 'whole sections are added and removed, one call at a time',
  'sub-sections': 'ranges of sub-sections are added, and removed as they were added',
  any: 'ranges of sub-sections are added, and any part of what is live is removed',
};

export function describeMemmap(scope: MemmapScope): ScopeDescription {
  const { arch, callers, sections, structPage, levels, altmap, failAllocs } = scope;
  const share = (pagesPerSection * structPage) / pageSize / 8;
  const failures =
    failAllocs === Infinity
      ? 'any number of allocations may fail'
      : `at most ${failAllocs} ${failAllocs === 1 ? 'allocation fails' : 'allocations fail'} in one operation`;
  return {
    contract: `${experimentalNote}; ${callersTexts[callers]}`,
    machine: `${arch}, ${levels} levels of tables, tables of 2 or 8 entries`,
    world: `${sections.length === 1 ? 'section' : 'sections'} ${sections.join(', ')}; ${structPage}-byte struct page (${share} large ${share === 1 ? 'page' : 'pages'} a section)${altmap.length > 0 ? `; altmap in ${altmap.join(', ')}` : ''}`,
    tag: `${callers}, ${structPage} bytes, ${levels} levels${altmap.length > 0 ? ', altmap' : ''}`,
    assumptions: [
      experimentalNote,
      failures,
      'runs of any length',
      'one thread: memory hotplug holds its lock',
      'struct pages are written when an add has succeeded, and fresh memory is not all 0xFD',
      'a TLB may hold whatever was mapped since the last flush of its address',
      'memory is page-aligned, and nothing comes from boot',
    ],
  };
}

export function fixedValues(scopes: readonly MemmapScope[]): FixedValue[] {
  const fields = [
    ['callers', (value: unknown) => `callers of ${value}`],
    ['structPage', (value: unknown) => `struct page of ${value} bytes`],
    ['levels', (value: unknown) => `${value} levels of tables`],
    ['failAllocs', (value: unknown) => `${value} failing allocations per operation`],
  ] as const;
  return fields.flatMap(([name, text]) => {
    const values = new Set(scopes.map((scope) => scope[name]));
    const [value] = values;
    if (values.size !== 1) return [];
    return [{ name, text: text(value), json: value === Infinity ? 'all' : value }];
  });
}

export const memmapPresetNotes: readonly string[] = [
  'The memmap of a section with a struct page of 64 bytes is one large page, as on a real machine; with 48, 56 or 72 bytes sections share large pages. Tables have 2 or 8 entries, so that all states can be visited.',
];
