/** The scopes of vmem.c, as a member of the subject: also obstacles to searches, and smaller scopes. */
import { InputError } from '../../errors.ts';
import { readWithSchema } from '../../input/read-with-schema.ts';
import type { SearchObstacles, SmallerScope, SubjectScopes } from '../../subject/scopes.ts';
import { buildScope } from './build-scope.ts';
import { featuresOn } from './kernel/hand-written.ts';
import { findKernel } from './mutation/named-kernel.ts';
import { describeScope, notVaried } from './scope/describe-scope.ts';
import { flagGroups } from './scope/dimension.ts';
import { dimensions, fieldsFromFlags, ofEachField, scopeFlagTable } from './scope/dimensions.ts';
import { presetNotes, presets } from './scope/presets.ts';
import {
  defaultPreset,
  fileFlags,
  flagsHere,
  resolveScopes,
  resolveSweep,
  scopeFlags,
} from './scope/resolve-scopes.ts';
import { needsReferenceMachine, type ScopeConfig } from './scope/scope-config.ts';
import { checkScope } from './scope/scope-rules.ts';
import { scopeSchema, scopeToJson } from './scope/scope-schema.ts';

export const vmemScopes: SubjectScopes = {
  presets,
  presetNotes,
  defaultPreset,
  flags: scopeFlagTable.map(({ field, ...flag }) => ({
    ...flag,
    choosesThreads: field === 'threads' || dimensions[field].needsThreads === true,
  })),
  flagGroups,
  resolve: (preset, given) => resolveScopes(preset, fieldsFromFlags(given)),
  sweep: (given) => resolveSweep(fieldsFromFlags(given)),
  read: (value: unknown, where: string): ScopeConfig => readWithSchema(scopeSchema, where, value),
  check: buildScope,
  toJson: scopeToJson,
  describe: describeScope,
  obstacles: searchObstacles,
  flagsOf: scopeFlags,
  flagsHere,
  fileFlags,
  resultFields: ({ contract }: ScopeConfig) => ({ contract }),
  notVaried,
  featuresOf(revision) {
    const programs = findKernel(revision)?.programs;
    return programs === undefined ? null : featuresOn(programs);
  },
  operationsMax: ({ ops }: ScopeConfig) => ops,
  threadCount: ({ threads }: ScopeConfig) => threads.length,
  unmerged: (scope: ScopeConfig): ScopeConfig =>
    scope.threads.length === 0 ? scope : { ...scope, merge: 'none' },
  smaller: smallerScopes,
};

function searchObstacles(scope: ScopeConfig): SearchObstacles {
  return {
    workers: workersObstacle(scope),
    sets: setsObstacle(scope),
    prefersSets: scope.contract === 'any',
  };
}

/** The meaning of a state must not depend on the worker that found it. */
function workersObstacle(scope: ScopeConfig): string | null {
  // On the plain machine, a state is a number that is meaningful only within one worker.
  const reference = needsReferenceMachine(scope);
  if (reference !== null) {
    return `${reference}; several workers search tiny geometries with identity position and page-aligned ranges only`;
  }
  const { threads } = scope;
  if (threads.length === 0) return null;
  // Equal threads are sorted by their histories, which are numbered in discovery order.
  const menus = buildScope(scope).threads?.map(({ menu }) => menu.join()) ?? [];
  return scope.symmetry === 'threads' && new Set(menus).size < menus.length
    ? `threads is ${threads.join(',')}; several workers do not merge equal threads: add --symmetry none`
    : null;
}

/** Only recycled memory comes from a pool. */
function setsObstacle(scope: ScopeConfig): string | null {
  const { fresh, threads } = scope;
  if (fresh !== 'recycled') return `fresh is ${fresh}; only recycled memory comes from a pool`;
  const reference = needsReferenceMachine(scope);
  if (reference !== null) {
    return `${reference}; sets are followed in tiny geometries with identity position and page-aligned ranges only`;
  }
  if (threads.length === 0) return null;
  return 'operations are searched step by step; sets are followed with --grain rest and without --threads';
}

interface SmallerConfig extends SmallerScope {
  readonly scope: ScopeConfig;
}

/** The variants that are valid scopes; first those that leave the fewest states. */
function smallerScopes(scope: ScopeConfig): SmallerConfig[] {
  const variants = ofEachField(scope, (row, value, name) =>
    row.smaller?.(value).map((smaller) => ({
      isFirst: row.multipliesStates === true,
      smaller: { flag: row.toFlag(smaller), scope: { ...scope, [name]: smaller } },
    })),
  ).flat();
  return [
    ...variants.filter(({ isFirst }) => isFirst),
    ...variants.filter(({ isFirst }) => !isFirst),
  ]
    .map(({ smaller }) => smaller)
    .filter(isScope);
}

function isScope({ scope }: SmallerConfig): boolean {
  try {
    checkScope(scope);
    buildScope(scope);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
