/**
 * Decides which reductions of interleaved threads are sound in a scope, and adds the DCSS that a
 * thread needs.
 */
import type { ThreadRole } from '../environment/threads.ts';
import { isTiny } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from './scope-config.ts';

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
export function whyNotMerged({ threads, merge, revision }: ScopeConfig): string | null {
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
export function whyNotContended({ threads, locks, revision }: ScopeConfig): string | null {
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
