/** The request: the whole scope of a check as plain data. `scope-schema.ts` turns unknown input into it. */
import { dimensionOf, fieldNames, type ScopeConfig, scopeOf } from './dimensions.ts';

export type { Contract } from './caller-fields.ts';
export type { ScopeConfig } from './dimensions.ts';

/**
 * Two sections of 1.5 PMDs of memmap each, so that they share a block; nothing fails, fresh memory is zero,
 * runs of any length. Presets, sweeps, benchmarks and tests change fields of it.
 */
export const plainScope: ScopeConfig = scopeOf((name) => dimensionOf(name).plain);

/**
 * Why only the plain machine can search a scope, or null: a vector has room for tiny tables,
 * positions and whole pages.
 */
export function needsReferenceMachine(scope: ScopeConfig): string | null {
  const needing = fieldNames.find((name) => dimensionOf(name).needsReferenceMachine?.(scope[name]));
  return needing === undefined ? null : `${needing} is ${scope[needing]}`;
}
