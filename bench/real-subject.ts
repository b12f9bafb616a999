/** The real model with its claims: loaded only where it is measured, because loading it takes time. */
import type { ScopeConfig } from '../src/config/scope-config.ts';
import { invariants } from '../src/invariants/catalogue.ts';
import { goals } from '../src/invariants/goals.ts';
import { buildScope } from '../src/model/build-scope.ts';
import { createMemorySystem } from '../src/model/vector/memory-system.ts';

export function buildReal(scope: ScopeConfig) {
  return { system: createMemorySystem(buildScope(scope)), claims: { invariants, goals } };
}
