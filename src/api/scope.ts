/** The scope of a question about vmem.c: the worlds to search, from a preset and changes to it. */

import { InputError } from '../errors.ts';
import { checkGiven, isPlain, listGiven, refuseGiven, textGiven } from '../input/given.ts';
import { readWithSchema } from '../input/read-with-schema.ts';
import { defaultPreset, resolveScopes } from '../subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { scopeSchema } from '../subjects/vmem/scope/scope-schema.ts';

/** What to search: one world or several. Created by {@link scope}. */
export interface KernelScope {
  /** The preset that it was made from. */
  readonly preset: string;
  /** The worlds, searched in order. */
  readonly worlds: readonly ScopeConfig[];
}

/**
 * Creates a scope from a preset (see `tablewalk list presets`), or from `quick` if only changes are given.
 * The changes apply to each world of the preset.
 *
 * @throws InputError for an invalid field or value, or for contradictory fields.
 */
export function scope(
  preset: string | Partial<ScopeConfig> = defaultPreset,
  changes: Partial<ScopeConfig> = {},
): KernelScope {
  if (typeof preset !== 'string') {
    if (!isPlain(preset)) refuseGiven('the preset', preset, 'the name of a preset, or changes');
    if (Object.keys(changes).length > 0) {
      throw new InputError(
        'changes are given twice; the first argument must be the name of a preset',
      );
    }
    return scope(defaultPreset, preset);
  }
  if (!isPlain(changes)) refuseGiven('changes', changes, 'an object with fields of a scope');
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  );
  readWithSchema(scopeSchema.partial(), 'scope', asJson(given));
  return { preset, worlds: resolveScopes(preset, given) };
}

/** Converts to the form that the schema expects: JSON has no infinite numbers. */
function asJson(scope: object): object {
  return Object.fromEntries(
    Object.entries(scope).map(([name, value]) => [name, value === Infinity ? 'all' : value]),
  );
}

/** Throws `InputError` unless it is a valid world of a scope. */
export function checkWorld(what: string, given: unknown): void {
  if (!isPlain(given)) refuseGiven(what, given, 'a world of a scope');
  readWithSchema(scopeSchema, what, asJson(given));
}

/** Throws `InputError` unless it is a scope. */
export function checkKernelScope(given: unknown): void {
  if (!isPlain(given))
    refuseGiven('the scope', given, 'a value returned by scope(preset, changes)');
  checkGiven('the scope', given, { preset: textGiven, worlds: listGiven('worlds', checkWorld) });
  const worlds: unknown = Reflect.get(given, 'worlds');
  if (!Array.isArray(worlds) || worlds.length === 0) {
    refuseGiven('worlds', worlds, 'a list of at least one world');
  }
}

/** The only world of a scope; `what` cannot take several. */
export function onlyWorld({ preset, worlds }: KernelScope, what: string): ScopeConfig {
  if (worlds.length === 1) return worlds[0];
  throw new InputError(
    `the scope (preset ${preset}) has ${worlds.length} worlds; ${what} takes a scope with one`,
  );
}
