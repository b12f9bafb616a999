/** Valid combinations of fields of a scope, for every command and every file; sound reductions of threads. */
import { InputError } from '../../../errors.ts';
import { Level } from '../machine/geometry.ts';
import { describeMachine, isTiny, sectionCountMax } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import {
  dimensionOf,
  fieldNames,
  flagNameOf,
  ofEachField,
  type ScopeConfig,
} from './dimensions.ts';
import { threadsMax } from './thread-fields.ts';
import type { ThreadRole } from './thread-roles.ts';

/** Null if the scope keeps the rule; else the error, in terms of flags. */
type Rule = (scope: ScopeConfig) => string | null;

const rules: readonly Rule[] = [
  withoutThreads,
  ({ threads, contract }) =>
    threads.length > 0 && contract !== 'kernel'
      ? '--threads is given with --contract any; threads follow the contract kernel'
      : null,
  ({ threads, geometry }) =>
    threads.length > 0 && !isTiny(geometry)
      ? `--threads is given with --geometry ${geometry}; threads interleave in tiny3, tiny4 and tiny5`
      : null,
  (scope) => reasonFor(`--merge is ${scope.merge} with`, whyNotMerged(scope)),
  (scope) => reasonFor(`--locks is ${scope.locks} with`, whyNotContended(scope)),
  (scope) => ofEachField(scope, (row, value) => row.wrong?.(value, scope)).at(0) ?? null,
  sectionsInRange,
  bootIsPossible,
  uncountedIsFree,
  altmapIsPossible,
];

/** Throws `InputError`, in terms of flags, if parts of a scope contradict each other. */
export function checkScope(scope: ScopeConfig): void {
  for (const rule of rules) {
    const wrong = rule(scope);
    if (wrong !== null) throw new InputError(wrong);
  }
}

function reasonFor(what: string, reason: string | null): string | null {
  return reason === null ? null : `${what} ${reason}`;
}

/** Fields that only threads need would be ignored without them. */
function withoutThreads(scope: ScopeConfig): string | null {
  if (scope.threads.length > 0) return null;
  const given = fieldNames.find((name) => {
    const { needsThreads = false, plain } = dimensionOf(name);
    return needsThreads && scope[name] !== plain;
  });
  return given === undefined
    ? null
    : `${flagNameOf(given)} is given without threads; add --threads 2`;
}

function sectionsInRange(scope: ScopeConfig): string | null {
  // VMALLOC_START is after the last section or far away; only far has its own bound.
  const machine = describeMachine({ ...scope, vmalloc: 'far', sections: [] });
  const most = sectionCountMax(machine);
  const wrong = scope.blocks.flat().find((section) => section >= most);
  return wrong === undefined
    ? null
    : `--sections names ${wrong}; with --geometry ${scope.geometry} and --struct-page ${scope.structPage} it must be from 0 to ${most - 1}`;
}

function bootIsPossible(scope: ScopeConfig): string | null {
  const { boot, blocks, revision, geometry } = scope;
  if (boot.length === 0) return null;
  const sections = blocks.flat();
  const wrong = boot.find((section) => !sections.includes(section));
  if (wrong !== undefined) {
    return `--boot names section ${wrong}; it must be one of --sections: ${sections.join(', ')}`;
  }
  const { root } = describeMachine({ ...scope, sections }).geometry;
  const links = findKernel(revision)?.features.linksPudTable ?? true;
  return links || root === Level.pud
    ? null
    : `--boot is given with revision ${revision} and --geometry ${geometry}; it does not link a new pud table, so boot crashes with more than three levels: use --geometry tiny3`;
}

function uncountedIsFree({ uncounted, blocks }: ScopeConfig): string | null {
  const wrong = uncounted.find((section) => blocks.flat().includes(section));
  return wrong === undefined
    ? null
    : `--uncounted names section ${wrong}, which is one of --sections; what boot did not count is never removed: name another`;
}

function altmapIsPossible({ altmap, blocks, boot, revision }: ScopeConfig): string | null {
  if (altmap.length === 0) return null;
  const wrong = altmap.find((section) => !blocks.flat().includes(section));
  if (wrong !== undefined) {
    return `--altmap names section ${wrong}; it must be one of --sections: ${blocks.flat().join(', ')}`;
  }
  const cut = blocks.find(
    (block) => new Set(block.map((section) => altmap.includes(section))).size > 1,
  );
  if (cut !== undefined) {
    return `--altmap names a part of the block ${cut.join('+')}; a block has one altmap: name all of it`;
  }
  const booted = altmap.find((section) => boot.includes(section));
  if (booted !== undefined) {
    return `--altmap and --boot both name section ${booted}; boot memory has no altmap`;
  }
  return findKernel(revision)?.programs.does('walksMemmapRecursively') === false
    ? `--altmap is given with revision ${revision}, whose walk of the memmap does not support an altmap: use v2-3 or a later one`
    : null;
}

/** Throws `InputError` if flags name a field that the contract would ignore, or too many threads. */
export function checkOverrides(
  overrides: Partial<ScopeConfig>,
  contract: ScopeConfig['contract'],
): void {
  const { threads = [] } = overrides;
  if (threads.length > threadsMax) {
    throw new InputError(
      `${threads.length} threads are given (${threads.join(', ')}); at most ${threadsMax} run in one scope: remove some of --threads or --readers`,
    );
  }
  for (const name of fieldNames) {
    const needed = dimensionOf(name).contract?.name ?? contract;
    if (overrides[name] !== undefined && needed !== contract) {
      throw new InputError(
        `${flagNameOf(name)} is given with contract ${contract}; it needs --contract ${needed}`,
      );
    }
  }
}

/**
 * Points replace the window of an area: refuses flags that would be ignored with points, or without pages.
 */
export function withPoints(
  scope: ScopeConfig,
  overrides: Partial<ScopeConfig>,
  area: 'memmap' | 'identity',
): ScopeConfig {
  const [pages, first, points] = [
    `${area}Pages` as const,
    `${area}First` as const,
    `${area}Points` as const,
  ];
  if (scope[points].length === 0) {
    if (scope[pages] > 0 || overrides[first] === undefined) return scope;
    throw new InputError(
      `--${area}-first is given, but the ranges cover no page of it; add --${area}-pages N`,
    );
  }
  // Overrides that are a whole scope already have 0 here.
  const hasPages = (overrides[pages] ?? 0) !== 0;
  const ignored = hasPages ? 'pages' : 'first';
  if (hasPages || (overrides[first] ?? 0) !== 0) {
    throw new InputError(
      `--${area}-${ignored} is given with --${area}-points, which replaces it: remove one of the two`,
    );
  }
  return { ...scope, [pages]: 0, [first]: 0 };
}

/** An unsound reduction is omitted, or refused if a flag names it. */
export function withSoundReductions(
  scope: ScopeConfig,
  overrides: Partial<ScopeConfig>,
): ScopeConfig {
  const { merge, locks } = overrides;
  return {
    ...scope,
    ...(merge === undefined && whyNotMerged(scope) !== null ? { merge: 'none' } : {}),
    ...(locks === undefined && whyNotContended(scope) !== null ? { locks: 'all' } : {}),
  };
}

/** A thread must be able to load a DCSS: by default, one page outside all sections. */
const usualDcss = { start: 0x70000, end: 0x71000 };

export function withDcss(scope: ScopeConfig): ScopeConfig {
  const isMissing = scope.threads.includes('dcss') && scope.dcss === null;
  return isMissing && isTiny(scope.geometry) ? { ...scope, dcss: usualDcss } : scope;
}

/** Why steps of this scope cannot be merged as it requests; docs/REDUCTIONS.md has the long answer. */
function whyNotMerged({ threads, merge, revision }: ScopeConfig): string | null {
  if (merge === 'none') return null;
  const kernel = findKernel(revision);
  if (kernel?.programs.does('takesMutex') === false) {
    return `revision ${revision}, which populates without vmem_mutex; use --merge none`;
  }
  if (kernel !== undefined && kernel.mutant !== null) {
    return `mutant ${kernel.mutant.id}, which may move locks; use --merge none`;
  }
  if (threads.includes('set-memory-4k')) {
    return 'thread set-memory-4k, which writes entries without vmem_mutex; use --merge none';
  }
  if (merge === 'reads') return null;
  const observer = threads.find((role) => observers.has(role));
  if (observer !== undefined) {
    return `thread ${observer}, which reads without vmem_mutex; use --merge reads`;
  }
  return threads.filter((role) => onliners.has(role)).length > 1 && threads.includes('callers')
    ? 'two threads that online sections concurrently; use --merge reads'
    : null;
}

/** Why uncontended locks cannot be omitted: a mutant, or a repair, may take them inside a call. */
function whyNotContended({ threads, locks, revision }: ScopeConfig): string | null {
  if (threads.length === 0 || locks === 'all') return null;
  const kernel = findKernel(revision);
  if (kernel?.features.splitsUnderCpaMutex === true) {
    return `revision ${revision}, which takes cpa_mutex inside a call; use --locks all`;
  }
  const mutant = kernel?.mutant ?? null;
  return mutant === null ? null : `mutant ${mutant.id}, which may move locks; use --locks all`;
}

/**
 * Roles that write struct pages of live sections without vmem_mutex; two hotplug threads exclude each other.
 */
const onliners: ReadonlySet<ThreadRole> = new Set<ThreadRole>(['callers', 'hotplug']);

/** Roles that see, or take, memory that a thread with the mutex is changing. */
const observers: ReadonlySet<ThreadRole> = new Set<ThreadRole>([
  'hotplug-unlocked',
  'dumper',
  'dumper-unlocked',
  'pfn-walker',
  'set-memory',
  'allocator',
]);
