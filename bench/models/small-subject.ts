/** The small models as subjects, with the part of the interface that a search uses. */
import type { Invariant } from '../../src/invariants/invariant.ts';
import type { ScopeData } from '../../src/subject/scopes.ts';
import type { Subject } from '../../src/subject/subject.ts';
import { CountingSystem } from './counting-system.ts';
import { vmemInvariants } from './vmem-claims.ts';
import { type VmemScope, VmemSystem } from './vmem-system.ts';

export type SearchedSubject = Pick<Subject, 'claims' | 'createSystem'>;

export interface SmallScope extends ScopeData, VmemScope {}

export interface CountingScope extends ScopeData {
  readonly states: number;
}

export const smallSubject: SearchedSubject = {
  claims: claimsOf(vmemInvariants),
  createSystem: (scope: SmallScope) => new VmemSystem(scope),
};

export const countingSubject: SearchedSubject = {
  claims: claimsOf([]),
  createSystem: ({ states }: CountingScope) => new CountingSystem(states),
};

function claimsOf(invariants: readonly Invariant[]): Subject['claims'] {
  return { invariants, judgedIn: () => invariants, goals: [], neededGoal: null, occasions: [] };
}
