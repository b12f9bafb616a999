/** Additional checks of a job for a system whose functions a user wrote. */
import { ModelError } from '../errors.ts';
import type { SearchResult } from '../explorer/outcome.ts';
import type { WalkResult } from '../explorer/random-walk.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import { meet } from '../model/masks.ts';
import type { System } from '../model/system.ts';
import { isUserSystem } from '../model/user-system.ts';
import type { Subject } from '../subject/subject.ts';

interface Claims {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals?: readonly Goal[];
}

/**
 * Adds the claims that the initial state breaks and the goals that it reaches. Throws `InputError` if
 * a transition of the system has another result than during the search.
 */
export function withInitialState(found: SearchResult, claims: Claims): SearchResult {
  return joined(found, claims, (invariant) => ({ invariant, depth: 0, steps: 0, schedule: [] }));
}

/** The same for walks: only the first one counts the initial state. */
export function walkedFromInitialState(
  found: WalkResult,
  claims: Claims,
  walkFirst: number,
): WalkResult {
  if (walkFirst > 0) {
    if (isUserSystem(claims.system)) claims.system.takeSampleAgain();
    return found;
  }
  return joined(found, claims, (invariant) => ({
    invariant,
    depth: 0,
    steps: 0,
    walk: 0,
    choices: [],
    records: [],
  }));
}

interface Found<Violation> {
  readonly violations: readonly Violation[];
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
}

/** The empty schedule is the shortest. */
function joined<
  Violation extends { readonly invariant: Invariant; readonly count: number },
  Result extends Found<Violation>,
>(
  found: Result & Found<Violation>,
  { system, invariants, goals = [] }: Claims,
  atStart: (invariant: Invariant) => Omit<Violation, 'count'>,
): Result {
  if (!isUserSystem(system)) return found;
  system.takeSampleAgain();
  const { facts, occasions } = system.judgeInitial();
  return {
    ...found,
    violations: invariants.flatMap((invariant) => {
      const later = found.violations.filter((violation) => violation.invariant === invariant);
      if (!meet(facts, invariant.violatedBy)) return later;
      return [{ ...atStart(invariant), count: 1 + (later[0]?.count ?? 0) }];
    }),
    judgedCounts: found.judgedCounts.map(
      (count, index) => count + Number(meet(occasions, invariants[index].judgedOn)),
    ),
    goalsReached: found.goalsReached.map(
      (isReached, index) => isReached || meet(occasions, goals[index].reachedOn),
    ),
  };
}

/** If executing a found path again gives another one, the system of the user is at fault, not tablewalk. */
export function blamingTheSystem<Result>({ notReproduced }: Subject, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ModelError) || notReproduced === undefined) throw error;
    throw notReproduced(error.message);
  }
}
