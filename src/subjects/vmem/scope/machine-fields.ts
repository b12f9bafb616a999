/** The fields of a scope that choose the machine, one row each. */
import { z } from 'zod';
import { parseChoice } from '../../../input/parse-values.ts';
import { must } from '../../../input/schema-rules.ts';
import { formatBytes } from '../../../text/paragraph.ts';
import { type GeometryName, geometries, Level, levelNames } from '../machine/geometry.ts';
import type { MachineOptions } from '../machine/layouts.ts';
import { formatRange, isTiny } from '../machine/layouts.ts';
import { type Dimension, named, oneOfWords, onOff, onOrOff, words } from './dimension.ts';

/** Real sizes of struct page that we model; tiny geometries scale them by 32. */
export const structPages = [16, 48, 56, 64, 72] as const;
const structPageWords = structPages.map(String);
/** MiB of a section. */
export const sectionSizes = [256, 128] as const;
const sectionSizeWords = sectionSizes.map(String);
export const geometryNames = Object.keys(geometries) as GeometryName[];
const vmallocPlaces = ['far', 'near'] as const;

export type MachineFields = Omit<MachineOptions, 'sections'>;

function edatText({ edat1, edat2 }: Pick<MachineFields, 'edat1' | 'edat2'>): string {
  if (!edat1) return 'no EDAT';
  return edat2 ? 'EDAT1 and EDAT2' : 'EDAT1, no EDAT2';
}

const machineGroup = 'Machine:';
type MachineDimension<Name extends keyof MachineFields> = Dimension<
  MachineFields[Name],
  MachineFields
>;

const structPage: MachineDimension<'structPage'> = {
  plain: 48,
  placeInFiles: 3,
  isInFileNames: true,
  schema: z
    .number(must(`one of ${structPages.join(', ')}`))
    .refine(
      (value) => structPages.some((known) => known === value),
      must(`one of ${structPages.join(', ')}`),
    ),
  flags: [
    {
      flags: '--struct-page <bytes>',
      description: `sizeof(struct page), which decides whether sections share memmap blocks: ${structPageWords.join(', ')}; see list presets`,
      group: machineGroup,
      parse: (flag, text) => Number(parseChoice(flag, text, structPageWords)),
    },
  ],
  toFlag: (value) => `--struct-page ${value}`,
  notVaried: (value) => `struct page of ${value} bytes`,
  tag: (value) => `struct page ${value}`,
  explain: words<number>('struct page', structPages),
  // Only the layout of the memmap of a section in large pages matters.
  machineText: (value, fields, { memmapBytes, geometry }) =>
    `${value}-byte${isTiny(fields.geometry) ? '-like' : ''} struct page (${memmapBytes / geometry.span[Level.pmd]} PMDs a section)`,
};

const sectionSize: MachineDimension<'sectionSize'> = {
  plain: 256,
  schema: z
    .number(must('256 or 128'))
    .refine((value) => sectionSizes.some((known) => known === value), must('256 or 128'))
    .default(256),
  isWritten: (value) => value !== 256,
  wrong: (value, { structPage: bytes, geometry }) =>
    isTiny(geometry) && value !== 256 && bytes % 16 !== 0
      ? `--section-size is ${value} with --struct-page ${bytes} in ${geometry}: the memmap of a section is not of whole pages there; use --struct-page 48 or 64`
      : null,
  flags: [
    {
      flags: '--section-size <MiB>',
      description: 'a section has 256 MiB, or 128 since 6.13; 64 or 32 KiB in tiny geometries',
      group: machineGroup,
      parse: (flag, text) => Number(parseChoice(flag, text, sectionSizeWords)),
    },
  ],
  toFlag: (value) => `--section-size ${value}`,
};

export const machineFields: { readonly [Name in keyof MachineFields]: MachineDimension<Name> } = {
  geometry: oneOfWords<GeometryName, MachineFields>({
    flag: '--geometry <name>',
    group: machineGroup,
    description: `number of table levels, at reduced (tiny, for exhaustive search) or real size: ${geometryNames.join(', ')}`,
    values: geometryNames,
    plain: 'tiny5',
    placeInFiles: 2,
    isInFileNames: true,
    needsReferenceMachine: (value) => !isTiny(value),
    tag: (value) => value,
    notVaried: (value) => `geometry ${value}`,
    explain: {
      title: 'geometry',
      // Only geometries of the same size: tiny and real ones have other addresses.
      values: ({ geometry }) => geometryNames.filter((name) => isTiny(name) === isTiny(geometry)),
      text: (name) => `${name} (${geometries[name].root + 1} levels)`,
    },
    machineText: (_, __, { geometry: { name, root, sectionBytes, span } }) =>
      `${name} (${root + 1} levels, root ${levelNames[root]}, section ${formatBytes(sectionBytes)}, PMD ${formatBytes(span[Level.pmd])})`,
  }),
  structPage,
  sectionSize,
  edat1: onOff<MachineFields>({
    flag: 'edat1',
    group: machineGroup,
    on: 'the machine has 1 MiB leaves',
    off: 'it does not',
    plain: true,
    placeInFiles: 4,
    notVaried: named('EDAT1'),
    tag: (_, fields) => edatText(fields),
    // A machine with EDAT2 has EDAT1.
    explain: { ...onOrOff('EDAT1'), besides: (value) => (value ? {} : { edat2: false }) },
    machineText: (_, fields) => edatText(fields),
  }),
  edat2: onOff<MachineFields>({
    flag: 'edat2',
    group: machineGroup,
    on: 'the machine has 2 GiB leaves',
    off: 'it does not',
    plain: true,
    placeInFiles: 5,
    wrong: (value, { edat1 }) =>
      value && !edat1
        ? '--no-edat1 is given with EDAT2; a machine with EDAT2 has EDAT1: add --no-edat2'
        : null,
    notVaried: named('EDAT2'),
    explain: { ...onOrOff('EDAT2'), besides: (value) => (value ? { edat1: true } : {}) },
  }),
  kasan: onOff<MachineFields>({
    flag: 'kasan',
    group: machineGroup,
    on: 'reserve the KASAN shadow; preset kasan has sections that reach it',
    off: 'without',
    plain: false,
    placeInFiles: 7,
    wrong: (value, { geometry }) =>
      value && !isTiny(geometry)
        ? `--kasan is given with --geometry ${geometry}; the KASAN shadow is modelled in tiny3, tiny4 and tiny5`
        : null,
    notVaried: named('KASAN'),
    // Its sections may be far from the shadow.
    notShown: {
      invariant: 'reserved-tables-kept',
      preset: 'kasan',
      text: 'reserved-tables-kept can be violated only by sections that share a table with the KASAN shadow: --preset kasan has such sections.',
    },
    explain: onOrOff('KASAN'),
    machineText: (_, __, { kasanShadow }) =>
      kasanShadow === null ? null : `KASAN shadow ${formatRange(kasanShadow)}`,
  }),
  debugPagealloc: onOff<MachineFields>({
    flag: 'debug-pagealloc',
    group: machineGroup,
    on: 'no large leaves in the identity mapping',
    off: 'large leaves as EDAT allows',
    plain: false,
    placeInFiles: 6,
    notVaried: named('debug_pagealloc'),
    explain: onOrOff('debug_pagealloc'),
    machineText: (value) => (value ? 'debug_pagealloc' : null),
  }),
  vmalloc: oneOfWords<MachineFields['vmalloc'], MachineFields>({
    flag: '--vmalloc <place>',
    group: machineGroup,
    description: 'VMALLOC_START far from the memmap or near it',
    values: vmallocPlaces,
    plain: 'far',
    placeInFiles: 8,
    notVaried: (value) => `vmalloc ${value}`,
    explain: words('VMALLOC_START', vmallocPlaces),
    machineText: (value) => (value === 'near' ? 'VMALLOC_START directly after the memmap' : null),
  }),
};
