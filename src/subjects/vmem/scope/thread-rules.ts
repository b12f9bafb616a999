/** What holds for threads in a scope: who may take turns where, and which reductions are sound. */
import { InputError } from '../../../errors.ts';
import type { ThreadRole } from '../environment/threads.ts';
import { isTiny } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from './scope-config.ts';

/** A reduction that nobody named is left out where it would be wrong; one that is named is refused there. */
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

/** Somebody must be able to load a DCSS: without one that is named, one page where no section is. */
const usualDcss = { start: 0x70000, end: 0x71000 };

export function withDcss(scope: ScopeConfig): ScopeConfig {
  const isMissing = scope.threads.includes('dcss') && scope.dcss === null;
  return isMissing && isTiny(scope.geometry) ? { ...scope, dcss: usualDcss } : scope;
}

/** Throws `InputError`, in the words of the flags, if threads and the rest of a scope contradict each other. */
export function checkThreads(scope: ScopeConfig): void {
  const { threads, merge, symmetry, locks, preemptions, contract, geometry } = scope;
  if (threads.length === 0) {
    const given = [
      ...(merge === 'none' ? [] : ['--merge']),
      ...(symmetry === 'threads' ? [] : ['--symmetry']),
      ...(locks === 'contended' ? [] : ['--locks']),
      ...(preemptions === Infinity ? [] : ['--preemptions']),
    ];
    if (given.length > 0) {
      throw new InputError(`${given[0]} is given without threads; add --threads 2`);
    }
    return;
  }
  if (scope.identity === 'names') {
    throw new InputError(
      `--identity is names and threads take turns step by step (${threads.join(',')}); frames are told apart in whole operations of one thread: leave out --identity`,
    );
  }
  if (contract !== 'kernel') {
    throw new InputError(
      '--threads is given with --contract any; threads follow the contract kernel',
    );
  }
  if (!isTiny(geometry)) {
    throw new InputError(
      `--threads is given with --geometry ${geometry}; threads interleave in tiny3, tiny4 and tiny5`,
    );
  }
  const reason = whyNotMerged(scope);
  if (reason !== null) throw new InputError(`--merge is ${merge} with ${reason}`);
  const obstacle = whyNotContended(scope);
  if (obstacle !== null) throw new InputError(`--locks is ${locks} with ${obstacle}`);
}

/** Why steps of this scope cannot be run together as it asks; docs/REDUCTIONS.md has the long answer. */
function whyNotMerged({ threads, merge, revision }: ScopeConfig): string | null {
  if (merge === 'none') return null;
  const kernel = findKernel(revision);
  if (kernel?.features.takesMutex === false) {
    return `revision ${revision}, which populates without vmem_mutex; use --merge none`;
  }
  if (kernel !== undefined && kernel.mutant !== null) {
    return `mutant ${kernel.mutant.id}, which may move locks; use --merge none`;
  }
  if (merge === 'reads') return null;
  const observer = threads.find((role) => observers.has(role));
  if (observer !== undefined) {
    return `thread ${observer}, which looks in without vmem_mutex; use --merge reads`;
  }
  return threads.filter((role) => onliners.has(role)).length > 1 && threads.includes('callers')
    ? 'two threads that online sections, each beside the other; use --merge reads'
    : null;
}

/** Why locks that one role alone takes cannot be left out: a mistake may take them inside a call. */
function whyNotContended({ threads, locks, revision }: ScopeConfig): string | null {
  if (threads.length === 0 || locks === 'all') return null;
  const mutant = findKernel(revision)?.mutant ?? null;
  return mutant === null ? null : `mutant ${mutant.id}, which may move locks; use --locks all`;
}

/** Roles that write struct pages of live sections without vmem_mutex; two hotplug threads exclude each other. */
const onliners: ReadonlySet<ThreadRole> = new Set<ThreadRole>(['callers', 'hotplug']);

/** Roles that see, or take, what a thread with the mutex is working on. */
const observers: ReadonlySet<ThreadRole> = new Set<ThreadRole>([
  'hotplug-unlocked',
  'dumper',
  'dumper-unlocked',
  'pfn-walker',
  'set-memory',
  'allocator',
]);
