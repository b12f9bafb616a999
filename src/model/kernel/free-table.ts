/**
 * Frees a page table that a removal left empty: first the table, then the entry that names it.
 *
 * Models: arch/s390/mm/vmem.c try_free_{pte,pmd,pud,p4d}_table(), v1 6/9 to mainline.
 */
import { isFolded, type MachineDescription } from '../machine/description.ts';
import { Level } from '../machine/geometry.ts';
import type { KernelContext } from './context.ts';
import { giveBackTable, type Unhooked } from './give-back.ts';
import { follow, type Handle, type Program, scanTable } from './request.ts';

/** Gives back the table that the entry of `level` at `start` in `parent` names, if nothing is in it. */
export function* tryFreeTable(
  kernel: KernelContext,
  level: Level,
  parent: Handle,
  start: number,
  unhooked: Unhooked[],
): Program<void> {
  if (isReserved(kernel, level, start)) return;
  const table = yield follow(parent, level, start);
  if (!(yield scanTable(table, (level - 1) as Level))) return;
  yield* giveBackTable(kernel, level, parent, start, table, unhooked);
}

/**
 * Tables that may be shared with vmalloc or the KASAN shadow stay; page tables are taken to be too
 * small for that. A folded level never gets past this test: it spans beyond VMALLOC_START.
 */
function isReserved({ machine, features }: KernelContext, level: Level, start: number): boolean {
  if (level === Level.pmd) return false;
  if (features.refusesVmallocRange) return isFolded(machine, level);
  const end = start + machine.geometry.span[level];
  if (end > machine.vmallocStart) return true;
  return features.kasanTestIntersects
    ? intersectsShadow(machine, start, end)
    : intersectsShadowWrongly(machine, start, end);
}

function intersectsShadow(machine: MachineDescription, start: number, end: number): boolean {
  const shadow = machine.kasanShadow;
  return shadow !== null && start < shadow.end && end > shadow.start;
}

/** As it was until 108303b0a2d2: true for all that ends below the shadow, false for what intersects it. */
function intersectsShadowWrongly(machine: MachineDescription, start: number, end: number): boolean {
  const shadow = machine.kasanShadow;
  return shadow !== null && start < shadow.end && end < shadow.start;
}
