/** Kernel functions that a recorder watches, by their meaning for vmem.c. */

/** Entry points, with the name of their second argument. A void one returns nothing to record. */
export const entryCalls = {
  vmem_add_mapping: { second: 'size', isVoid: false },
  vmem_remove_mapping: { second: 'size', isVoid: true },
  vmemmap_populate: { second: 'end', isVoid: false },
  vmemmap_free: { second: 'end', isVoid: true },
} as const;
export type EntryCall = keyof typeof entryCalls;

export function isEntryCall(name: string): name is EntryCall {
  return name in entryCalls;
}

/** The result of an allocating function: a crst table (of any level except pte), a pte table, or memmap. */
export const allocators: ReadonlyMap<string, 'crst' | 'pte' | 'memmap'> = new Map([
  ['__get_free_pages', 'crst'],
  ['get_free_pages_noprof', 'crst'],
  ['page_table_alloc', 'pte'],
  ['page_table_alloc_noprof', 'pte'],
  ['vmemmap_alloc_block', 'memmap'],
  ['vmemmap_alloc_block_buf', 'memmap'],
]);

/** Functions that give back memory, with the register (from r2) that holds its address. */
export const freers: ReadonlyMap<string, number> = new Map([
  ['free_pages', 0],
  ['page_table_free', 1],
]);

/** Variables, under one name for all versions. */
export const variables = {
  root: ['swapper_pg_dir'],
  unused: ['unused_sub_pmd_start', 'unused_pmd_start'],
  counts: ['direct_pages_count'],
  VMALLOC_START: ['VMALLOC_START'],
  vmemmap: ['vmemmap'],
} as const;

/** By level: names of the counters in the lines V. */
export const countNames: readonly string[] = ['count0', 'count1', 'count2'];
