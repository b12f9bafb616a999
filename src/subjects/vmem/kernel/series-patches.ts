/** The two versions of the series of July 2020, patch by patch: what each switches. Pure data. */
import { type Feature, type Features, featureNames, featureSet } from './features.ts';

const v1Cover = '20200703133917.39045-1-david@redhat.com';
const v2Cover = '20200722094558.9828-1-david@redhat.com';

/** One patch: the features it enables and disables relative to the previous patch. */
interface Patch {
  readonly subject: string;
  readonly changes: string;
  readonly on: readonly Feature[];
  readonly off?: readonly Feature[];
}

const rename: Patch = {
  subject: 's390/vmem: rename vmem_add_mem() to vmem_add_range()',
  changes: 'only names',
  on: [],
};

/** The six patches common to both versions, starting with 4/9; v1 drops the lock in between. */
const laterPatches: readonly Patch[] = [
  {
    subject: 's390/vmemmap: cleanup when vmemmap_populate() fails',
    changes: 'a failed populate is undone',
    on: ['undoesFailedPopulate'],
  },
  {
    subject: 's390/vmemmap: take the vmem_mutex when populating/freeing',
    changes: 'populate and free run under vmem_mutex',
    on: ['takesMutex'],
  },
  {
    subject: 's390/vmem: cleanup empty page tables',
    changes: 'empty page tables are freed',
    on: ['freesEmptyTables'],
  },
  {
    subject: 's390/vmemmap: fallback to PTEs if mapping large PMD fails',
    changes: 'no 1 MiB block: 4 KiB pages instead',
    on: ['fallsBackToPages'],
  },
  {
    subject: 's390/vmemmap: remember unused sub-pmd ranges',
    changes: 'unused parts of shared memmap blocks are marked with 0xFD',
    on: ['marksUnusedParts'],
  },
  {
    subject: 's390/vmemmap: avoid memset when populating consecutive sections',
    changes: 'the last unused tail is remembered instead of marked',
    on: ['defersTailMarks'],
  },
];

const v1Patches: readonly Patch[] = [
  rename,
  {
    subject: 's390/vmem: recursive implementation of vmem_remove_range()',
    changes: 'identity mappings are removed table by table',
    on: ['removesRecursively'],
  },
  {
    subject: 's390/vmemmap: implement vmemmap_free()',
    changes: 'memmap is freed',
    on: ['freesMemmap'],
  },
  ...laterPatches,
];

const v2Patches: readonly Patch[] = [
  rename,
  {
    subject: 's390/vmem: consolidate vmem_add_range() and vmem_remove_range()',
    changes: 'one walker adds and removes identity mappings; it forgets to link a new pud table',
    on: ['removesRecursively', 'addsRecursively', 'undoesUnderOneLock'],
    off: ['linksPudTable'],
  },
  {
    subject: 's390/vmemmap: extend modify_pagetable() to handle vmemmap',
    changes: 'memmap is populated and freed by the same walker',
    on: ['freesMemmap', 'walksMemmapRecursively'],
  },
  ...laterPatches,
];

/** Before the series. */
export const base = featureSet(['linksPudTable']);

/** The kernel after a patch. */
interface PatchedRevision {
  readonly name: string;
  readonly source: string;
  readonly origin: 'patch';
  readonly changes: string;
  readonly parent: string;
  readonly features: Features;
}

export function change(
  features: Features,
  on: readonly Feature[],
  off: readonly Feature[] = [],
): Features {
  return featureSet(
    featureNames.filter((name) => (features[name] || on.includes(name)) && !off.includes(name)),
  );
}

function series(version: 'v1' | 'v2', cover: string, patches: readonly Patch[]): PatchedRevision[] {
  let features = base;
  return patches.map((patch, index) => {
    features = change(features, patch.on, patch.off);
    return {
      name: `${version}-${index + 1}`,
      source: `[PATCH ${version} ${index + 1}/9] ${patch.subject}, in ${cover}`,
      origin: 'patch',
      changes: patch.changes,
      parent: index === 0 ? 'base' : `${version}-${index}`,
      features,
    };
  });
}

export const v1 = series('v1', v1Cover, v1Patches);
export const v2 = series('v2', v2Cover, v2Patches);
