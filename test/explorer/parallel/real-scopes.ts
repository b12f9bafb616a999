/** Page-table scopes that the tests search with several workers, and their coverage. */

import type { StepCoverage } from '../../../src/model/step-coverage.ts';
import type { System } from '../../../src/model/system.ts';
import { plainScope, type ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';

export const twoThreads: ScopeConfig = {
  ...plainScope,
  geometry: 'tiny3',
  fresh: 'recycled',
  failAllocs: 1,
  blocks: [[2]],
  dcss: { start: 0x70000, end: 0x71000 },
  threads: ['hotplug', 'dcss'],
};

export const scopes: Readonly<Record<string, ScopeConfig>> = {
  'whole operations': { ...plainScope, fresh: 'recycled', failAllocs: 1 },
  'two threads, every step': twoThreads,
};

export function coverageOf(system: System): StepCoverage | null {
  return 'stepCoverage' in system
    ? (system as { stepCoverage(): StepCoverage }).stepCoverage()
    : null;
}
