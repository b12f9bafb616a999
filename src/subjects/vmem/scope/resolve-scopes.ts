/** Preset plus flags → the scopes to search, and a scope → the flags that ask for it. */

import { InputError } from '../../../errors.ts';
import { mustBeOneOf } from '../../../input/nearest.ts';
import { formatSections } from '../../../input/parse-values.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import { describeMachine, formatRange, isTiny, sectionCountMax } from '../machine/layouts.ts';
import { defaultRevision, findPreset, presetNames } from './presets.ts';
import type { ScopeConfig } from './scope-config.ts';
import { scopeToJson, threadsMax } from './scope-schema.ts';
import { seriesScopes } from './series-scopes.ts';
import { checkThreads, withDcss, withSoundReductions } from './thread-rules.ts';
import { checkRevision } from './variants.ts';

/** What flags say of a scope; what is absent the preset decides. */
export type ScopeOverrides = Partial<ScopeConfig>;

export const defaultPreset = 'quick';

/** The scopes of the preset with the overrides in each; scopes that become equal are searched once. */
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
    if (base.misaligned && choosesRanges(overrides)) continue;
    const scope = override(base, overrides);
    checkScope(scope);
    const text = JSON.stringify(scopeToJson(scope));
    if (!byText.has(text)) byText.set(text, scope);
  }
  return [...byText.values()];
}

/** Each flag belongs to one contract: with the other it would be ignored, and the answer misunderstood. */
const contractOf = {
  blocks: { contract: 'kernel', flag: '--sections' },
  dcss: { contract: 'kernel', flag: '--dcss' },
  memmapPages: { contract: 'any', flag: '--memmap-pages' },
  memmapFirst: { contract: 'any', flag: '--memmap-first' },
  identityPages: { contract: 'any', flag: '--identity-pages' },
  identityFirst: { contract: 'any', flag: '--identity-first' },
  memmapPoints: { contract: 'any', flag: '--memmap-points' },
  identityPoints: { contract: 'any', flag: '--identity-points' },
  misaligned: { contract: 'any', flag: '--misaligned' },
} as const;

type ContractField = keyof typeof contractOf;
const contractFields = Object.keys(contractOf) as ContractField[];
const emptyParts = {
  blocks: [],
  dcss: null,
  memmapPages: 0,
  memmapFirst: 0,
  identityPages: 0,
  identityFirst: 0,
  memmapPoints: [],
  identityPoints: [],
  misaligned: false,
} satisfies Pick<ScopeConfig, ContractField>;

/** Bad ranges have windows of their own: who names a window, or says whether bad ranges count, has named all. */
function choosesRanges(overrides: ScopeOverrides): boolean {
  return ['contract' as const, ...contractFields].some((field) => overrides[field] !== undefined);
}

function override(base: ScopeConfig, overrides: ScopeOverrides): ScopeConfig {
  const { threads = [] } = overrides;
  if (threads.length > threadsMax) {
    throw new InputError(
      `${threads.length} threads are given (${threads.join(', ')}); at most ${threadsMax} run in one scope: leave out some of --threads or --readers`,
    );
  }
  const contract = overrides.contract ?? base.contract;
  for (const field of contractFields) {
    const needs = contractOf[field];
    if (overrides[field] !== undefined && needs.contract !== contract) {
      throw new InputError(
        `${needs.flag} is given with contract ${contract}; it needs --contract ${needs.contract}`,
      );
    }
  }
  const own = contract === base.contract ? base : { ...base, ...emptyParts };
  const start = overrides.threads?.length === 0 ? { ...own, ...oneThread } : own;
  const scope = withSoundReductions(withDcss({ ...start, ...overrides }), overrides);
  return withPoints(withPoints(scope, overrides, 'memmap'), overrides, 'identity');
}

/** What only threads need, as it is without them. */
const oneThread = {
  merge: 'none',
  symmetry: 'threads',
  locks: 'contended',
  preemptions: Infinity,
} as const satisfies Partial<ScopeConfig>;

/** Points replace the window of an area: what would be ignored beside them, or without pages, is refused. */
function withPoints(
  scope: ScopeConfig,
  overrides: ScopeOverrides,
  area: 'memmap' | 'identity',
): ScopeConfig {
  const [pages, first, points] = [
    `${area}Pages` as const,
    `${area}First` as const,
    `${area}Points` as const,
  ];
  if (scope[points].length === 0) {
    if (scope[pages] > 0 || overrides[first] === undefined) return scope;
    throw new InputError(
      `--${area}-first is given, and the ranges cover no page of it; add --${area}-pages N`,
    );
  }
  // A whole scope as overrides has 0 there, as it will be.
  const hasPages = (overrides[pages] ?? 0) !== 0;
  const ignored = hasPages ? 'pages' : 'first';
  if (hasPages || (overrides[first] ?? 0) !== 0) {
    throw new InputError(
      `--${area}-${ignored} is given with --${area}-points, which replaces it: remove one of the two`,
    );
  }
  return { ...scope, [pages]: 0, [first]: 0 };
}

/** Throws `InputError`, in the words of the flags, if parts of a scope contradict each other. */
export function checkScope(scope: ScopeConfig): void {
  checkThreads(scope);
  const points = scope.memmapPoints.length + scope.identityPoints.length;
  if (scope.contract === 'any' && scope.memmapPages + scope.identityPages + points === 0) {
    throw new InputError(
      '--contract any needs a window of addresses: --memmap-pages N or --identity-pages N above 0',
    );
  }
  if (scope.contract === 'kernel' && scope.blocks.length === 0) {
    throw new InputError('--contract kernel needs --sections, for example --sections 2,3');
  }
  checkSections(scope);
  if (scope.kasan && !isTiny(scope.geometry)) {
    throw new InputError(
      `--kasan is given with --geometry ${scope.geometry}; the KASAN shadow is modelled in tiny3, tiny4 and tiny5`,
    );
  }
  if (scope.edat2 && !scope.edat1) {
    throw new InputError(
      '--no-edat1 is given with EDAT2; a machine with EDAT2 has EDAT1: add --no-edat2',
    );
  }
}

function checkSections(scope: ScopeConfig): void {
  const sections = scope.blocks.flat();
  // VMALLOC_START lies behind the last section or far away: only far has a bound of its own.
  const machine = describeMachine({ ...scope, vmalloc: 'far', sections: [] });
  const most = sectionCountMax(machine);
  const wrong = sections.find((section) => section >= most);
  if (wrong !== undefined) {
    throw new InputError(
      `--sections names ${wrong}; with --geometry ${scope.geometry} and --struct-page ${scope.structPage} it must be from 0 to ${most - 1}`,
    );
  }
}

interface FlagOf {
  readonly field: keyof ScopeConfig;
  readonly flag: (scope: ScopeConfig) => string;
}

const onOff = (name: string, on: boolean): string => (on ? `--${name}` : `--no-${name}`);
const count = (value: number): string => (value === Infinity ? 'all' : String(value));

const flagsOf: readonly FlagOf[] = [
  { field: 'revision', flag: ({ revision }) => revisionFlag(revision) },
  { field: 'geometry', flag: (scope) => `--geometry ${scope.geometry}` },
  { field: 'structPage', flag: (scope) => `--struct-page ${scope.structPage}` },
  { field: 'edat1', flag: (scope) => onOff('edat1', scope.edat1) },
  { field: 'edat2', flag: (scope) => onOff('edat2', scope.edat2) },
  { field: 'debugPagealloc', flag: (scope) => onOff('debug-pagealloc', scope.debugPagealloc) },
  { field: 'kasan', flag: (scope) => onOff('kasan', scope.kasan) },
  { field: 'vmalloc', flag: (scope) => `--vmalloc ${scope.vmalloc}` },
  { field: 'contract', flag: (scope) => `--contract ${scope.contract}` },
  { field: 'blocks', flag: (scope) => `--sections ${formatSections(scope.blocks)}` },
  {
    field: 'dcss',
    flag: ({ dcss }) => (dcss === null ? '--no-dcss' : `--dcss ${formatRange(dcss)}`),
  },
  { field: 'memmapPages', flag: (scope) => `--memmap-pages ${scope.memmapPages}` },
  { field: 'memmapFirst', flag: (scope) => `--memmap-first ${scope.memmapFirst}` },
  { field: 'identityPages', flag: (scope) => `--identity-pages ${scope.identityPages}` },
  { field: 'identityFirst', flag: (scope) => `--identity-first ${scope.identityFirst}` },
  { field: 'memmapPoints', flag: (scope) => `--memmap-points ${scope.memmapPoints.join(',')}` },
  {
    field: 'identityPoints',
    flag: (scope) => `--identity-points ${scope.identityPoints.join(',')}`,
  },
  { field: 'misaligned', flag: (scope) => onOff('misaligned', scope.misaligned) },
  { field: 'online', flag: (scope) => onOff('online', scope.online) },
  { field: 'fresh', flag: (scope) => `--fresh ${scope.fresh}` },
  { field: 'failAllocs', flag: (scope) => `--fail-allocs ${count(scope.failAllocs)}` },
  { field: 'faults', flag: (scope) => `--faults ${scope.faults}` },
  { field: 'ops', flag: (scope) => `--ops ${count(scope.ops)}` },
  { field: 'threads', flag: (scope) => `--threads ${scope.threads.join(',')}` },
  { field: 'merge', flag: (scope) => `--merge ${scope.merge}` },
  { field: 'symmetry', flag: (scope) => `--symmetry ${scope.symmetry}` },
  { field: 'locks', flag: (scope) => `--locks ${scope.locks}` },
  { field: 'preemptions', flag: (scope) => `--preemptions ${count(scope.preemptions)}` },
  { field: 'identity', flag: (scope) => `--identity ${scope.identity}` },
];

/** A window beside points, which replace it. */
function isReplaced(scope: ScopeConfig, field: keyof ScopeConfig): boolean {
  const { memmapPoints, identityPoints } = scope;
  return (
    (memmapPoints.length > 0 && (field === 'memmapPages' || field === 'memmapFirst')) ||
    (identityPoints.length > 0 && (field === 'identityPages' || field === 'identityFirst'))
  );
}

/** The flags that, on the default preset, ask for exactly this scope; the revision always first. */
export function scopeFlags(scope: ScopeConfig): string[] {
  const [quick] = findPreset(defaultPreset)?.scopes ?? [];
  const start = scope.contract === quick.contract ? quick : { ...quick, ...emptyParts };
  const asText = (value: unknown): string => JSON.stringify(value) ?? '';
  const orCount = (value: unknown): unknown => (value === Infinity ? 'all' : value);
  return flagsOf
    .filter(({ field }) => {
      if (isReplaced(scope, field)) return false;
      const base = field === 'contract' ? quick.contract : start[field];
      return field === 'revision' || asText(orCount(scope[field])) !== asText(orCount(base));
    })
    .map(({ flag }) => flag(scope));
}

/** The name of a C source has the name of its file, which may be anywhere. */
function revisionFlag(revision: string): string {
  return isTextName(revision)
    ? `--source PATH-OF/${revision.split('@')[0]}`
    : `--revision ${revision}`;
}
