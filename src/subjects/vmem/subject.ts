/** vmem.c as a subject: composed from its parts, nothing else. */

import { readWithSchema } from '../../input/read-with-schema.ts';
import type { Subject, SubjectLoader } from '../../subject/subject.ts';
import { buildScope } from './build-scope.ts';
import { vmemClaims } from './claims.ts';
import { createSystem } from './create-system.ts';
import { unreachedOf } from './reached/coverage.ts';
import { watchedSystem } from './reached/watched-system.ts';
import { describeScope } from './scope/describe-scope.ts';
import type { ScopeConfig } from './scope/scope-config.ts';
import { scopeSchema, scopeToJson } from './scope/scope-schema.ts';
import { smallerScopes } from './smaller-scopes.ts';
import { receiveTexts, textsRead } from './texts/kernel-texts.ts';

export const vmem: Subject = {
  ref: () => ({ name: 'vmem', data: textsRead() }),
  scopes: {
    read: (value: unknown, where: string): ScopeConfig => readWithSchema(scopeSchema, where, value),
    check: buildScope,
    toJson: scopeToJson,
    describe: describeScope,
    operationsMax: ({ ops }: ScopeConfig) => ops,
    threadCount: ({ threads }: ScopeConfig) => threads.length,
    unmerged: (scope: ScopeConfig): ScopeConfig =>
      scope.threads.length === 0 ? scope : { ...scope, merge: 'none' },
    smaller: smallerScopes,
  },
  claims: vmemClaims,
  reach: { unreachedOf },
  createSystem: (scope: ScopeConfig) => createSystem(buildScope(scope), scope.geometry),
  watchSystem: watchedSystem,
};

/** As another thread has sent it. */
export const loadVmem: SubjectLoader = async ({ data }) => {
  await receiveTexts(data);
  return vmem;
};
