/** Executes schedules of vmem.c on the reference machine. */

import { buildScope } from '../build-scope.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { ScopeExecutor } from './executor.ts';

export const vmemExecution = {
  executor: (request: ScopeConfig): ScopeExecutor => new ScopeExecutor(buildScope(request)),
};
