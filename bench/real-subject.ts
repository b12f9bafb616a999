/** The real model with its claims, loaded only when it is measured, because loading takes time. */

import { allInvariants, invariants } from '../src/invariants/catalogue.ts';
import { goals } from '../src/invariants/goals.ts';
import { buildScope } from '../src/subjects/vmem/build-scope.ts';
import { createInterleavedSystem } from '../src/subjects/vmem/fast/create-interleaved.ts';
import { createMemorySystem } from '../src/subjects/vmem/fast/memory-system.ts';
import type { ScopeConfig } from '../src/subjects/vmem/scope/scope-config.ts';

export function buildReal(config: ScopeConfig) {
  const scope = buildScope(config);
  return scope.threads === undefined
    ? { system: createMemorySystem(scope), claims: { invariants, goals } }
    : { system: createInterleavedSystem(scope), claims: { invariants: allInvariants, goals } };
}
