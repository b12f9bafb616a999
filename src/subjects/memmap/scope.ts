/**
 * The scope of a search: a source, an architecture, sections, callers and bounds; and the built form.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import { ascendingSections, must, wholeNumberIn } from '../../input/schema-rules.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import { type Architecture, type ArchitectureName, architectureNames } from './architecture.ts';
import {
  addressOfPage,
  type MemmapGeometry,
  memmapGeometry,
  pageSize,
  pagesPerSection,
} from './geometry.ts';
import type { MemmapPrograms } from './source.ts';

/**
 * `sections`: whole sections are added and removed. `sub-sections`: ranges of sub-sections of one
 * section, removed as they were added. `any`: ranges of sub-sections, and each live range may be
 * removed.
 */
export const callerNames = ['sections', 'sub-sections', 'any'] as const;
export type Callers = (typeof callerNames)[number];

/** Sizes of struct page, each with the sub-sections of a section, which have whole pages of memmap. */
const subSectionsOf: Readonly<Record<number, number>> = {
  16: 2,
  48: 3,
  56: 7,
  64: 4,
  72: 3,
};
export const pageStructSizes = Object.keys(subSectionsOf).map(Number);

export interface MemmapScope extends ScopeData {
  readonly arch: ArchitectureName;
  readonly callers: Callers;
  /** In ascending order. */
  readonly sections: readonly number[];
  readonly structPage: number;
  readonly levels: number;
  /** Sections that may be added with an altmap. */
  readonly altmap: readonly number[];
  /** The number of allocations that may fail in one operation. */
  readonly failAllocs: number;
}

const sectionMax = 11;
const sectionsMax = 6;
const failuresMax = 64;

const sectionList = ascendingSections(sectionsMax, sectionMax);

export const memmapScopeSchema = z.strictObject({
  revision: z.string(must('the name of a C source')),
  arch: z.enum(architectureNames, must(`one of ${architectureNames.join(', ')}`)),
  /** For readers of the file. */
  experimental: z.literal(true, must('true')).default(true),
  callers: z.enum(callerNames, must(`one of ${callerNames.join(', ')}`)),
  sections: sectionList.min(1, must('a list of at least one section')),
  structPage: z
    .number(must(`one of ${pageStructSizes.join(', ')}`))
    .refine(
      (bytes) => pageStructSizes.includes(bytes),
      must(`one of ${pageStructSizes.join(', ')}`),
    ),
  levels: wholeNumberIn(3, 5),
  altmap: sectionList.default([]),
  failAllocs: z
    .union(
      [z.literal('all'), wholeNumberIn(0, failuresMax)],
      must(`a number up to ${failuresMax}, or "all"`),
    )
    .transform((value) => (value === 'all' ? Infinity : value)),
});

export function readScope(architecture: Architecture, value: unknown, where: string): MemmapScope {
  const { experimental: _, ...scope } = readWithSchema(memmapScopeSchema, where, value);
  checkMemmapScope(architecture, scope, where);
  return scope;
}

export function checkMemmapScope(architecture: Architecture, scope: MemmapScope, where = ''): void {
  const refuse = (text: string): never => {
    throw new InputError(where === '' ? text : `${where}: ${text}`);
  };
  const { name, levels } = architecture;
  if (scope.arch !== name) refuse(`arch is ${scope.arch}; this run is about ${name}`);
  if (!levels.includes(scope.levels)) {
    refuse(`${name} has ${levels.join(' or ')} levels of tables, not ${scope.levels}`);
  }
  if (scope.sections.length > sectionsMax || (scope.sections.at(-1) ?? 0) > sectionMax) {
    refuse(
      `sections are ${scope.sections.join(', ')}; at most ${sectionsMax} sections up to ${sectionMax} are modelled`,
    );
  }
  const other = scope.altmap.find((section) => !scope.sections.includes(section));
  if (other !== undefined) refuse(`altmap names section ${other}, which is not one of sections`);
}

export function memmapScopeJson({ failAllocs, altmap, ...scope }: MemmapScope): object {
  const { revision, arch, ...fields } = scope;
  return {
    revision,
    arch,
    experimental: true,
    ...fields,
    ...(altmap.length > 0 && { altmap }),
    failAllocs: failAllocs === Infinity ? 'all' : failAllocs,
  };
}

/** A scope with its source and its address space. Sections consist of units, the sub-sections. */
export class Built {
  readonly scope: MemmapScope;
  readonly architecture: Architecture;
  readonly source: MemmapPrograms;
  readonly geometry: MemmapGeometry;
  /** Pages of memmap per section and per unit. */
  readonly sectionPages: number;
  readonly unitPages: number;
  readonly unitsPerSection: number;
  /** The static variables that are part of the state. */
  readonly staticNames: readonly string[];

  constructor(scope: MemmapScope, source: MemmapPrograms) {
    const { architecture } = source;
    this.scope = scope;
    this.source = source;
    this.architecture = architecture;
    this.sectionPages = (pagesPerSection * scope.structPage) / pageSize;
    this.unitsPerSection = scope.callers === 'sections' ? 1 : subSectionsOf[scope.structPage];
    this.unitPages = this.sectionPages / this.unitsPerSection;
    const last = scope.sections.at(-1) ?? 0;
    this.geometry = memmapGeometry(scope.levels, (last + 1) * this.sectionPages);
    const { program } = source.programFor(scope.levels);
    this.staticNames = program.statics
      .map(({ name }) => name)
      .filter((name) => !architecture.messageVariables.includes(name));
  }

  get unitCount(): number {
    return this.scope.sections.length * this.unitsPerSection;
  }

  sectionOf(unit: number): number {
    return this.scope.sections[Math.floor(unit / this.unitsPerSection)];
  }

  unitPage(unit: number): number {
    return (
      this.sectionOf(unit) * this.sectionPages + (unit % this.unitsPerSection) * this.unitPages
    );
  }

  unitName(unit: number): string {
    const part = this.unitsPerSection === 1 ? '' : `.${unit % this.unitsPerSection}`;
    return `section ${this.sectionOf(unit)}${part}`;
  }

  /** The memmap addresses of units of one section. */
  rangeOf(first: number, count: number): { readonly start: number; readonly end: number } {
    const page = this.unitPage(first);
    return { start: addressOfPage(page), end: addressOfPage(page + count * this.unitPages) };
  }
}
