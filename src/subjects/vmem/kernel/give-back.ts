/**
 * Frees tables and memmap: in the kernel before their entry is cleared and long before the flush; in the
 * strict order of other architectures, after both.
 */
import type { Level } from '../machine/geometry.ts';
import { clear, freeHeld, freeMemmap, freeTable, unhook } from './ask.ts';
import type { RevisionContext } from './context.ts';
import type { Handle, Program } from './request.ts';

/** Objects that a walk has unlinked and will free after its flush. Empty in the kernel's own order. */
export interface Unhooked {
  readonly level: Level;
  readonly va: number;
  readonly isTable: boolean;
}

/** Frees the table that the entry of `level` at `start` in `parent` points to, and clears the entry. */
export function* giveBackTable(
  kernel: RevisionContext,
  level: Level,
  parent: Handle,
  start: number,
  table: Handle,
  unhooked: Unhooked[],
): Program<void> {
  if (kernel.features.freesAfterFlush) {
    yield unhook(parent, level, start);
    unhooked.push({ level, va: start, isTable: true });
    return;
  }
  yield freeTable(parent, level, start, table);
  yield clear(parent, level, start);
}

/** Frees the memmap that the entry of `level` at `start` in `table` points to, and clears the entry. */
export function* giveBackMemmap(
  kernel: RevisionContext,
  level: Level,
  table: Handle,
  start: number,
  altmap: boolean,
  unhooked: Unhooked[],
): Program<void> {
  if (kernel.features.freesAfterFlush) {
    yield unhook(table, level, start);
    unhooked.push({ level, va: start, isTable: false });
    return;
  }
  yield freeMemmap(table, level, start, altmap);
  yield clear(table, level, start);
}

/** Frees deferred objects, after the flush. */
export function* freeUnhooked(unhooked: readonly Unhooked[]): Program<void> {
  for (const { level, va, isTable } of unhooked) yield freeHeld(level, va, isTable);
}
