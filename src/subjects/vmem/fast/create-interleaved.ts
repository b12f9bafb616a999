/** Builds the system that interleaves the threads of a scope. */
import { ModelError } from '../../../errors.ts';
import type { Scope } from '../environment/scope.ts';
import { InterleavedSystem } from './interleaved-system.ts';

/** Throws `InputError` if the scope does not fit in bytes. */
export function createInterleavedSystem(scope: Scope): InterleavedSystem {
  const { threads } = scope;
  if (threads === undefined) throw new ModelError('the scope has no threads');
  return new InterleavedSystem(scope, threads);
}
