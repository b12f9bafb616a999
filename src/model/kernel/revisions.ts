/** The revisions of vmem.c that we know, each as a set of features with its source. Pure data. */
import { type Feature, type Features, featureNames, featureSet } from './features.ts';

export interface Revision {
  readonly name: string;
  /** Where its text comes from: patch subject and message id, tag or commit. */
  readonly source: string;
  /** What it changes against the revision before it, in one line. */
  readonly changes: string;
  readonly features: Features;
}

const v2Cover = '20200722094558.9828-1-david@redhat.com';
const v2 = (patch: number, subject: string) => `[PATCH v2 ${patch}/9] ${subject}, in ${v2Cover}`;

const afterPatch9: readonly Feature[] = [
  'takesMutex',
  'undoesFailedPopulate',
  'freesEmptyTables',
  'fallsBackToPages',
  'marksUnusedParts',
  'defersTailMarks',
];
const upToPatch = (count: number): Features => featureSet(afterPatch9.slice(0, count));

function without(features: Features, drop: Feature): Features {
  return featureSet(featureNames.filter((name) => features[name] && name !== drop));
}

function and(features: Features, add: Feature): Features {
  return featureSet(featureNames.filter((name) => features[name] || name === add));
}

const rc1 = upToPatch(6);
const v59 = and(rc1, 'linksPudTable');
const v510 = and(v59, 'kasanTestIntersects');

export const revisions: readonly Revision[] = [
  {
    name: 'v2-5',
    source: v2(5, 's390/vmemmap: take the vmem_mutex when populating/freeing'),
    changes: 'populate and free run under vmem_mutex',
    features: upToPatch(2),
  },
  {
    name: 'v2-6',
    source: v2(6, 's390/vmem: cleanup empty page tables'),
    changes: 'empty page tables are freed',
    features: upToPatch(3),
  },
  {
    name: 'v2-7',
    source: v2(7, 's390/vmemmap: fallback to PTEs if mapping large PMD fails'),
    changes: 'no 1 MiB block: 4 KiB pages instead',
    features: upToPatch(4),
  },
  {
    name: 'v2-8',
    source: v2(8, 's390/vmemmap: remember unused sub-pmd ranges'),
    changes: 'unused parts of shared memmap blocks are marked with 0xFD',
    features: upToPatch(5),
  },
  {
    name: 'v2-9',
    source: v2(9, 's390/vmemmap: avoid memset when populating consecutive sections'),
    changes: 'the last unused tail is remembered instead of marked',
    features: rc1,
  },
  {
    name: 'linux-5.9-rc1',
    source: 'v5.9-rc1, arch/s390/mm/vmem.c',
    changes: 'the series as merged',
    features: rc1,
  },
  {
    name: 'linux-5.9',
    source: 'v5.9, arch/s390/mm/vmem.c',
    changes: 'a new pud table is linked (bffc2f7aa963)',
    features: v59,
  },
  {
    name: 'linux-5.10',
    source: 'v5.10.198, arch/s390/mm/vmem.c',
    changes: 'the KASAN test is right (108303b0a2d2)',
    features: v510,
  },
  {
    name: 'error-kept',
    source: 'proposal of this project, on linux-5.10',
    changes: 'a failed table allocation is always reported',
    features: and(v510, 'keepsErrorCode'),
  },
  {
    name: 'marks-at-once',
    source: 'proposal of this project, on linux-5.10: 9/9 reverted',
    changes: 'the unused tail is marked at once again',
    features: without(v510, 'defersTailMarks'),
  },
];

export const revisionNames: readonly string[] = revisions.map((revision) => revision.name);

export function findRevision(name: string): Revision | undefined {
  return revisions.find((revision) => revision.name === name);
}
