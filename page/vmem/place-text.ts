/** Describes where an object is. */
import type { MemmapState, TableState } from '../../src/subjects/vmem/trace/step-state.ts';
import { hex } from '../../src/text/hex.ts';
import { rangeText } from './address.ts';
import { type Group, groupSpan } from './groups.ts';

type Owned = Pick<TableState | MemmapState, 'place' | 'holder'>;

export function placeText({ place, holder }: Owned): string {
  switch (place) {
    case 'linked':
      return 'mapped';
    case 'held':
      return `in the hand of thread ${holder}`;
    case 'lost':
      return 'LOST: nothing points to it';
    case 'freed':
      return 'FREED';
  }
}

/** The owner of a frame or of similar frames: the tables that point to it, a thread, or none. */
export function ownerText(group: Group<TableState | MemmapState>): string {
  const [object] = group;
  if (object.name === 'root') return 'the kernel, always there';
  if (object.place !== 'linked') return placeText(object);
  const span = groupSpan(group);
  const where = group.length === 1 ? hex(span.start) : rangeText(span);
  return 'entries' in object ? `page tables, at ${where}` : `memmap, mapped at ${where}`;
}
