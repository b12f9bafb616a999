/**
 * The table of arm64, with pages of 4 KiB: external names used by arch/arm64/mm/mmu.c, in addition to
 * the names that all memmap sources use. Bits above 52 of an entry are omitted.
 */
import { integerOf } from '../../c/integers.ts';
import { intType, ulongType, voidType } from '../../c/types.ts';
import type { Architecture } from '../memmap/architecture.ts';
import { flushRow, stepRow, valueRow, withoutEffect } from '../memmap/functions.ts';
import { pageSize } from '../memmap/geometry.ts';
import { computedConstant, fixedConstant } from '../memmap/names.ts';
import { memmapSubject } from '../memmap/subject.ts';

const typeMask = 0x3;
const tableType = 0x3;
const blockType = 0x1;
/** Accessed, inner shareable. */
const arm64Bits = 0x700;

export const arm64: Architecture = {
  name: 'arm64',
  path: 'arch/arm64/mm/mmu.c',
  helpers: ['mm/sparse-vmemmap.c'],
  levels: [4, 3],
  format: {
    isPresent: (_, entry) => (entry & 1) !== 0,
    isLeaf: (level, entry) => level === 0 || (entry & typeMask) === blockType,
    addressOf: (entry) => Math.floor(entry / 4096) * 4096,
    tableBits: tableType,
    leafBits: { 0: arm64Bits + tableType, 1: arm64Bits + blockType },
  },
  configuration: (levels) => ({
    CONFIG_64BIT: 1,
    CONFIG_ARM64: 1,
    CONFIG_ARM64_4K_PAGES: 1,
    // The names in headers for a memmap with large pages: until 6.0, and until 6.8.
    ARM64_SWAPPER_USES_SECTION_MAPS: 1,
    ARM64_KERNEL_USES_PMD_MAPS: 1,
    CONFIG_SPARSEMEM_VMEMMAP: 1,
    CONFIG_MEMORY_HOTPLUG: 1,
    CONFIG_MEMORY_HOTREMOVE: 1,
    CONFIG_PGTABLE_LEVELS: levels,
  }),
  functions: [
    // TLBI VAALE1IS: last level only, so caches of table entries keep their content.
    flushRow('flush_tlb_kernel_range', false),
    // TLBI VAAE1IS: all levels.
    stepRow('__flush_tlb_kernel_pgtable', voidType, 1, function* (host, [address]) {
      const start = host.number(address);
      yield* host.step({ kind: 'flush', start, end: start + pageSize, tables: true });
      return 0;
    }),
    ...(['pmd', 'pud'] as const).map((name) =>
      valueRow(`mk_${name}_sect_prot`, ulongType, 1, (host, [bits]) => {
        const given = host.number(bits);
        return given - (given & typeMask) + blockType;
      }),
    ),
    valueRow('pte_valid', intType, 1, (host, [entry]) => host.number(entry) & 1),
    valueRow('PTE_ATTRINDX', ulongType, 1, (host, [index]) => host.number(index) * 4),
    ...['pte_cont', 'pmd_cont'].map((name) => valueRow(name, intType, 1, () => 0)),
    withoutEffect('dsb'),
    withoutEffect('isb'),
  ],
  constants: [
    ['PAGE_KERNEL', fixedConstant(arm64Bits + tableType, ulongType)],
    ['PROT_SECT_NORMAL', fixedConstant(arm64Bits + blockType, ulongType)],
    ['ARM64_KERNEL_USES_PMD_MAPS', fixedConstant(1)],
    ['PMD_SECT_CONT', computedConstant(ulongType, () => 2 ** 52)],
    ['PTE_CONT', computedConstant(ulongType, () => 2 ** 52)],
    // Used by pgattr_change_is_safe(), which compares an old leaf with a new one.
    ['PTE_PXN', computedConstant(ulongType, () => integerOf(2n ** 53n))],
    ['PTE_UXN', computedConstant(ulongType, () => integerOf(2n ** 54n))],
    ['PTE_WRITE', computedConstant(ulongType, () => 2 ** 51)],
    ['PTE_SWBITS_MASK', computedConstant(ulongType, () => 0)],
    ['PTE_RDONLY', fixedConstant(0x80, ulongType)],
    ['PTE_NG', fixedConstant(0x800, ulongType)],
    ['PTE_ATTRINDX_MASK', fixedConstant(0x1c, ulongType)],
    ['MT_NORMAL', fixedConstant(0)],
    ['MT_NORMAL_TAGGED', fixedConstant(1)],
    [
      'CONFIG_PGTABLE_LEVELS',
      computedConstant(intType, ({ machine }) => machine.geometry.root + 1),
    ],
  ],
  table: '#pragma tablewalk table\n',
  messageVariables: [],
  keepsTopTables: () => false,
  flushesFirst: true,
  withoutClaims: [
    'live-memmap-not-marked',
    'live-memmap-not-zeroed',
    'locks-released',
    'no-self-deadlock',
  ],
};

export const arm64Subject = memmapSubject(arm64);
