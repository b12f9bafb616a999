/**
 * Frees a page table that a removal left empty: first the table, then the entry that points to it.
 *
 * Models: arch/s390/mm/vmem.c try_free_{pte,pmd,pud,p4d}_table(), v1 6/9 to mainline.
 */
import { isFolded, type MachineDescription } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import { follow, scanTable, warn } from './ask.ts';
import type { RevisionContext } from './context.ts';
import { giveBackTable, type Unhooked } from './give-back.ts';
import { type Handle, type Program, rootTable } from './request.ts';

/** Frees the table that the entry of `level` at `start` in `parent` points to, if the table is empty. */
export function* tryFreeTable(
  kernel: RevisionContext,
  level: Level,
  parent: Handle,
  start: number,
  unhooked: Unhooked[],
): Program<void> {
  if (isReserved(kernel, level, start)) return;
  if (isFolded(kernel.machine, level)) {
    yield* tryFreeRoot(kernel, level);
    return;
  }
  const table = yield follow(parent, level, start);
  if (!(yield scanTable(table, (level - 1) as Level))) return;
  yield* giveBackTable(kernel, level, parent, start, table, unhooked);
}

/**
 * The "table" below a folded level is the root. Below the lowest folded level its entries are real; below
 * any other they are folded themselves, and never empty. For an empty root the kernel frees what its entry
 * points to, address 0, which is reserved: a warning. A folded entry is not cleared.
 */
function* tryFreeRoot({ machine }: RevisionContext, level: Level): Program<void> {
  const { root } = machine.geometry;
  if (level - 1 === root && (yield scanTable(rootTable, root))) yield warn('vmem_free_pages');
}

/**
 * Tables that may be shared with vmalloc or the KASAN shadow are kept; page tables are assumed to be too
 * small for that. With such a test a folded level is never reached: it spans beyond VMALLOC_START.
 */
function isReserved({ machine, features }: RevisionContext, level: Level, start: number): boolean {
  const end = start + machine.geometry.span[level];
  if (features.lowcoreAtBound) return start <= machine.vmallocStart && machine.vmallocStart < end;
  if (level === Level.pmd || features.refusesVmallocRange) return false;
  if (end > machine.vmallocStart) return true;
  return features.kasanTestIntersects
    ? intersectsShadow(machine, start, end)
    : intersectsShadowWrongly(machine, start, end);
}

function intersectsShadow(machine: MachineDescription, start: number, end: number): boolean {
  const shadow = machine.kasanShadow;
  return shadow !== null && start < shadow.end && end > shadow.start;
}

/**
 * The test before 108303b0a2d2: true for ranges that end below the shadow, false for ranges that
 * intersect it.
 */
function intersectsShadowWrongly(machine: MachineDescription, start: number, end: number): boolean {
  const shadow = machine.kasanShadow;
  return shadow !== null && start < shadow.end && end < shadow.start;
}
