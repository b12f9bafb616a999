/** The real model with its claims: loaded only where it is measured, because loading it takes time. */
import type { ScopeConfig } from '../src/config/scope-config.ts';
import { allInvariants, invariants } from '../src/invariants/catalogue.ts';
import { goals } from '../src/invariants/goals.ts';
import { buildScope } from '../src/model/build-scope.ts';
import { createInterleavedSystem } from '../src/model/vector/interleaved-system.ts';
import { createMemorySystem } from '../src/model/vector/memory-system.ts';

export function buildReal(config: ScopeConfig) {
  const scope = buildScope(config);
  return scope.interleaving === undefined
    ? { system: createMemorySystem(scope), claims: { invariants, goals } }
    : { system: createInterleavedSystem(scope), claims: { invariants: allInvariants, goals } };
}
