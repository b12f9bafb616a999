/**
 * External functions used by the sources of every architecture: one row each, as arithmetic or as
 * steps.
 */
import { CFault, Fault, type Site } from '../../c/environment.ts';
import { boolType, intType, pointerTo, type Type, ulongType, voidType } from '../../c/types.ts';
import { isTrue, type Value } from '../../c/values.ts';
import { alignments, endOfEntry } from '../c-kernel/arithmetic.ts';
import type { TableRow } from './architecture.ts';
import { levelWords, PageLevel, pageSize } from './geometry.ts';
import type { MemmapHost, MemmapSteps } from './host.ts';
import { pageStruct } from './names.ts';
import { PagePointer } from './values.ts';

type Given = readonly Value[];

const toEntry = pointerTo(ulongType);
const pagePointer = pointerTo(pageStruct);
const toAnything = pointerTo(voidType);

/**
 * Arithmetic or a load. Loads are not steps, because with one thread nothing can happen between two
 * loads.
 */
export function valueRow(
  name: string,
  type: Type,
  arity: number | undefined,
  compute: (host: MemmapHost, given: Given) => Value,
): TableRow {
  return [name, { type, arity, value: compute }];
}

export function stepRow(
  name: string,
  type: Type,
  arity: number,
  take: (host: MemmapHost, given: Given, site: Site) => MemmapSteps | Value,
): TableRow {
  return [name, { type, arity, steps: take }];
}

export const withoutEffect = (name: string): TableRow =>
  valueRow(name, voidType, undefined, () => 0);
const same = (name: string, type: Type): TableRow => valueRow(name, type, 1, (_, [given]) => given);
const truth = (is: boolean): Value => (is ? 1 : 0);

function rowsOfLevel(name: (typeof levelWords)[number], level: PageLevel): TableRow[] {
  const test = (word: string, is: (host: MemmapHost, one: Value) => boolean): TableRow =>
    valueRow(`${name}_${word}`, intType, 1, (host, [one]) => truth(is(host, one)));
  const rows = [
    test('none', (host, one) => !host.isFolded(level) && one === 0),
    test('present', (host, one) => host.isPresent(level, one)),
    ...['leaf', 'large', 'huge', 'sect'].map((word) =>
      test(word, (host, one) => host.isLeaf(level, one)),
    ),
    test('table', (host, one) => host.isPresent(level, one) && !host.isLeaf(level, one)),
    same(`${name}_val`, ulongType),
    same(`__${name}`, ulongType),
    stepRow(`${name}p_get`, ulongType, 1, (host, [pointer]) => host.load(pointer)),
    stepRow(`set_${name}`, voidType, 2, (host, [pointer, one]) => host.write(pointer, one)),
    valueRow(`${name}_index`, ulongType, 1, (host, [address]) => host.index(level, address)),
    valueRow(`${name}_page`, pagePointer, 1, (host, [one]) => host.pageIn(one)),
    valueRow(`${name}_pfn`, ulongType, 1, (host, [one]) => host.pageIn(one).address / pageSize),
    valueRow(
      `pfn_${name}`,
      ulongType,
      2,
      (host, [pfn, bits]) => host.number(pfn) * pageSize + host.number(bits),
    ),
  ];
  return level === PageLevel.pte ? rows : [...rows, ...rowsOfTables(name, level)];
}

/** Functions of the levels whose entries may point to tables. */
function rowsOfTables(name: (typeof levelWords)[number], level: PageLevel): TableRow[] {
  const below = levelWords[level - 1];
  const offsets = level === PageLevel.pmd ? 'pte_offset_kernel' : `${below}_offset`;
  const populate = (host: MemmapHost, pointer: Value, table: Value): MemmapSteps =>
    host.write(pointer, host.number(table) + host.machine.format.tableBits);
  return [
    stepRow(offsets, toEntry, 2, (host, [above, address]) =>
      host.offset((level - 1) as PageLevel, above, address),
    ),
    ...['page_vaddr', 'pgtable'].map((word) =>
      valueRow(`${name}_${word}`, toEntry, 1, (host, [one]) => host.tableIn(level, one)),
    ),
    stepRow(`${name}_clear`, voidType, 1, (host, [pointer]) => host.write(pointer, 0)),
    ...['populate', 'populate_kernel'].map((word) =>
      stepRow(`${name}_${word}`, voidType, 3, (host, [, pointer, table]) =>
        populate(host, pointer, table),
      ),
    ),
    valueRow(`${name}_addr_end`, ulongType, 2, (host, [address, end]) =>
      endOfEntry(host.machine.geometry.span[level], address, end),
    ),
  ];
}

const entries: readonly TableRow[] = [
  ...levelWords.flatMap((name, level) => rowsOfLevel(name, level as PageLevel)),
  stepRow('__ptep_get', ulongType, 1, (host, [pointer]) => host.load(pointer)),
  ...['set_pte_at', '__set_pte_at'].map((name) =>
    stepRow(name, voidType, 4, (host, [, , pointer, one]) => host.write(pointer, one)),
  ),
  ...['pte_clear', '__pte_clear'].map((name) =>
    stepRow(name, voidType, 3, (host, [, , pointer]) => host.write(pointer, 0)),
  ),
  valueRow('pgd_offset_k', toEntry, 1, (host, [address]) => host.rootEntry(address)),
  valueRow('pgd_offset', toEntry, 2, (host, [, address]) => host.rootEntry(address)),
  valueRow('pgtable_l5_enabled', boolType, 0, ({ machine }) => truth(machine.geometry.root === 4)),
  valueRow('pgtable_l4_enabled', boolType, 0, ({ machine }) => truth(machine.geometry.root >= 3)),
];

/** The direct map is 1:1: the physical and virtual address of a page are equal. */
const conversions: readonly TableRow[] = [
  ...['__va', 'phys_to_virt', 'page_address', 'page_to_virt'].map((name) =>
    valueRow(name, toAnything, 1, (host, [given]) => host.number(given)),
  ),
  ...['__pa', 'virt_to_phys', 'page_to_phys'].map((name) =>
    valueRow(name, ulongType, 1, (host, [given]) => host.number(given)),
  ),
  ...['virt_to_page', 'phys_to_page'].map((name) =>
    valueRow(name, pagePointer, 1, (host, [given]) => new PagePointer(host.number(given))),
  ),
  valueRow(
    'pfn_to_page',
    pagePointer,
    1,
    (host, [pfn]) => new PagePointer(host.number(pfn) * pageSize),
  ),
  ...['page_to_pfn', '__phys_to_pfn', 'PHYS_PFN', 'virt_to_pfn'].map((name) =>
    valueRow(name, ulongType, 1, (host, [given]) => Math.floor(host.number(given) / pageSize)),
  ),
  ...['__pfn_to_phys', 'PFN_PHYS'].map((name) =>
    valueRow(name, ulongType, 1, (host, [pfn]) => host.number(pfn) * pageSize),
  ),
  same('page_ptdesc', pagePointer),
  same('__pgprot', ulongType),
  same('pgprot_val', ulongType),
];

const bytesOfOrder = (host: MemmapHost, order: Value): number => pageSize * 2 ** host.number(order);

const memory: readonly TableRow[] = [
  valueRow('slab_is_available', boolType, 0, () => 1),
  valueRow('sparse_buffer_alloc', toAnything, 1, () => 0),
  stepRow('vmemmap_alloc_block', toAnything, 2, (host, [bytes]) => host.allocate(bytes, 'buddy')),
  stepRow('vmemmap_alloc_block_buf', toAnything, 3, (host, [bytes, , altmap]) =>
    host.allocate(bytes, isTrue(altmap) ? 'altmap' : 'buddy'),
  ),
  ...['free_pages', '__free_pages'].map((name) =>
    stepRow(name, voidType, 2, (host, [address, order]) =>
      host.free(address, bytesOfOrder(host, order), 'buddy'),
    ),
  ),
  stepRow('pagetable_free', voidType, 1, (host, [page]) => host.free(page, 0, 'buddy')),
  stepRow('vmem_altmap_free', voidType, 2, (host, [, pages]) => host.freeToAltmap(pages)),
  stepRow('memset', toAnything, 3, (host, [to, byte, bytes]) => host.fill(to, byte, bytes)),
  stepRow('memchr_inv', toAnything, 3, (host, [from, byte, bytes]) =>
    host.findOther(from, byte, bytes),
  ),
  // No scope has boot memory.
  valueRow('PageReserved', intType, 1, () => 0),
  valueRow('bootmem_type', intType, 1, () => 0),
  ...['__ClearPageReserved', 'put_page_bootmem', 'free_reserved_page', 'free_reserved_pages'].map(
    withoutEffect,
  ),
];

function* takeLock(host: MemmapHost, lock: Value, kind: 'lock' | 'unlock'): MemmapSteps {
  yield* host.step({ kind, lock: host.lockName(lock) });
  return 0;
}

function* warnIf(host: MemmapHost, condition: Value, { func }: Site): MemmapSteps {
  if (!isTrue(condition)) return 0;
  yield* host.step({ kind: 'warn', where: func });
  return 1;
}

function bug(condition: Value, name: string): Value {
  if (isTrue(condition)) throw new Fault(`${name}() is hit`, CFault.endless);
  return 0;
}

/** Flushes a range; depending on the architecture, this also drops entries that point to tables. */
export function flushRow(name: string, tables: boolean): TableRow {
  return stepRow(name, voidType, 2, function* (host, [start, end]) {
    const range = { start: host.number(start), end: host.number(end) };
    yield* host.step({ kind: 'flush', ...range, tables });
    return 0;
  });
}

const otherRows: readonly TableRow[] = [
  ...['spin_lock', 'mutex_lock'].map((name) =>
    stepRow(name, voidType, 1, (host, [lock]) => takeLock(host, lock, 'lock')),
  ),
  ...['spin_unlock', 'mutex_unlock'].map((name) =>
    stepRow(name, voidType, 1, (host, [lock]) => takeLock(host, lock, 'unlock')),
  ),
  ...['WARN_ON', 'WARN_ON_ONCE', 'VM_WARN_ON', 'VM_WARN_ON_ONCE'].map((name) =>
    stepRow(name, boolType, 1, (host, [condition], site) => warnIf(host, condition, site)),
  ),
  ...['BUG_ON', 'VM_BUG_ON'].map((name) =>
    stepRow(name, voidType, 1, (_, [condition]) => bug(condition, name)),
  ),
  ...[
    // Only for pages shared by several entries, which no caller of the memmap has.
    'get_page',
    'vmemmap_verify',
    'kernel_pte_init',
    'pmd_init',
    'pud_init',
    'pagetable_dtor',
    'pr_info',
    'pr_warn',
    'pr_warn_once',
    'pr_err',
    'pr_err_once',
    'pr_debug',
    'BUILD_BUG_ON',
    'cond_resched',
    'might_sleep',
    'barrier',
    'smp_wmb',
  ].map(withoutEffect),
];

export const functions: readonly TableRow[] = [
  ...alignments,
  ...entries,
  ...conversions,
  ...memory,
  ...otherRows,
];
