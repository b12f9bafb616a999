/** All invariants of vmem.c in the order of reports, and how to find one. */
import type { Invariant } from './invariant.ts';
import { sequentialInvariants } from './sequential.ts';
import { threadInvariants } from './threads.ts';

/** Invariants of a search of one thread. */
export const invariants = sequentialInvariants;
/** Invariants of a search of several threads. */
export const allInvariants: readonly Invariant[] = [...sequentialInvariants, ...threadInvariants];

/** Ids of what a search of one thread judges. */
export const invariantIds: readonly string[] = invariants.map(({ id }) => id);
export const allInvariantIds: readonly string[] = allInvariants.map(({ id }) => id);

export function findInvariant(id: string): Invariant | undefined {
  return allInvariants.find((invariant) => invariant.id === id);
}
