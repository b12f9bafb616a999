/** The scopes of vmem.c, as a member of the subject. */

import { readWithSchema } from '../../input/read-with-schema.ts';
import type { SubjectScopes } from '../../subject/scopes.ts';
import { buildScope } from './build-scope.ts';
import { featuresOn } from './kernel/hand-written.ts';
import { findKernel } from './mutation/named-kernel.ts';
import { describeScope } from './scope/describe-scope.ts';
import { flagGroups } from './scope/dimension.ts';
import { dimensions, fieldsFromFlags, scopeFlagTable } from './scope/dimensions.ts';
import { fileFlags, flagsHere } from './scope/flags-here.ts';
import { notVaried } from './scope/not-varied.ts';
import { presetNotes, presets } from './scope/presets.ts';
import { defaultPreset, resolveScopes, resolveSweep, scopeFlags } from './scope/resolve-scopes.ts';
import type { ScopeConfig } from './scope/scope-config.ts';
import { scopeSchema, scopeToJson } from './scope/scope-schema.ts';
import { searchObstacles } from './search-obstacles.ts';
import { smallerScopes } from './smaller-scopes.ts';

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
