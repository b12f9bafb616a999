/**
 * The table of x86-64: external names used by arch/x86/mm/init_64.c, in addition to the names that
 * all memmap sources use. Bits above 52 of an entry, such as no-execute, are omitted.
 */
import { intType, ulongType, voidType } from '../../c/types.ts';
import type { Architecture } from '../memmap/architecture.ts';
import { flushRow, stepRow, valueRow, withoutEffect } from '../memmap/functions.ts';
import { fixedConstant } from '../memmap/names.ts';
import { memmapSubject } from '../memmap/subject.ts';

const present = 0x1;
const large = 0x80;
/** Global, dirty, accessed, writable, present. */
const x86Bits = 0x163;

export const x86: Architecture = {
  name: 'x86-64',
  path: 'arch/x86/mm/init_64.c',
  helpers: ['mm/sparse-vmemmap.c'],
  levels: [4, 5],
  format: {
    isPresent: (_, entry) => (entry & (present | large)) !== 0,
    isLeaf: (level, entry) => level === 0 || (entry & large) !== 0,
    addressOf: (entry) => Math.floor(entry / 4096) * 4096,
    tableBits: 0x63,
    leafBits: { 0: x86Bits, 1: x86Bits + large },
  },
  configuration: (levels) => ({
    CONFIG_64BIT: 1,
    CONFIG_X86_64: 1,
    CONFIG_SPARSEMEM_VMEMMAP: 1,
    CONFIG_MEMORY_HOTPLUG: 1,
    CONFIG_MEMORY_HOTREMOVE: 1,
    CONFIG_PGTABLE_LEVELS: levels,
    ...(levels === 5 && { CONFIG_X86_5LEVEL: 1 }),
  }),
  functions: [
    // invlpg drops all cached table entries, for any address.
    flushRow('flush_tlb_kernel_range', true),
    stepRow('flush_tlb_all', voidType, 0, function* (host) {
      yield* host.step({ kind: 'flush', start: 0, end: Infinity, tables: true });
      return 0;
    }),
    // The CPU has large pages.
    valueRow('boot_cpu_has', intType, 1, () => 1),
    withoutEffect('update_page_count'),
  ],
  constants: [
    ['PAGE_KERNEL', fixedConstant(x86Bits, ulongType)],
    ['PAGE_KERNEL_LARGE', fixedConstant(x86Bits + large, ulongType)],
    ['X86_FEATURE_PSE', fixedConstant(3)],
    ['PG_LEVEL_4K', fixedConstant(1)],
    ['PG_LEVEL_2M', fixedConstant(2)],
    ['PG_LEVEL_1G', fixedConstant(3)],
    ['PG_LEVEL_512G', fixedConstant(4)],
  ],
  // Copies new root entries to the tables of processes; the model has one root table.
  table: `#pragma tablewalk table
void sync_global_pgds(unsigned long start, unsigned long end)
{
}
`,
  messageVariables: ['addr_start', 'addr_end', 'p_start', 'p_end', 'node_start'],
  // With four levels, the tables below the root are shared by all processes and stay.
  keepsTopTables: () => true,
  flushesFirst: false,
  withoutClaims: [],
};

export const x86Subject = memmapSubject(x86);
