/** Converts preset and flags to the scopes to search, and a scope to its flags. */
import { InputError } from '../../../errors.ts';
import { mustBeOneOf } from '../../../input/nearest.ts';
import { quotedPath } from '../../../text/shell.ts';
import { filesOfText, isTextName } from '../kernel/text-revisions.ts';
import {
  dimensionOf,
  fieldNames,
  type ScopeConfig,
  someFields,
  withOwnWindows,
} from './dimensions.ts';
import { defaultRevision, findPreset, presetNames } from './presets.ts';
import {
  checkOverrides,
  checkScope,
  withDcss,
  withPoints,
  withSoundReductions,
} from './scope-rules.ts';
import { scopeToJson } from './scope-schema.ts';
import { seriesScopes } from './series-scopes.ts';
import { checkRevision } from './variants.ts';

/** Fields set by flags; the preset sets the others. */
export type ScopeOverrides = Partial<ScopeConfig>;

export const defaultPreset = 'quick';

/** The scopes of the preset with the overrides in each; equal scopes are searched once. */
export function resolveScopes(presetName: string, overrides: ScopeOverrides): ScopeConfig[] {
  const preset = findPreset(presetName);
  if (preset === undefined) {
    throw new InputError(
      `--preset is ${JSON.stringify(presetName)}; ${mustBeOneOf(presetName, presetNames, 'tablewalk list presets')}`,
    );
  }
  checkRevision(overrides.revision ?? defaultRevision);
  return withOverrides(preset.scopes, overrides);
}

/** The scopes that `series` sweeps for the revision and the contract, with the other overrides in each. */
export function resolveSweep(overrides: ScopeOverrides): ScopeConfig[] {
  const { revision = defaultRevision, contract = 'kernel', threads = [] } = overrides;
  checkRevision(revision);
  if (threads.length > 0) {
    throw new InputError(
      '--sweep is given with threads; it varies the machine of one thread: remove one of the two',
    );
  }
  return withOverrides(seriesScopes(revision, contract), overrides);
}

function withOverrides(scopes: readonly ScopeConfig[], overrides: ScopeOverrides): ScopeConfig[] {
  const byText = new Map<string, ScopeConfig>();
  for (const base of scopes) {
    if (withOwnWindows(base).length > 0 && choosesRanges(overrides)) continue;
    const scope = override(base, overrides);
    checkScope(scope);
    const text = JSON.stringify(scopeToJson(scope));
    if (!byText.has(text)) byText.set(text, scope);
  }
  return [...byText.values()];
}

/** Values of the fields of one contract under the other one. */
const emptyParts = someFields(
  ({ contract }) => contract !== undefined,
  ({ contract }) => contract?.empty,
);

/** Thread settings, with their defaults for scopes without threads. */
const oneThread = someFields(
  ({ needsThreads = false }) => needsThreads,
  ({ plain }) => plain,
);

/** Bad ranges have their own windows: flags that name a window, or bad ranges, replace all of them. */
function choosesRanges(overrides: ScopeOverrides): boolean {
  return ['contract' as const, ...(Object.keys(emptyParts) as (keyof ScopeConfig)[])].some(
    (field) => overrides[field] !== undefined,
  );
}

function override(base: ScopeConfig, overrides: ScopeOverrides): ScopeConfig {
  const contract = overrides.contract ?? base.contract;
  checkOverrides(overrides, contract);
  const own = contract === base.contract ? base : { ...base, ...emptyParts };
  const start = overrides.threads?.length === 0 ? { ...own, ...oneThread } : own;
  const scope = withSoundReductions(withDcss({ ...start, ...overrides }), overrides);
  return withPoints(withPoints(scope, overrides, 'memmap'), overrides, 'identity');
}

/** A window with points, which replace it. */
function isReplaced(scope: ScopeConfig, field: keyof ScopeConfig): boolean {
  const { memmapPoints, identityPoints } = scope;
  return (
    (memmapPoints.length > 0 && (field === 'memmapPages' || field === 'memmapFirst')) ||
    (identityPoints.length > 0 && (field === 'identityPages' || field === 'identityFirst'))
  );
}

/** The flags that, on the default preset, give exactly this scope; the revision always first. */
export function scopeFlags(scope: ScopeConfig): string[] {
  const [quick] = findPreset(defaultPreset)?.scopes ?? [];
  const start = scope.contract === quick.contract ? quick : { ...quick, ...emptyParts };
  const asText = (value: unknown): string =>
    value === Infinity ? 'all' : (JSON.stringify(value) ?? '');
  return fieldNames
    .filter((field) => {
      if (isReplaced(scope, field)) return false;
      const base = field === 'contract' ? quick.contract : start[field];
      return field === 'revision' || asText(scope[field]) !== asText(base);
    })
    .map((field) => dimensionOf(field).toFlag(scope[field]));
}

/** A C source has its name in this run; one that was not read has only its base name. */
export function flagsHere(scope: ScopeConfig): string[] {
  const [, ...others] = scopeFlags(scope);
  return [...kernelFlags(scope), ...others];
}

/** A counterexample of one of our revisions needs no flags. */
export function fileFlags(scope: ScopeConfig): string[] {
  return isTextName(scope.revision) ? kernelFlags(scope) : [];
}

function kernelFlags(scope: ScopeConfig): string[] {
  const [source, ...further] = filesOfText(scope.revision)?.map(quotedPath) ?? [];
  if (source === undefined) return scopeFlags(scope).slice(0, 1);
  return [`--source ${source}`, ...further.map((file) => `--with ${file}`)];
}
