/** Finds which claims are violated by themselves and which follow from others, as plain data. */

import { shortest } from '../../counterexample/confirm.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import type { SearchResult } from '../../explorer/outcome.ts';
import { recordsTo } from '../../explorer/replay.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { UnbrokenPaths } from '../../explorer/unbroken-paths.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { JobHooks, JobKind } from '../../jobs/job.ts';
import { invariantsOf } from '../../jobs/job-claims.ts';
import { meet, union } from '../../model/masks.ts';
import type { System, TransitionRecord } from '../../model/system.ts';
import type { ScopeData } from '../../subject/scopes.ts';

export interface RootsJob {
  /** Scopes that were searched, and which claims each violates. */
  readonly scopes: readonly { readonly scope: ScopeData; readonly violated: readonly string[] }[];
  /** All deciding claims that are violated somewhere, in order of preference as causes. */
  readonly invariantIds: readonly string[];
  /** Memory and depth for each search; states and time for all of them together. */
  readonly limits: SearchLimits;
}

/** The shortest path, over all scopes, without an earlier violation of another claim. */
export interface RootPath {
  readonly scopeIndex: number;
  readonly transitions: readonly TransitionRecord[];
  readonly steps: number;
}

export interface Root {
  readonly invariantId: string;
  /** Null if there is none, or none was found. */
  readonly path: RootPath | null;
  /** The shortest path of each other scope, if there is one. */
  readonly others: readonly RootPath[];
  /**
   * A minimal set of claims such that on every path one of them is violated first. Empty if violated
   * by itself; null if a limit was reached.
   */
  readonly followsFrom: readonly string[] | null;
}

export interface RootsAnswer {
  /** In the order of the job. */
  readonly roots: readonly Root[];
}

/** The grouping takes at most as many states as the check itself, or this minimum. */
export const statesAtLeast = 10_000;

export const rootSearches: JobKind<RootsJob, RootsAnswer> = {
  name: 'roots',
  run: (job, hooks) => runRoots(job, hooks),
  scopesOf: ({ scopes }) => scopes.map(({ scope }) => scope),
  small: (job) => (job.limits.stateCountMax <= statesAtLeast ? { job, isWhole: () => true } : null),
};

/** `systems`: those that a search has used, with the transitions that they have cached. */
export function runRoots(
  job: RootsJob,
  hooks: JobHooks,
  systems: ReadonlyMap<ScopeData, System> = new Map(),
): RootsAnswer {
  return new RootSearch(job, hooks, systems).run();
}

/** Claims that are never violated by themselves, and what precedes each of their violations. */
interface Followers {
  readonly followers: readonly Invariant[];
  readonly causes: readonly Invariant[];
  /** Facts of the causes that appeared at the ends of all paths to the first cause. */
  readonly endings: ReadonlySet<number>;
}

class RootSearch {
  private readonly job: RootsJob;
  private readonly hooks: JobHooks;
  private readonly startedAt: number;
  private readonly invariants: readonly Invariant[];
  private readonly systems: Map<ScopeData, System>;
  private statesLeft: number;
  /** True if every search so far was complete. */
  private isComplete = true;

  constructor(job: RootsJob, hooks: JobHooks, systems: ReadonlyMap<ScopeData, System>) {
    this.job = job;
    this.hooks = hooks;
    const { unmerged } = hooks.subject.scopes;
    this.systems = new Map([...systems].filter(([scope]) => unmerged(scope) === scope));
    this.startedAt = hooks.now();
    this.statesLeft = job.limits.stateCountMax;
    this.invariants = invariantsOf(hooks.subject.claims, job.invariantIds);
  }

  run(): RootsAnswer {
    const endings = new Set<number>();
    const found = this.paths(endings);
    const paths = new Map([...found].map(([id, all]) => [id, shortest(all)]));
    const followers = this.invariants.filter(({ id }) => !paths.has(id));
    const causes = this.causes(paths);
    const causesOf = this.isComplete ? this.causesOf({ followers, causes, endings }) : new Map();
    const roots = this.invariants.map(({ id }): Root => {
      const path = paths.get(id) ?? null;
      const others = (found.get(id) ?? []).filter((other) => other !== path);
      const followsFrom = path ? [] : (causesOf.get(id) ?? null);
      return { invariantId: id, path, others, followsFrom };
    });
    return { roots };
  }

  /** By claim. A path may end at the first violation: a claim violated later was not the first. */
  private paths(endings: Set<number>): Map<string, RootPath[]> {
    const found = new Map<string, RootPath[]>();
    for (const [scopeIndex, { scope, violated }] of this.job.scopes.entries()) {
      const { causing, others } = this.partsIn(scope, this.invariants);
      for (const part of [causing, others]) {
        const asked = part.filter(({ id }) => violated.includes(id));
        if (asked.length === 0) continue;
        const { result, system } = this.search(scope, causing, asked);
        for (const facts of system.endingFacts()) endings.add(facts);
        for (const violation of result.violations) {
          const { invariant, steps } = violation;
          const transitions = recordsTo(system, violation);
          const all = found.get(invariant.id) ?? [];
          found.set(invariant.id, [...all, { scopeIndex, transitions, steps }]);
        }
      }
    }
    return found;
  }

  /** The possible causes of other claims in the scope. */
  private partsIn(
    scope: ScopeData,
    invariants: readonly Invariant[],
  ): Record<'causing' | 'others', readonly Invariant[]> {
    const isAlone = this.hooks.subject.scopes.threadCount(scope) < 2;
    const isCausing = ({ needsOtherThread }: Invariant): boolean =>
      !(isAlone && needsOtherThread === true);
    return {
      causing: invariants.filter(isCausing),
      others: invariants.filter((invariant) => !isCausing(invariant)),
    };
  }

  /** Claims violated by themselves, then those violated in the last step of such a path. */
  private causes(paths: ReadonlyMap<string, RootPath>): Invariant[] {
    const known = new Set<string>();
    const firsts: Invariant[] = [];
    const seconds: Invariant[] = [];
    for (const invariant of this.invariants) {
      const path = paths.get(invariant.id);
      if (path === undefined) continue;
      const text = JSON.stringify(path);
      (known.has(text) ? seconds : firsts).push(invariant);
      known.add(text);
    }
    return [...firsts, ...seconds];
  }

  /** Per claim. All claims violated by themselves suffice; redundant ones are removed, last first. */
  private causesOf(all: Followers): Map<string, string[] | null> {
    let groups: readonly Followers[] = [all];
    for (const cause of all.causes.toReversed()) {
      groups = groups.flatMap((group) => this.withoutCause(group, cause));
    }
    const isKnown = this.isComplete;
    return new Map(
      groups.flatMap(({ followers, causes }) =>
        followers.map(({ id }) => [id, isKnown ? causes.map((cause) => cause.id) : null] as const),
      ),
    );
  }

  /** The same claims in two groups: those that need `cause` among their causes, and the others. */
  private withoutCause(group: Followers, cause: Invariant): Followers[] {
    const { followers, endings } = group;
    const causes = group.causes.filter((one) => one !== cause);
    if (causes.length === 0 || followers.length === 0 || !this.isComplete) return [group];
    // Then the paths up to the first violation of the others are identical.
    if (isNeverAlone(cause, causes, endings)) return [{ followers, causes, endings }];
    const without = this.comingWithout(followers, causes);
    return [
      { ...group, followers: followers.filter(({ id }) => without.coming.has(id)) },
      {
        followers: followers.filter(({ id }) => !without.coming.has(id)),
        causes,
        endings: without.endings,
      },
    ];
  }

  /** Those violated on a path on which none of `others` was violated before. */
  private comingWithout(
    followers: readonly Invariant[],
    others: readonly Invariant[],
  ): { coming: ReadonlySet<string>; endings: ReadonlySet<number> } {
    const coming = new Set<string>();
    const endings = new Set<number>();
    for (const { scope, violated } of this.job.scopes) {
      const asked = followers.filter(({ id }) => violated.includes(id) && !coming.has(id));
      if (asked.length === 0) continue;
      const { causing } = this.partsIn(scope, others);
      const { result, system } = this.search(scope, causing, asked);
      for (const { invariant } of result.violations) coming.add(invariant.id);
      for (const facts of system.endingFacts()) endings.add(facts);
    }
    return { coming, endings };
  }

  /** Reuses the transitions that a system has cached. */
  private systemOf(scope: ScopeData): System {
    const { subject } = this.hooks;
    const known = this.systems.get(scope);
    const system = known ?? subject.createSystem(subject.scopes.unmerged(scope));
    this.systems.set(scope, system);
    return system;
  }

  private search(
    scope: ScopeData,
    ending: readonly Invariant[],
    asked: readonly Invariant[],
  ): { result: SearchResult; system: UnbrokenPaths } {
    const { limits } = this.job;
    const { now, shouldStop, fullHeap } = this.hooks;
    const system = new UnbrokenPaths(
      this.systemOf(scope),
      breakingFacts(ending),
      breakingFacts(asked),
    );
    const result = breadthFirst({
      system,
      invariants: asked,
      limits: {
        ...limits,
        // Counted in states, so that the grouping is the same on every machine.
        stateCountMax: Math.max(1, this.statesLeft),
        elapsedMsMax: Math.max(1, limits.elapsedMsMax - (now() - this.startedAt)),
      },
      hooks: {
        now,
        shouldStop,
        ...(fullHeap && { fullHeap }),
      },
      stopWhenAllSeen: true,
    });
    this.statesLeft -= result.stateCount;
    this.isComplete &&= result.end.kind !== 'limit';
    return { result, system };
  }
}

/** Whether each end of a path that violates the claim violates one of `others` in the same step. */
function isNeverAlone(
  { violatedBy }: Invariant,
  others: readonly Invariant[],
  endings: ReadonlySet<number>,
): boolean {
  const mask = breakingFacts(others);
  return [...endings].every((facts) => !meet(facts, violatedBy) || meet(facts, mask));
}

function breakingFacts(invariants: readonly Invariant[]): number {
  return union(...invariants.map(({ violatedBy }) => violatedBy));
}
