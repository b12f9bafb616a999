/** Every behaviour of vmem.c that a patch switches. Code asks for a feature, never for a version. */

/** What each feature means and which change brought it: the source for `tablewalk list features`. */
export const featureMeanings = {
  takesMutex:
    'vmemmap_populate() and vmemmap_free() hold vmem_mutex (v1 5/9, v2 5/9: one section around populate and its clean-up)',
  undoesFailedPopulate: 'a failed vmemmap_populate() removes its whole range again (v2 4/9)',
  freesEmptyTables: 'a removal gives back the tables it leaves empty (v2 6/9)',
  fallsBackToPages: 'without a free 1 MiB block vmemmap_populate() uses 4 KiB pages (v2 7/9)',
  marksUnusedParts: 'unused parts of a shared memmap block are filled with 0xFD (v2 8/9)',
  defersTailMarks: 'the unused tail of the last block is remembered, not filled (v2 9/9)',
  linksPudTable: 'a new pud table is hooked into its p4d entry (bffc2f7aa963, 5.9-rc3)',
  kasanTestIntersects:
    'tables that intersect the KASAN shadow are kept, others not (108303b0a2d2, in 5.10.y)',
  keepsErrorCode:
    'a failed table allocation is reported even after an earlier part succeeded (our repair, not upstream)',
} as const;

export type Feature = keyof typeof featureMeanings;
export type Features = Readonly<Record<Feature, boolean>>;

export const featureNames = Object.keys(featureMeanings) as Feature[];

/** The set with exactly the named features on. */
export function featureSet(on: readonly Feature[]): Features {
  const entries = featureNames.map((name) => [name, on.includes(name)] as const);
  return Object.freeze(Object.fromEntries(entries)) as Features;
}
