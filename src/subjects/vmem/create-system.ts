/**
 * Builds a System from a Scope: threads and tiny tables run on the fast machine, everything else on the
 * plain one.
 */
import { InputError } from '../../errors.ts';
import type { Engine } from '../../model/engine.ts';
import type { Scope } from './environment/scope.ts';
import { createInterleavedSystem } from './fast/create-interleaved.ts';
import type { InterleavedSystem } from './fast/interleaved-system.ts';
import { createMemorySystem, type MemorySystem } from './fast/memory-system.ts';
import type { GeometryName } from './machine/geometry.ts';
import { isTiny } from './machine/layouts.ts';
import { ReferenceSystem } from './plain/reference-system.ts';

/** Throws `InputError` for threads in a real geometry, or with frames that are distinguished. */
export function createSystem(
  scope: Scope,
  geometry: GeometryName,
  engine: Engine = 'compiled',
): InterleavedSystem | MemorySystem | ReferenceSystem {
  if (scope.threads !== undefined) {
    if (!isTiny(geometry)) {
      throw new InputError(
        `geometry is ${geometry} and there are threads; threads interleave only in tiny3, tiny4 and tiny5`,
      );
    }
    if (scope.config.identity === 'names') {
      throw new InputError(
        'identity is names and there are threads; frames are distinguished only in whole operations of one thread',
      );
    }
    return createInterleavedSystem(scope);
  }
  // A vector has no room for names or half pages.
  const fits = isTiny(geometry) && scope.config.identity === 'position' && !scope.config.misaligned;
  return fits ? createMemorySystem(scope, engine) : new ReferenceSystem(scope);
}
