/**
 * Possible contents of a TLB. Only entries that differ from the tables are listed, because only they
 * are dangerous.
 */
import type { EntryState, StepState } from '../../src/subjects/vmem/trace/step-state.ts';
import { plural } from '../words.tsx';
import { rangeText } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { frameGroups, type Group, groupName, groupSpan, groupsOf, type Named } from './groups.ts';

interface TlbProps {
  readonly state: StepState;
  readonly changes: Changes;
}

export function Tlb({ state, changes }: TlbProps) {
  const stale = groupsOf(staleEntries(state), (entry) =>
    isChanged(entry, changes) ? null : likeness(entry),
  );
  const freed = frameGroups(
    [...state.tables, ...state.memmap].filter(
      ({ place, mayBeCached }) => place === 'freed' && mayBeCached,
    ),
    changes,
  );
  const count = cachedCount(state);
  return (
    <>
      <p>
        <b data-cached={count}>{plural(count, 'entry', 'entries')}</b> may be in a TLB: whatever was
        reachable since the last flush.
      </p>
      {stale.length + freed.length === 0 ? (
        <p>
          <span aria-hidden="true">✓</span> None of it is out of date.
        </p>
      ) : (
        <ul class="warnings">
          {stale.map((group) => (
            <li key={`${group[0].table} ${group[0].entry.slot}`}>{staleText(group)}</li>
          ))}
          {freed.map((group) => (
            <li key={group[0].name}>
              ! {groupName(group)} {group.length === 1 ? 'is' : 'are'} freed, but a TLB may still
              point to it
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function cachedCount({ tables }: StepState): number {
  const counts = tables.flatMap(({ entries }) =>
    entries.map(({ mayBeCached, count }) => (mayBeCached ? count : 0)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** An old value of an entry in a TLB; `name` is its old target. */
interface StaleEntry extends Named {
  readonly table: string;
  readonly level: string;
  readonly entry: EntryState;
}

function staleEntries({ tables }: StepState): StaleEntry[] {
  return tables.flatMap(({ name: table, level, entries }) =>
    entries.flatMap((entry): StaleEntry[] =>
      entry.mayBeCached && entry.stale !== null
        ? [{ name: entry.stale, range: entry, table, level, entry }]
        : [],
    ),
  );
}

function isChanged({ table, entry: { slot, count } }: StaleEntry, changes: Changes): boolean {
  return Array.from({ length: count }, (_, at) => partKeys.entry(table, slot + at)).some((key) =>
    changes.has(key),
  );
}

/** Each non-empty entry has its own row. */
function likeness({ table, entry: { target } }: StaleEntry): string | null {
  return target === null ? table : null;
}

function staleText(group: Group<StaleEntry>): string {
  const [{ level, entry }] = group;
  const were = group.length === 1 ? 'was' : 'were';
  return `! ${level} ${rangeText(groupSpan(group))}: ${were} ${groupName(group)}, now ${entry.target ?? 'empty'}`;
}
