/** Tables that can no longer be reached from the root, because an entry above them was cleared. */
import type { MachineObject } from './objects.ts';

/** The target of a cleared entry, and all tables below it. */
export function markCutOff(objects: readonly MachineObject[], entry: number): void {
  const object = entry > 0 ? objects[entry] : undefined;
  if (object?.kind !== 'table') return;
  const isEmpty = object.used === 0 && object.cutOff !== 'filled';
  object.cutOff = isEmpty ? 'empty' : 'filled';
  for (const below of object.entries) markBelow(objects, below);
}

function markBelow(objects: readonly MachineObject[], entry: number): void {
  const object = entry > 0 ? objects[entry] : undefined;
  if (object?.kind !== 'table') return;
  object.cutOff = 'filled';
  for (const below of object.entries) markBelow(objects, below);
}
