/** What a case searches: its system, with the invariants and goals that are judged. */
import type { SearchRequest } from '../src/explorer/search.ts';
import type { Invariant } from '../src/invariants/invariant.ts';
import type { System } from '../src/model/system.ts';
import type { BenchCase } from './cases.ts';
import { CountingSystem } from './models/counting-system.ts';
import { vmemInvariants } from './models/vmem-claims.ts';
import { VmemSystem } from './models/vmem-system.ts';

export interface Subject {
  readonly system: System;
  readonly claims: Pick<SearchRequest, 'invariants' | 'goals'>;
}

export async function buildSubject({ name, workload }: BenchCase): Promise<Subject> {
  const only = (list: readonly Invariant[]) => ({ invariants: list });
  switch (workload.kind) {
    case 'real': {
      const { buildReal } = await import('./real-subject.ts');
      return buildReal(workload.scope);
    }
    case 'small':
      return { system: new VmemSystem(workload.scope), claims: only(vmemInvariants) };
    case 'counting':
      return { system: new CountingSystem(workload.states), claims: only([]) };
    case 'conformance':
      throw new Error(`${name} searches nothing`);
  }
}
