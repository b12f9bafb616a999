/** Every behaviour of vmem.c that a patch changes. Code tests features, never versions. */

/** The meaning of each feature and the change that introduced it: the source of `tablewalk list features`. */
export const featureMeanings = {
  removesRecursively: 'vmem_remove_range() walks table by table (v1 2/9, v2 2/9)',
  addsRecursively: 'one walker adds and removes identity mappings (v2 2/9)',
  freesMemmap: 'vmemmap_free() is implemented (v1 3/9, v2 3/9)',
  walksMemmapRecursively: 'vmemmap_populate() uses that walker too (v2 3/9)',
  undoesFailedPopulate:
    'a failed vmemmap_populate() removes its whole range again (v1 4/9, v2 4/9)',
  takesMutex: 'vmemmap_populate() and vmemmap_free() hold vmem_mutex (v1 5/9, v2 5/9)',
  undoesUnderOneLock:
    'populate and its clean-up are one critical section (v2 4/9 and 5/9; two in v1)',
  freesEmptyTables: 'a removal frees the tables it leaves empty (v1 6/9, v2 6/9)',
  fallsBackToPages:
    'without a free 1 MiB block vmemmap_populate() uses 4 KiB pages (v1 7/9, v2 7/9)',
  marksUnusedParts: 'unused parts of a shared memmap block are filled with 0xFD (v1 8/9, v2 8/9)',
  defersTailMarks: 'the unused tail of the last block is remembered, not filled (v1 9/9, v2 9/9)',
  linksPudTable: 'a new pud table is linked into its p4d entry (v1; lost in v2 2/9; bffc2f7aa963)',
  kasanTestIntersects:
    'tables that intersect the KASAN shadow are kept, others not (108303b0a2d2, in 5.10.y)',
  refusesVmallocRange:
    'a range that ends above VMALLOC_START is refused, and tables are freed without a test (06fc3b0d2251, 6.6)',
  largeLeafAtZero: 'address 0 may be mapped by a large identity leaf (after 5.10, by 6.1)',
  lowcoreAtBound:
    'the absolute lowcore at the bound of all ranges is always mapped: a table that holds it is never empty (after 6.8, by 6.12)',
  freesBootMemory:
    'memory reserved at boot is freed with its mapping, without a warning (d5e88d32de4e, 6.19)',
  acceptsKasanShadow:
    'a range inside the KASAN shadow is accepted, above the bound of all ranges: boot memory is removed with its shadow (6.19)',
  splitsLargeLeaves:
    'a partly covered 2 GiB leaf is split first; if that fails, the walk continues anyway (6a35d02fec5a, 6.19)',
  checksSplit:
    'a leaf that cannot be split stays, and the walk ends with -ENOMEM (our repair of 7.2)',
  splitsUnderCpaMutex:
    'vmem.c splits under cpa_mutex, and checks the entry again (our repair of 7.2)',
  keepsErrorCode:
    'a failed table allocation is reported even after an earlier part succeeded (our repair)',
  marksContinuedPart:
    'a part that continues the remembered tail is also marked as used (our repair of 9/9)',
  freesAfterFlush:
    'clear, flush, then free: tables and memmap (our reference for the strict claims)',
  flushesWholeEntries:
    'the flush covers the root entries of the range, and so everything that was cleared (our reference)',
} as const;

/** The name of a feature: one of `featureNames`; `tablewalk list features` explains each. */
export type Feature = keyof typeof featureMeanings;
/** The features of a program, each on or off. */
export type Features = Readonly<Record<Feature, boolean>>;

/** The names of all features. */
export const featureNames = Object.keys(featureMeanings) as Feature[];

export function featureSet(on: readonly Feature[]): Features {
  const entries = featureNames.map((name) => [name, on.includes(name)] as const);
  return Object.freeze(Object.fromEntries(entries)) as Features;
}
