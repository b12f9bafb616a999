/** Reads one page table for a state: the targets of its entries, and its entries as runs. */
import { hex } from '../../../text/hex.ts';
import { identityEntry, noEntry, type TableObject } from '../plain/objects.ts';
import type { EntryState } from './step-state.ts';
import type { CachedTable } from './tlb-contents.ts';

/** The data of a table that a walk needs, valid until an entry is written. */
export interface TableContent {
  /** `TableObject.writes` when it was read. */
  readonly writes: number;
  readonly identities: number;
  /** Entries that point to objects, by slot. */
  readonly named: readonly { readonly slot: number; readonly handle: number }[];
}

export function tableContentOf({ entries, writes }: TableObject): TableContent {
  const named: { slot: number; handle: number }[] = [];
  let identities = 0;
  for (let slot = 0; slot < entries.length; slot++) {
    const handle = entries[slot];
    if (handle === identityEntry) identities++;
    else if (handle !== noEntry) named.push({ slot, handle });
  }
  return { writes, identities, named };
}

/** Passes the entries that a walk may load from the table to the TLB. */
export function loadAll({ entries }: TableObject, cached: CachedTable): void {
  for (let slot = 0; slot < entries.length; slot++) {
    if (entries[slot] !== noEntry) cached.add(slot, entries[slot]);
  }
}

export interface EntryContext {
  /** The start of the table, and the bytes covered by one entry. */
  readonly start: number;
  readonly span: number;
  readonly cached: CachedTable;
  readonly nameOf: (entry: number) => string;
  /** Undefined if it is not an object. */
  readonly kindOf: (entry: number) => 'table' | 'block' | 'page' | undefined;
  readonly isLive: (handle: number) => boolean;
}

/** Neighbouring entries that differ only in the address. */
interface EntryRun {
  readonly slot: number;
  count: number;
  readonly value: number;
  /** An old value that a TLB may hold of it; `noEntry` for none. */
  readonly stale: number;
  readonly mayBeCached: boolean;
}

/** Entries that are not empty, and empty ones that a TLB may still hold. */
export function entryStates({ entries }: TableObject, context: EntryContext): EntryState[] {
  const runs: EntryRun[] = [];
  let run: EntryRun | undefined;
  for (let slot = 0; slot < entries.length; slot++) {
    const value = entries[slot];
    const values = context.cached.valuesOf(slot);
    if (value === noEntry && values === undefined) continue;
    const stale = values?.findLast((entry) => entry !== value) ?? noEntry;
    const mayBeCached = values !== undefined;
    if (run !== undefined && goesOn(run, slot, value, stale, mayBeCached)) {
      run.count++;
    } else {
      run = { slot, count: 1, value, stale, mayBeCached };
      runs.push(run);
    }
  }
  return runs.map((one) => entryState(one, context));
}

/** True if the entry extends the run: equal, and without a target that has a name. */
function goesOn(
  run: EntryRun,
  slot: number,
  value: number,
  stale: number,
  mayBeCached: boolean,
): boolean {
  return (
    value <= 0 &&
    stale <= 0 &&
    run.slot + run.count === slot &&
    run.value === value &&
    run.stale === stale &&
    run.mayBeCached === mayBeCached
  );
}

function entryState(run: EntryRun, context: EntryContext): EntryState {
  const { slot, count, value, stale, mayBeCached } = run;
  const { start, span, nameOf, kindOf, isLive } = context;
  const isLeaf = value !== noEntry && kindOf(value) !== 'table';
  return {
    slot,
    count,
    start: hex(start + slot * span),
    end: hex(start + (slot + count) * span),
    class: value === noEntry ? 'none' : isLeaf ? 'leaf' : 'table',
    target: value === noEntry ? null : nameOf(value),
    dangling: value > 0 && !isLive(value),
    mayBeCached,
    stale: stale === noEntry ? null : nameOf(stale),
  };
}
