/** The one list of claims about page tables; its order is the order of reports. */

import { callsEnd } from './calls-end.ts';
import { directMapCounters } from './direct-map-counters.ts';
import { entriesWellFormed } from './entries-well-formed.ts';
import { failureIsUndone } from './failure-is-undone.ts';
import { flushBeforeFree } from './flush-before-free.ts';
import { flushBeforeReuse } from './flush-before-reuse.ts';
import { flushBeforeUnlock } from './flush-before-unlock.ts';
import { flushCoversRange } from './flush-covers-range.ts';
import { freedOnce } from './freed-once.ts';
import { identityCoverage } from './identity-coverage.ts';
import type { PageTableInvariant } from './invariant.ts';
import { liveMemmapNotMarked } from './live-memmap-not-marked.ts';
import { liveMemmapNotZeroed } from './live-memmap-not-zeroed.ts';
import { locksReleased } from './locks-released.ts';
import { noDanglingEntry } from './no-dangling-entry.ts';
import { noDeadlock } from './no-deadlock.ts';
import { noLeakedMemmap } from './no-leaked-memmap.ts';
import { noLeakedTables } from './no-leaked-tables.ts';
import { noOverwrittenEntry } from './no-overwritten-entry.ts';
import { noReuseWhileEntered } from './no-reuse-while-entered.ts';
import { noSelfDeadlock } from './no-self-deadlock.ts';
import { noUndefinedBehaviour } from './no-undefined-behaviour.ts';
import { noUseAfterClear } from './no-use-after-clear.ts';
import { noWriteUnmapped } from './no-write-unmapped.ts';
import { readersStayMapped } from './readers-stay-mapped.ts';
import { reservedTablesKept } from './reserved-tables-kept.ts';
import { successMeansMapped } from './success-means-mapped.ts';
import { unusedMeansUnused } from './unused-means-unused.ts';
import { unusedTailValid } from './unused-tail-valid.ts';
import { vmemmapCoverage } from './vmemmap-coverage.ts';
import { walkStaysInTables } from './walk-stays-in-tables.ts';
import { writesUnderMutex } from './writes-under-mutex.ts';

/** Claims about operations that run one after the other; with threads they are judged too. */
export const invariants: readonly PageTableInvariant[] = [
  noLeakedTables,
  noLeakedMemmap,
  identityCoverage,
  vmemmapCoverage,
  successMeansMapped,
  failureIsUndone,
  freedOnce,
  noDanglingEntry,
  flushBeforeFree,
  flushBeforeReuse,
  flushBeforeUnlock,
  flushCoversRange,
  liveMemmapNotMarked,
  liveMemmapNotZeroed,
  unusedMeansUnused,
  unusedTailValid,
  noWriteUnmapped,
  walkStaysInTables,
  reservedTablesKept,
  directMapCounters,
  writesUnderMutex,
  noOverwrittenEntry,
  locksReleased,
  noSelfDeadlock,
  entriesWellFormed,
  callsEnd,
  noUseAfterClear,
  noUndefinedBehaviour,
];

/** Claims that mean something only where threads interleave. */
const threadInvariants: readonly PageTableInvariant[] = [
  readersStayMapped,
  noReuseWhileEntered,
  noDeadlock,
];

export const allInvariants: readonly PageTableInvariant[] = [...invariants, ...threadInvariants];

/** The ids of all claims about vmem.c. */
export const invariantIds: readonly string[] = invariants.map((invariant) => invariant.id);
export const allInvariantIds: readonly string[] = allInvariants.map((invariant) => invariant.id);

export function findInvariant(id: string): PageTableInvariant | undefined {
  return allInvariants.find((invariant) => invariant.id === id);
}
