/** Names for values in the sources of every architecture: types, sizes, constants, attributes. */
import type { ConstantOf, Vocabulary } from '../../c/environment.ts';
import { complement, integerOf } from '../../c/integers.ts';
import {
  boolType,
  charType,
  intType,
  longType,
  pointerTo,
  type StructType,
  type Type,
  uintType,
  ulongType,
  voidType,
} from '../../c/types.ts';
import { TextValue, type Value } from '../../c/values.ts';
import { vocabulary as kernelVocabulary } from '../c-kernel/vocabulary.ts';
import type { ConstantRow } from './architecture.ts';
import {
  levelWords,
  PageLevel,
  pageSize,
  pagesPerSection,
  type TableLevel,
  vmemmapStart,
} from './geometry.ts';
import type { MemmapHost } from './host.ts';

const unsignedLongs = [
  'u64',
  'phys_addr_t',
  'size_t',
  'uintptr_t',
  'pgprot_t',
  'pgtable_t',
  'pteval_t',
  'pmdval_t',
  'pudval_t',
];

/** An entry is a number in the model: its bits. */
export const typeNames: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...unsignedLongs.map((name): [string, Type] => [name, ulongType]),
  ...levelWords.map((name): [string, Type] => [`${name}_t`, ulongType]),
  ['u32', uintType],
  ['gfp_t', uintType],
  ['unsigned', uintType],
  ['ssize_t', longType],
  ['s32', intType],
  ['bool', boolType],
]);

/** Only the fields of struct page that are used for boot memory. */
export const pageStruct: StructType = {
  kind: 'struct',
  name: 'page',
  fields: new Map([
    ['freelist', ulongType],
    ['index', ulongType],
  ]),
};

export const structTypes: ReadonlyMap<string, StructType> = new Map([['page', pageStruct]]);

export const sizes: ReadonlyMap<string, (host: MemmapHost) => Value> = new Map<
  string,
  (host: MemmapHost) => Value
>([['struct page', ({ structPage }) => structPage]]);

export const computedConstant = (
  type: Type,
  value: (host: MemmapHost) => Value,
): ConstantOf<MemmapHost> => ({
  type,
  value,
});
export const fixedConstant = (value: number, type: Type = intType): ConstantOf<MemmapHost> =>
  computedConstant(type, () => value);

function constantsOf(name: TableLevel, level: number): ConstantRow[] {
  // A level folded into the pgd has one entry.
  const entries = ({ machine: { geometry } }: MemmapHost): number =>
    level >= geometry.root && level < PageLevel.pgd ? 1 : geometry.entries[level];
  const count: ConstantRow = [`PTRS_PER_${name.toUpperCase()}`, computedConstant(intType, entries)];
  if (level === 0) return [count];
  const upper = name === 'pgd' ? 'PGDIR' : name.toUpperCase();
  const bytes = ({ machine: { geometry } }: MemmapHost): number => geometry.span[level];
  return [
    count,
    [`${upper}_SIZE`, computedConstant(ulongType, bytes)],
    [`${upper}_SHIFT`, computedConstant(intType, (host) => Math.log2(bytes(host)))],
    [
      `${upper}_MASK`,
      computedConstant(ulongType, (host) => complement(ulongType, bytes(host) - 1)),
    ],
  ];
}

export const constantRows: readonly ConstantRow[] = [
  ...levelWords.flatMap((name, level) => constantsOf(name, level)),
  [
    'PMD_ORDER',
    computedConstant(intType, ({ machine: { geometry } }) =>
      Math.log2(geometry.span[1] / pageSize),
    ),
  ],
  ['PAGE_SIZE', fixedConstant(pageSize, ulongType)],
  ['PAGE_SHIFT', fixedConstant(12)],
  ['PAGE_MASK', computedConstant(ulongType, () => complement(ulongType, pageSize - 1))],
  ['PAGES_PER_SECTION', fixedConstant(pagesPerSection, ulongType)],
  ['VMEMMAP_START', fixedConstant(vmemmapStart, ulongType)],
  [
    'VMEMMAP_END',
    computedConstant(
      ulongType,
      ({ machine: { geometry } }) => vmemmapStart + geometry.pages * pageSize,
    ),
  ],
  ['NULL', fixedConstant(0, pointerTo(voidType))],
  ['NUMA_NO_NODE', fixedConstant(-1)],
  ['GFP_KERNEL', fixedConstant(0xcc0, uintType)],
  ['ULONG_MAX', computedConstant(ulongType, () => integerOf(2n ** 64n - 1n))],
  ['ENOMEM', fixedConstant(12)],
  ['EINVAL', fixedConstant(22)],
  ['EEXIST', fixedConstant(17)],
  ['__func__', computedConstant(pointerTo(charType), () => new TextValue('the function'))],
  // The purpose of a page of boot memory, read only for reserved memory, which no scope has.
  ['SECTION_INFO', fixedConstant(12, ulongType)],
  ['MIX_SECTION_INFO', fixedConstant(13, ulongType)],
];

export const memmapVocabulary: Vocabulary = {
  ...kernelVocabulary,
  attributes: new Set([...kernelVocabulary.attributes, '__flatten', '__nocfi']),
};
