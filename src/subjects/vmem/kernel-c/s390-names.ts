/** Names of s390 kernel code that denote values: constants, types, sizes, attributes. */
import type { ConstantOf } from '../../../c/environment.ts';
import { complement, integerOf } from '../../../c/integers.ts';
import {
  boolType,
  intType,
  longType,
  namedType,
  pointerTo,
  type StructType,
  type Type,
  uintType,
  ulongType,
  voidType,
} from '../../../c/types.ts';
import type { Value } from '../../../c/values.ts';
import type { MachineDescription } from '../machine/description.ts';
import { Level, levelNames, pageBytes } from '../machine/geometry.ts';
import { entryBytes, kernelBits, noExecute } from './entry-steps.ts';
import type { KernelHost } from './host.ts';
import { lowcore, protect, tableBits, tableTypes } from './replace-entry.ts';

type Constant = ConstantOf<KernelHost>;
type Compute = (machine: MachineDescription) => Value;

/** Computed when the machine changes: constants are used in the innermost loops. */
function constant(type: Type, compute: Compute): Constant {
  let last: { readonly machine: MachineDescription; readonly value: Value } | undefined;
  return {
    type,
    value: ({ machine }) => {
      if (last?.machine !== machine) last = { machine, value: compute(machine) };
      return last.value;
    },
  };
}

const number = (value: number, type: Type = intType): Constant => ({
  type,
  value: () => value,
  fixed: value,
});
const address = (compute: Compute): Constant => constant(ulongType, compute);
const machineFlag = (compute: (machine: MachineDescription) => boolean): Constant =>
  constant(intType, (machine) => (compute(machine) ? 1 : 0));
const mask = (bytes: number): Value => complement(ulongType, bytes - 1);

/** PMD_SIZE, PMD_MASK, PTRS_PER_PMD and the like. */
const byLevel = levelNames.flatMap((name, level): [string, Constant][] => {
  const upper = name === 'pgd' ? 'PGDIR' : name.toUpperCase();
  const entries = constant(intType, ({ geometry }) => geometry.entries[level]);
  if (level === Level.pte) return [['PTRS_PER_PTE', entries]];
  return [
    [`${upper}_SIZE`, address(({ geometry }) => geometry.span[level])],
    [`${upper}_MASK`, address(({ geometry }) => mask(geometry.span[level]))],
    [`${upper}_SHIFT`, constant(intType, ({ geometry }) => Math.log2(geometry.span[level]))],
    [`PTRS_PER_${name.toUpperCase()}`, entries],
  ];
});

export const constants: ReadonlyMap<string, Constant> = new Map([
  ...byLevel,
  ['PAGE_SIZE', number(pageBytes, ulongType)],
  ['PAGE_MASK', address(() => mask(pageBytes))],
  ['PAGE_SHIFT', number(12)],
  ['SZ_1M', number(2 ** 20)],
  ['CRST_ALLOC_ORDER', number(2)],
  ['NULL', number(0, pointerTo(voidType))],
  ['NUMA_NO_NODE', number(-1)],
  ['GFP_KERNEL', number(0xcc0, uintType)],
  ['ULONG_MAX', address(() => integerOf(2n ** 64n - 1n))],

  // Machine facilities.
  ['MACHINE_HAS_EDAT1', machineFlag(({ edat1 }) => edat1)],
  ['MACHINE_HAS_EDAT2', machineFlag(({ edat2 }) => edat2)],
  ['MACHINE_HAS_NX', machineFlag(({ nx }) => nx)],

  // Addresses of the layout.
  ['VMALLOC_START', address(({ vmallocStart }) => vmallocStart)],
  ['__abs_lowcore', address(({ vmallocStart }) => vmallocStart)],
  ['VMEM_MAX_PHYS', address(({ identityEnd }) => identityEnd)],
  ['max_mappable', address(({ identityEnd }) => identityEnd)],
  ['ident_map_size', address(({ identityEnd }) => identityEnd)],
  ['KASAN_SHADOW_START', address(({ kasanShadow }) => kasanShadow?.start ?? 0)],
  ['KASAN_SHADOW_END', address(({ kasanShadow }) => kasanShadow?.end ?? 0)],

  // Bits of entries.
  ['PAGE_KERNEL', number(kernelBits[Level.pte], ulongType)],
  ['SEGMENT_KERNEL', number(kernelBits[Level.pmd], ulongType)],
  ['REGION3_KERNEL', number(kernelBits[Level.pud], ulongType)],
  ['_PAGE_NOEXEC', number(noExecute, ulongType)],
  ['_SEGMENT_ENTRY_NOEXEC', number(noExecute, ulongType)],
  ['_REGION_ENTRY_NOEXEC', number(noExecute, ulongType)],
  ['_PAGE_PROTECT', number(protect, ulongType)],
  ['_SEGMENT_ENTRY_PROTECT', number(protect, ulongType)],
  ['_REGION_ENTRY_PROTECT', number(protect, ulongType)],
  ['PAGE_KERNEL_RO', number(0x315, ulongType)],
  ['SEGMENT_KERNEL_RO', number(0x1703, ulongType)],
  ['REGION3_KERNEL_RO', number(0x1707, ulongType)],
  ['_PAGE_INVALID', number(0x400, ulongType)],
  ['_SEGMENT_ENTRY', number(tableBits[Level.pmd], ulongType)],
  ['_REGION3_ENTRY', number(tableBits[Level.pud], ulongType)],
  ['_SEGMENT_ENTRY_EMPTY', number(0x20, ulongType)],
  ['_REGION3_ENTRY_EMPTY', number(0x24, ulongType)],
  ['_REGION2_ENTRY_EMPTY', number(0x28, ulongType)],

  // Types of tables, for crdte().
  ['CRDTE_DTT_PAGE', number(tableTypes[Level.pte], ulongType)],
  ['CRDTE_DTT_SEGMENT', number(tableTypes[Level.pmd], ulongType)],
  ['CRDTE_DTT_REGION3', number(tableTypes[Level.pud], ulongType)],

  // Counters of the identity mapping, by level of the leaf.
  ['PG_DIRECT_MAP_4K', number(Level.pte)],
  ['PG_DIRECT_MAP_1M', number(Level.pmd)],
  ['PG_DIRECT_MAP_2G', number(Level.pud)],

  ['ENOENT', number(2)],
  ['EAGAIN', number(11)],
  ['ENOMEM', number(12)],
  ['EBUSY', number(16)],
  ['EEXIST', number(17)],
  ['EINVAL', number(22)],
  ['ENOSPC', number(28)],
  ['ERANGE', number(34)],
] satisfies [string, Constant][]);

export const entryTypes = Object.fromEntries(
  levelNames.map((name) => [name, namedType(`${name}_t`)]),
) as Record<(typeof levelNames)[number], Type>;

const unsignedLongs = [
  'u64',
  '__u64',
  'uint64_t',
  'phys_addr_t',
  'size_t',
  'uintptr_t',
  'resource_size_t',
  'pgprot_t',
  'pgtable_t',
  'pteval_t',
  'pmdval_t',
];

export const types: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...unsignedLongs.map((name): [string, Type] => [name, ulongType]),
  ...levelNames.map((name): [string, Type] => [`${name}_t`, entryTypes[name]]),
  ['s64', longType],
  ['ssize_t', longType],
  ['ptrdiff_t', longType],
  ['u32', uintType],
  ['gfp_t', uintType],
  ['unsigned', uintType],
  ['s32', intType],
  ['bool', boolType],
]);

const rangeStruct: StructType = {
  kind: 'struct',
  name: 'range',
  fields: new Map([
    ['start', ulongType],
    ['end', ulongType],
  ]),
};
export const structs: ReadonlyMap<string, StructType> = new Map([
  ['range', rangeStruct],
  ['lowcore', lowcore],
]);

export const structBytes: ReadonlyMap<string, (host: KernelHost) => Value> = new Map<
  string,
  (host: KernelHost) => Value
>([
  ['struct page', ({ machine }: KernelHost) => machine.structPageBytes],
  ...levelNames.map((name): [string, () => Value] => [`${name}_t`, () => entryBytes]),
]);

const slab = 'objects of the slab allocator are not supported';
const listReason = 'loops over lists are not supported';
const memblock = 'loops over memblock are not supported';
export const unsupported: ReadonlyMap<string, string> = new Map([
  ['kmalloc', slab],
  ['kzalloc', slab],
  ['kfree', slab],
  ['list_for_each_entry', listReason],
  ['list_add_tail', listReason],
  ['for_each_memblock', memblock],
  ['for_each_mem_range', memblock],
]);
