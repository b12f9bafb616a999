/**
 * The findings of docs/FINDINGS.md as data: the claims that each violates, its repair, and its
 * conditions on a real machine.
 */
import type { KnownFinding } from '../../../subject/findings.ts';
import type { FeatureSwitches } from '../kernel/revisions.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { ThreadRole } from '../scope/thread-roles.ts';

/** A finding, and what distinguishes it from others. */
export interface VmemFinding extends KnownFinding {
  /** The only contract under which it shows; absent if both do. */
  readonly contract?: ScopeConfig['contract'];
  /** Requires one of these threads; absent for findings without threads. */
  readonly roles?: readonly ThreadRole[];
  /** Whether an allocation fails in the operation that violates the claim; absent if irrelevant. */
  readonly afterFailure?: boolean;
  /**
   * With these features the same operations do not violate the claim. Absent if no revision is known to
   * repair it.
   */
  readonly repair?: FeatureSwitches;
  /** In a scope with these values the same operations do not violate the claim. */
  readonly elsewhere?: Partial<ScopeConfig>;
}

/** Findings that occur only in contract `any`. */
const misuse = {
  needs: 'a caller that breaks the rules; the kernel has none',
  contract: 'any',
} as const;
const lostFreely = { removesRecursively: true, freesMemmap: true, marksUnusedParts: true } as const;
const freesTables = { ...lostFreely, freesEmptyTables: true, linksPudTable: true } as const;

/** The first match is reported. */
export const knownFindings: readonly VmemFinding[] = [
  {
    id: 'F03',
    title: 'a new pud table is not linked',
    needs: 'four levels of page tables, and any add of memory',
    claims: ['walk-stays-in-tables'],
    repair: { linksPudTable: true },
  },
  {
    id: 'F01',
    title: 'a failed table allocation is reported as success',
    needs:
      'an add that needs two tables of one level (debug_pagealloc, no EDAT1, or memmap across 2 GiB), and an allocation of 2 or 16 KiB that fails',
    claims: [
      'success-means-mapped',
      'vmemmap-coverage',
      'identity-coverage',
      'no-write-unmapped',
      'live-memmap-not-marked',
      'unused-means-unused',
    ],
    repair: { keepsErrorCode: true },
  },
  {
    id: 'F02',
    title: 'a never-onlined section loses its memmap with its neighbour',
    needs:
      'a struct page of 56 or 72 bytes, memory that is added and not onlined, a neighbour that is removed, no CONFIG_DEBUG_VM, no init_on_alloc',
    claims: ['unused-means-unused', 'vmemmap-coverage', 'unused-tail-valid'],
    contract: 'kernel',
    repair: { marksContinuedPart: true },
  },
  {
    id: 'F04',
    title: 'the KASAN test is inverted',
    needs: 'a kernel with KASAN, and memory that is removed, or an add that fails',
    claims: ['reserved-tables-kept', 'no-leaked-tables', 'failure-is-undone'],
    repair: { kasanTestIntersects: true },
  },
  {
    id: 'F06',
    title: 'an empty table that reaches into vmalloc is freed',
    needs: 'memmap that ends in the table in which vmalloc begins, and an add that fails',
    claims: ['reserved-tables-kept'],
    repair: { refusesVmallocRange: false },
  },
  {
    id: 'F05',
    title: 'tables next to vmalloc or KASAN are leaked by a failed add',
    needs: 'memmap next to vmalloc or the KASAN shadow, and an add that fails; by design',
    claims: ['failure-is-undone', 'no-leaked-tables'],
    afterFailure: true,
    elsewhere: { vmalloc: 'far', kasan: false },
  },
  {
    id: 'F17',
    title: 'populate and free write without vmem_mutex',
    needs: 'a second writer: a DCSS that is loaded during hotplug',
    claims: ['writes-under-mutex'],
    repair: { takesMutex: true },
  },
  {
    id: 'F18',
    title: 'a failed add leaves tables and memmap',
    needs: 'an allocation that fails while memory is added',
    claims: ['failure-is-undone', 'no-leaked-tables', 'no-leaked-memmap', 'identity-coverage'],
    afterFailure: true,
    repair: { ...freesTables, undoesFailedPopulate: true },
  },
  {
    id: 'F12',
    title: 'a shared memmap block is never freed',
    needs: 'a struct page of 56 or 72 bytes, and memory that is removed',
    claims: ['no-leaked-memmap'],
    repair: { marksUnusedParts: true },
  },
  {
    id: 'F13',
    title: 'memmap and tables are never freed',
    needs: 'memory that is removed',
    claims: ['no-leaked-memmap', 'no-leaked-tables'],
    repair: freesTables,
  },
  {
    id: 'F14',
    title: 'the iterative add walks into a large leaf',
    ...misuse,
    claims: ['walk-stays-in-tables'],
    repair: { addsRecursively: true },
  },
  {
    id: 'F15',
    title: 'the iterative add counts pages twice',
    ...misuse,
    claims: ['direct-map-counters'],
    repair: { addsRecursively: true },
  },
  {
    id: 'F16',
    title: 'the iterative remove unmaps too much and too little',
    ...misuse,
    claims: ['identity-coverage', 'direct-map-counters'],
    repair: { removesRecursively: true },
  },
  {
    id: 'F07',
    title: 'the remembered tail outlives its block',
    ...misuse,
    claims: ['unused-tail-valid', 'live-memmap-not-marked', 'no-write-unmapped'],
    repair: { defersTailMarks: false },
  },
  {
    id: 'F08',
    title: 'a partly covered identity leaf stays mapped, silently',
    ...misuse,
    claims: ['identity-coverage'],
    afterFailure: false,
  },
  {
    id: 'F09',
    title: 'a failed add removes what was there before',
    ...misuse,
    claims: [
      'failure-is-undone',
      'identity-coverage',
      'vmemmap-coverage',
      'unused-means-unused',
      'live-memmap-not-marked',
    ],
    afterFailure: true,
  },
  {
    id: 'F10',
    title: 'one mark is shared by two users of a block',
    ...misuse,
    claims: ['unused-means-unused', 'vmemmap-coverage'],
    afterFailure: false,
  },
  {
    id: 'F11',
    title: 'populating twice zeroes a live struct page',
    ...misuse,
    claims: ['live-memmap-not-zeroed'],
  },
  {
    id: 'F20',
    title: 'half a block stays after a failed add of several sections',
    needs: 'a memory block of several sections, and an allocation that fails while it is added',
    claims: ['memory-goes-with-memmap'],
    contract: 'kernel',
    afterFailure: true,
  },
  {
    id: 'F26',
    title: 'a failed split is ignored, and the walk continues into the leaf',
    needs:
      'EDAT2, boot memory of 2 GiB that is removed block by block (6.19), and an allocation of 16 KiB that fails',
    claims: ['walk-stays-in-tables'],
    repair: { checksSplit: true },
  },
  {
    id: 'F27',
    title: 'vmem.c and set_memory_*() split one leaf into two tables',
    needs:
      'EDAT2, boot memory that is removed (6.19), and set_memory_*() on other memory of the same 2 GiB at that moment',
    claims: ['no-overwritten-entry'],
    roles: ['set-memory-4k'],
    repair: { splitsUnderCpaMutex: true },
  },
  {
    id: 'F30',
    title: 'a split counts leaves that boot never counted',
    needs:
      'EDAT1 or EDAT2, and set_memory_*() on the kernel image; under KASAN the removal of boot memory does it, too',
    claims: ['direct-map-counters'],
    roles: ['set-memory-4k'],
    elsewhere: { uncounted: [] },
  },
  {
    id: 'F28',
    title: 'boot memory that is removed is orphaned, with a WARN',
    needs: 'a caller that removes boot memory; the kernel has none until 6.18',
    claims: ['no-leaked-tables', 'no-leaked-memmap'],
    repair: { freesBootMemory: true },
  },
  {
    id: 'F29',
    title: 'the memmap of one altmap serves two memory blocks',
    needs:
      'memmap-on-memory with a block whose memmap ends inside a PMD: mhp_supports_memmap_on_memory() refuses it',
    claims: ['vmemmap-coverage', 'freed-once'],
    contract: 'kernel',
    elsewhere: { altmap: [] },
  },
  {
    id: 'F19',
    title: 'freed first, cleared next, flushed last',
    needs: 'a CPU that uses memory while it is being removed: the premise of the series',
    claims: ['flush-before-free', 'no-dangling-entry', 'flush-covers-range'],
  },
  {
    id: 'F21',
    title: 'two adds or removes race in a table',
    needs: 'two hotplug operations at once, which mem_hotplug_lock forbids',
    claims: [
      'success-means-mapped',
      'vmemmap-coverage',
      'freed-once',
      'no-overwritten-entry',
      'walk-stays-in-tables',
      'flush-before-reuse',
    ],
    roles: ['hotplug-unlocked', 'dcss'],
    repair: { takesMutex: true },
  },
  {
    id: 'F22',
    title: 'a page-table dumper races with the unload of a DCSS',
    needs: 'root reads kernel_page_tables in debugfs while a DCSS is unloaded',
    claims: ['walk-stays-in-tables'],
    roles: ['dumper', 'dumper-unlocked'],
  },
  {
    id: 'F23',
    title: 'a frame is allocated while an entry or a TLB holds it',
    needs: 'another user of the allocator, and a CPU that uses memory while it is being removed',
    claims: ['flush-before-reuse', 'no-reuse-while-entered'],
    roles: ['allocator', 'set-memory-4k'],
  },
  {
    id: 'F24',
    title: 'a walker over page frames accesses freed memmap',
    needs: 'a walker over page frames during the removal of memory: all architectures',
    claims: ['readers-stay-mapped'],
    roles: ['pfn-walker'],
  },
  {
    id: 'F25',
    title: 'two locks taken in opposite orders',
    needs: 'a repair of F22 that takes the locks in the other order; no kernel does',
    claims: ['no-deadlock'],
    roles: ['dumper-inverted'],
  },
];
