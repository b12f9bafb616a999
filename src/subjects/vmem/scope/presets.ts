/** Named scopes, as data. A preset cannot find what it does not contain: `purpose` states its use. */
import type { Preset } from '../../../subject/scopes.ts';
import { plainScope, type ScopeConfig } from './scope-config.ts';

export const defaultRevision = 'linux-5.10';

export interface VmemPreset extends Preset {
  readonly scopes: readonly ScopeConfig[];
}

/** Two sections, the world of most findings. All presets are differences from it. */
const quickScope: ScopeConfig = {
  ...plainScope,
  revision: defaultRevision,
  fresh: 'recycled',
  failAllocs: 1,
};

/** Sections that share a memmap block; one shares its pud table with section 3. */
const besideSection3 = { structPage: 56, blocks: [[1], [2]] };

/** Combinations of EDAT1 and EDAT2 on real machines: both, the first only, neither. */
const edatFlags = [
  { edat1: true, edat2: true },
  { edat1: true, edat2: false },
  { edat1: false, edat2: false },
] as const;

const standardScopes = [48, 56, 64].flatMap((structPage) =>
  edatFlags.map((edat) => ({
    ...quickScope,
    structPage,
    ...edat,
    // With 56 bytes nearly all neighbours share blocks: many more states, so one scope is enough.
    blocks: structPage === 56 && !edat.edat2 ? [[2], [3], [4]] : [[2], [3], [4], [5]],
  })),
);

/** Violations that only threads cause: nothing fails, and no two sections share a block. */
const threadScope: ScopeConfig = {
  ...quickScope,
  geometry: 'tiny3',
  structPage: 64,
  dcss: { start: 0x70000, end: 0x71000 },
  fresh: 'zero',
  failAllocs: 0,
  merge: 'reads',
};

const readerScopes = (['dumper', 'pfn-walker', 'allocator', 'set-memory'] as const).map(
  (reader): ScopeConfig => ({ ...threadScope, dcss: null, threads: ['hotplug', reader] }),
);

/** Two sections of boot memory in one leaf of 2 GiB, and one plugged section. */
const bootScope: ScopeConfig = {
  ...quickScope,
  revision: 'linux-7.2',
  structPage: 64,
  sectionSize: 128,
  blocks: [[4], [5], [6]],
  boot: [4, 5],
};

const altmapScope: ScopeConfig = {
  ...quickScope,
  revision: 'linux-7.2',
  structPage: 64,
  sectionSize: 128,
  blocks: [[4], [5], [6]],
  altmap: [4, 5],
};

/** Every range of a window in any order; no allocation fails. */
const anyScope: ScopeConfig = {
  ...quickScope,
  contract: 'any',
  blocks: [],
  fresh: 'zero',
  failAllocs: 0,
};

/**
 * Ranges that no caller may pass, in windows across the border of a large page: small ones, because
 * they are searched on the plain machine.
 */
const badRangeScopes: readonly ScopeConfig[] = [
  { ...anyScope, geometry: 'tiny3', memmapPages: 4, memmapFirst: 2, misaligned: true },
  { ...anyScope, identityPages: 3, identityFirst: 2, online: false, misaligned: true },
];

export const presets: readonly VmemPreset[] = [
  {
    name: 'quick',
    purpose: 'two sections that share a memmap block; one allocation may fail',
    size: 'about a second',
    scopes: [quickScope],
  },
  {
    name: 'standard',
    purpose: 'four sections (some three), three sizes of struct page, with and without EDAT',
    size: 'nine scopes, less than half a minute',
    scopes: standardScopes,
  },
  {
    name: 'levels',
    purpose: 'the scope of quick with three, four and five levels of tables',
    size: 'three scopes, a few seconds',
    scopes: [
      { ...quickScope, geometry: 'tiny3' },
      { ...quickScope, geometry: 'tiny4' },
      quickScope,
    ],
  },
  {
    name: 'any',
    purpose:
      'callers that break the rules: every page-aligned memmap range in any order; misaligned, empty and wrapping ranges, and ranges past the end of the area',
    size: 'eight pages of memmap, and two small windows with bad ranges: seconds',
    scopes: [{ ...anyScope, geometry: 'tiny3', memmapPages: 8 }, ...badRangeScopes],
  },
  {
    name: 'identity',
    purpose: 'every page-aligned identity range in any order',
    size: 'eight pages of identity mapping, seconds',
    scopes: [{ ...anyScope, identityPages: 8, online: false }],
  },
  {
    name: 'dcss',
    purpose: 'two sections and a DCSS with an end that is only page-aligned',
    size: 'a few seconds',
    scopes: [{ ...quickScope, ...besideSection3, dcss: { start: 0x30000, end: 0x35000 } }],
  },
  {
    name: 'kasan',
    purpose: 'two sections, and the KASAN shadow in a table of one of them',
    size: 'about a second',
    scopes: [{ ...quickScope, ...besideSection3, kasan: true }],
  },
  {
    name: 'virtio-mem',
    purpose: 'blocks of one section that share memmap blocks, plugged and unplugged in any order',
    size: 'a few seconds',
    scopes: [{ ...quickScope, structPage: 56, blocks: [[1], [2], [3]] }],
  },
  {
    name: 'standby',
    purpose: 'memory that is added and never onlined, in blocks of one section and of two',
    size: 'a few seconds',
    scopes: [{ ...quickScope, structPage: 56, blocks: [[1, 2], [3]], online: false }],
  },
  {
    name: 'boot',
    purpose:
      'boot memory in a large leaf that is removed block by block (linux-7.2); sections of 128 MiB',
    size: 'about a second',
    scopes: [bootScope],
  },
  {
    name: 'altmap',
    purpose: 'memmap-on-memory: two blocks with an altmap each, and one without (linux-7.2)',
    size: 'about a second',
    scopes: [altmapScope],
  },
  {
    name: 'threads',
    purpose: 'hotplug, a DCSS and a dumper of page tables interleave, step by step',
    size: 'a second or two',
    scopes: [{ ...threadScope, threads: ['hotplug', 'dcss', 'dumper'] }],
  },
  {
    name: 'readers',
    purpose: 'hotplug alongside readers without vmem_mutex, and users of the memory that it frees',
    size: 'four scopes, about a second',
    scopes: readerScopes,
  },
  {
    name: 'real',
    purpose: 'the geometry of a real machine with three levels: for sample, or for a long check',
    size: 'check takes minutes, with --fail-allocs 0 seconds',
    scopes: [{ ...quickScope, geometry: 'real3', structPage: 56 }],
  },
];

/** How to read a preset: the meaning of its machine, and its defaults. */
export const presetNotes: readonly string[] = [
  'A preset is a scope to start from; options change it. Defaults: linux-5.10; EDAT1 and EDAT2, no KASAN; callers that keep the contract of the kernel; runs of any length; one allocation may fail in an operation; fresh memory holds zeroes, or what the kernel left in it.',
  'Machine: tiny5, unless it names another. It has five levels of tables, like the largest machines, so that the code of every level runs, but tables of 2 to 8 entries, sections of 16 pages (64 KiB) and PMDs of 16 KiB, so that all states can be visited. tiny3 and tiny4 have fewer levels. real3, real4 and real5 are real machines: tables of 256 and 2048 entries, sections of 256 MiB, PMDs of 1 MiB.',
  'struct page: only the number of PMDs that the memmap of a section takes matters. A tiny section has few pages, so a "48-byte-like" struct page is 32 times as large, and takes 1.5 PMDs: two sections share a block, as with 56 bytes on a real machine (3.5 PMDs). 56-byte-like takes 1.75; 64-byte-like takes 2, and nothing is shared.',
];

/** The names of all presets. */
export const presetNames: readonly string[] = presets.map((preset) => preset.name);

export function findPreset(name: string): VmemPreset | undefined {
  return presets.find((preset) => preset.name === name);
}
