/** Scope → System: threads interleave, tiny tables fit into a vector, real ones need the reference machine. */
import { InputError } from '../errors.ts';
import type { Scope } from './environment/scope.ts';
import type { GeometryName } from './machine/geometry.ts';
import { isTiny } from './machine/layouts.ts';
import { ReferenceSystem } from './reference/reference-system.ts';
import { createInterleavedSystem, type InterleavedSystem } from './vector/interleaved-system.ts';
import { createMemorySystem, type MemorySystem } from './vector/memory-system.ts';

/** Throws `InputError` for threads in a real geometry. */
export function createSystem(
  scope: Scope,
  geometry: GeometryName,
): InterleavedSystem | MemorySystem | ReferenceSystem {
  if (scope.interleaving !== undefined) {
    if (!isTiny(geometry)) {
      throw new InputError(
        `geometry is ${geometry} and there are threads; threads interleave in tiny3, tiny4 and tiny5 only`,
      );
    }
    return createInterleavedSystem(scope);
  }
  return isTiny(geometry) ? createMemorySystem(scope) : new ReferenceSystem(scope);
}
