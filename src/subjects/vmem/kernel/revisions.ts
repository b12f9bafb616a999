/** The known revisions of vmem.c, each as a set of features with its source. Pure data. */
import { type Feature, type Features, featureNames } from './features.ts';
import { HandWritten } from './hand-written.ts';
import type { KernelSource } from './kernel-source.ts';
import { base, change, v1, v2 } from './series-patches.ts';
import { findText } from './text-revisions.ts';

export interface VmemRevision {
  readonly name: string;
  /** Origin of its text: patch subject and message id, tag or commit. */
  readonly source: string;
  /** Who wrote the text: the author of a posted patch, Linux, or this project. */
  readonly origin: 'patch' | 'linux' | 'own';
  /** What it changes relative to the previous revision, in one line. */
  readonly changes: string;
  /** The revision that it is based on; null for the oldest. */
  readonly parent: string | null;
  /** Upstream's fix of a mistake made by an earlier revision. */
  readonly repair?: KnownRepair;
  /** For a C source, the properties of the most similar revision. */
  readonly features: Features;
  readonly programs: KernelSource;
}

type RevisionData = Omit<VmemRevision, 'programs'>;

export interface KnownRepair {
  readonly commit: string;
  /** The revision that made the mistake. */
  readonly broken: string;
  /** The features that the fix enables. */
  readonly feature: Feature;
}

const merged = v2[v2.length - 1].features;
const v59 = change(merged, ['linksPudTable']);
const v510 = change(v59, ['kasanTestIntersects']);
const mainline = change(v510, ['refusesVmallocRange', 'largeLeafAtZero']);
const v612 = change(mainline, ['lowcoreAtBound']);
const v72 = change(v612, ['freesBootMemory', 'acceptsKasanShadow', 'splitsLargeLeaves']);

const revisionData: readonly RevisionData[] = [
  {
    name: 'base',
    source: 's390/features of July 2020, blob 3b9e71654c37',
    origin: 'linux',
    changes: 'before the series: iterative walks, vmemmap_free() does nothing',
    parent: null,
    features: base,
  },
  ...v1,
  ...v2,
  {
    name: 'linux-5.9-rc1',
    source: 'v5.9-rc1, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes: 'the series as merged',
    parent: 'v2-9',
    features: merged,
  },
  {
    name: 'linux-5.9',
    source: 'v5.9, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes: 'a new pud table is linked (bffc2f7aa963)',
    parent: 'linux-5.9-rc1',
    repair: { commit: 'bffc2f7aa963', broken: 'v2-2', feature: 'linksPudTable' },
    features: v59,
  },
  {
    name: 'linux-5.10',
    source: 'v5.10.198, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes: 'the KASAN test is fixed (108303b0a2d2)',
    parent: 'linux-5.9',
    repair: { commit: '108303b0a2d2', broken: 'v2-6', feature: 'kasanTestIntersects' },
    features: v510,
  },
  {
    name: 'mainline',
    source: 'mainline of 2024, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes:
      'address 0 may have a large leaf (by 6.1), ranges above VMALLOC_START are refused (6.6), altmap (6.8)',
    parent: 'linux-5.10',
    features: mainline,
  },
  {
    name: 'linux-6.12',
    source: 'v6.12, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes:
      'the bound of all ranges is the absolute lowcore, which is always mapped; the same up to 6.18',
    parent: 'mainline',
    features: v612,
  },
  {
    name: 'linux-7.2',
    source: 'v7.2, arch/s390/mm/vmem.c',
    origin: 'linux',
    changes:
      'boot memory is freed when it is removed; partly covered 2 GiB leaves are split (both since 6.19)',
    parent: 'linux-6.12',
    features: v72,
  },
  {
    name: 'error-kept',
    source: 'proposal of this project, on linux-5.10',
    origin: 'own',
    changes: 'a failed table allocation is always reported',
    parent: 'linux-5.10',
    features: change(v510, ['keepsErrorCode']),
  },
  {
    name: 'part-marked',
    source: 'proposal of this project, on linux-5.10',
    origin: 'own',
    changes: 'a part that continues the remembered tail is marked as used too',
    parent: 'linux-5.10',
    features: change(v510, ['marksContinuedPart']),
  },
  {
    name: 'repaired',
    source: 'proposal of this project, on linux-5.10: error-kept and part-marked',
    origin: 'own',
    changes: 'both repairs',
    parent: 'linux-5.10',
    features: change(v510, ['keepsErrorCode', 'marksContinuedPart']),
  },
  {
    name: 'strict-order',
    source: 'reference of this project, on repaired',
    origin: 'own',
    changes: 'clear, flush everything that was cleared, then free',
    parent: 'repaired',
    features: change(v510, [
      'keepsErrorCode',
      'marksContinuedPart',
      'freesAfterFlush',
      'flushesWholeEntries',
    ]),
  },
  {
    name: 'marks-at-once',
    source: 'proposal of this project, on linux-5.10: 9/9 reverted',
    origin: 'own',
    changes: 'the unused tail is marked immediately again',
    parent: 'linux-5.10',
    features: change(v510, [], ['defersTailMarks']),
  },
];

export const revisions: readonly VmemRevision[] = revisionData.map(withPrograms);

function withPrograms(data: RevisionData): VmemRevision {
  return { ...data, programs: new HandWritten(data.name, data.features) };
}

/** The names of all revisions; the name of a variant is longer. */
export const revisionNames: readonly string[] = revisions.map((revision) => revision.name);

/** The features in which a variant differs from its revision. */
export type FeatureSwitches = Partial<Features>;

/**
 * The name of a revision with some features switched: `linux-5.10+keepsErrorCode+no-takesMutex`. Equal
 * variants have equal names, and a variant without changes is the revision itself.
 */
export function variantName(revision: VmemRevision, switches: FeatureSwitches): string {
  const switched = featureNames.filter(
    (name) => switches[name] !== undefined && switches[name] !== revision.features[name],
  );
  const suffixes = switched.map((name) => (switches[name] ? `+${name}` : `+no-${name}`));
  return [revision.name, ...suffixes].join('');
}

/** By name; undefined unless it is the name of a revision or of a variant of one. */
export function findRevision(name: string): VmemRevision | undefined {
  const [base, ...suffixes] = name.split('+');
  const text = findText(base);
  // Features can be switched only in hand-written programs.
  if (text !== undefined) return suffixes.length === 0 ? textRevision(text) : undefined;
  const revision = revisions.find((known) => known.name === base);
  if (revision === undefined || suffixes.length === 0) return revision;
  const switches = Object.fromEntries(
    suffixes.map((suffix) => [suffix.replace(/^no-/, ''), !suffix.startsWith('no-')]),
  );
  const variant = withPrograms({
    name,
    source: `${revision.source}; changed by hand`,
    origin: revision.origin,
    changes: suffixes.map((suffix) => suffix.replace(/^no-/, 'without ')).join(', '),
    parent: parentOf(name),
    features: Object.freeze({ ...revision.features, ...switches }),
  });
  // Any other spelling would be a second name for the same variant, or name an unknown feature.
  return variantName(revision, switches) === name ? variant : undefined;
}

function textRevision(programs: KernelSource): VmemRevision {
  const { name } = programs;
  const source = 'a C source';
  return {
    name,
    source,
    origin: 'linux',
    changes: 'read from C',
    parent: null,
    features: v510,
    programs,
  };
}

/** The properties of a C source are unknown, so it gets those of linux-5.10. */
export function assumedToDo(behaviour: Feature): boolean {
  return v510[behaviour];
}

/** The revision and its predecessors, newest first; the predecessor of a variant has one change fewer. */
export function historyOf(name: string): string[] {
  const parent = parentOf(name);
  return parent === null ? [name] : [name, ...historyOf(parent)];
}

function parentOf(name: string): string | null {
  const suffix = name.lastIndexOf('+');
  if (suffix >= 0) return name.slice(0, suffix);
  return revisions.find((revision) => revision.name === name)?.parent ?? null;
}
