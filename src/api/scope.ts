/** A question about vmem.c: the worlds to search, from a preset and what is to differ from it. */
import { readWithSchema } from '../config/read-with-schema.ts';
import { defaultPreset, resolveScopes } from '../config/resolve-scopes.ts';
import { plainScope, type ScopeConfig } from '../config/scope-config.ts';
import { scopeSchema, scopeToJson } from '../config/scope-schema.ts';
import { InputError } from '../errors.ts';

/** What is to be searched: one world or several. Made by {@link scope}. */
export interface KernelScope {
  /** The preset from which it was made. */
  readonly preset: string;
  /** The worlds, searched one after the other. */
  readonly worlds: readonly ScopeConfig[];
}

/**
 * Makes a scope from a preset (`tablewalk list presets` tells them), or from `quick` if only changes
 * are given. The changes apply to each world of the preset.
 *
 * @throws InputError if a field or a value is not as it must be, or if the fields contradict each other.
 */
export function scope(
  preset: string | Partial<ScopeConfig> = defaultPreset,
  changes: Partial<ScopeConfig> = {},
): KernelScope {
  if (typeof preset !== 'string') return scope(defaultPreset, preset);
  readWithSchema(scopeSchema, 'scope', scopeToJson({ ...plainScope, ...changes }));
  return { preset, worlds: resolveScopes(preset, changes) };
}

/** The only world of a scope; `what` cannot take several. */
export function onlyWorld({ preset, worlds }: KernelScope, what: string): ScopeConfig {
  if (worlds.length === 1) return worlds[0];
  throw new InputError(
    `the scope (preset ${preset}) has ${worlds.length} worlds; ${what} takes a scope with one`,
  );
}
