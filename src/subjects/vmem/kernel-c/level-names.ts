/**
 * Names in a C source that mean the same thing at another level of tables, for mutants that confuse
 * adjacent levels.
 */

/** From the highest level to the lowest. */
const series: readonly (readonly string[])[] = [
  ['PGDIR_SIZE', 'P4D_SIZE', 'PUD_SIZE', 'PMD_SIZE', 'PAGE_SIZE'],
  ['PGDIR_MASK', 'P4D_MASK', 'PUD_MASK', 'PMD_MASK', 'PAGE_MASK'],
  ['PGDIR_SHIFT', 'P4D_SHIFT', 'PUD_SHIFT', 'PMD_SHIFT', 'PAGE_SHIFT'],
  ['pgd_addr_end', 'p4d_addr_end', 'pud_addr_end', 'pmd_addr_end'],
  ['PG_DIRECT_MAP_2G', 'PG_DIRECT_MAP_1M', 'PG_DIRECT_MAP_4K'],
  ['PTRS_PER_PGD', 'PTRS_PER_P4D', 'PTRS_PER_PUD', 'PTRS_PER_PMD', 'PTRS_PER_PTE'],
  ['_REGION2_ENTRY_EMPTY', '_REGION3_ENTRY_EMPTY', '_SEGMENT_ENTRY_EMPTY'],
  ['REGION3_KERNEL', 'SEGMENT_KERNEL'],
];

/** Each name with the one of the level below it; the lowest with the one above. */
export const nameOneLevelOff: ReadonlyMap<string, string> = new Map(
  series.flatMap((names) =>
    names.map((name, at): [string, string] => [name, names[at + 1] ?? names[at - 1]]),
  ),
);
