/** Where an object is, in words. */
import type { MemmapState, TableState } from '../src/trace/step-state.ts';
import { hex } from './address.ts';

type Owned = Pick<TableState | MemmapState, 'place' | 'holder'>;

export function placeText({ place, holder }: Owned): string {
  switch (place) {
    case 'linked':
      return 'mapped';
    case 'held':
      return `in the hand of thread ${holder}`;
    case 'lost':
      return 'LOST: nothing leads to it';
    case 'freed':
      return 'FREED';
  }
}

/** Who owns a frame: the table that it is linked into, a thread, nobody. */
export function ownerText(object: TableState | MemmapState): string {
  if (object.name === 'root') return 'the kernel, always there';
  if (object.place !== 'linked') return placeText(object);
  return 'entries' in object
    ? `page tables, at ${hex(Number(object.range.start))}`
    : `memmap, mapped at ${hex(Number(object.range.start))}`;
}
