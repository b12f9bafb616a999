/** The search of a case: its system, invariants and goals. */
import type { SearchRequest } from '../src/explorer/search.ts';
import type { System } from '../src/model/system.ts';
import type { ScopeData } from '../src/subject/scopes.ts';
import type { BenchCase } from './cases.ts';
import { countingSubject, type SearchedSubject, smallSubject } from './models/small-subject.ts';

export interface SearchedCase {
  readonly system: System;
  readonly claims: Pick<SearchRequest, 'invariants' | 'goals'>;
}

export async function buildCase({ name, workload }: BenchCase): Promise<SearchedCase> {
  switch (workload.kind) {
    case 'real': {
      const { buildReal } = await import('./real-subject.ts');
      return buildReal(workload.scope);
    }
    case 'small':
      return caseOf(smallSubject, { revision: 'small', ...workload.scope });
    case 'counting':
      return caseOf(countingSubject, { revision: 'counting', states: workload.states });
    case 'conformance':
      throw new Error(`${name} searches nothing`);
  }
}

function caseOf<Scope extends ScopeData>(subject: SearchedSubject, scope: Scope): SearchedCase {
  const { claims } = subject;
  return {
    system: subject.createSystem(scope),
    claims: { invariants: claims.judgedIn([scope]), goals: claims.goals },
  };
}
