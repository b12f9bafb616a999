/** A scope of the memmap in words. */
import type { FixedValue, ScopeDescription } from '../../subject/scopes.ts';
import { pageSize, pagesPerSection } from './geometry.ts';
import type { MemmapScope } from './scope.ts';

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
