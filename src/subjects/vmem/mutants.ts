/** The mutants of vmem.c, as a member of the subject. */
import type { SubjectMutants } from '../../subject/mutants.ts';
import { mutants } from './mutation/catalogue.ts';
import {
  defaultMutationBase,
  type MutationScopeSet,
  mutationInvariants,
  mutationScopeSets,
  mutationScopes,
} from './mutation/mutation-scopes.ts';
import { findKernel, kernelName, kernelNameParts } from './mutation/named-kernel.ts';
import { sourceMutants } from './texts/text-mutants.ts';

export const vmemMutants: SubjectMutants = {
  all: mutants,
  defaultRevision: defaultMutationBase,
  invariants: mutationInvariants,
  scopeSets: mutationScopeSets,
  scopes: (revision: string, set: MutationScopeSet) => mutationScopes(revision, set),
  nameWith(revision, mutantId) {
    const name = kernelName(revision, mutantId);
    return findKernel(name) === undefined ? null : name;
  },
  ofSources: sourceMutants,
  hasMutant: (revision) => kernelNameParts(revision).mutantId !== null,
};
