/** The seeds of a sample: those taken from a store, the walk kept for each violation, and those to add. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import { foundIn } from '../../counterexample/found-walk.ts';
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import type { NamedWalk, WalkAnswer } from '../../jobs/walk-job.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { SeedsResult } from './result.ts';
import { addSeeds, formatSeed, type SeedStore, type StoredSeed } from './seed-store.ts';

/** A violation, with the walk that reached it in the fewest transitions. */
export interface SampledViolation {
  readonly claim: string;
  readonly walk: NamedWalk;
  readonly steps: number;
  readonly path: readonly TransitionRecord[];
}

/** The walks of the seeds, each once even if it breaks several claims. */
export function namedWalks(seeds: readonly StoredSeed[]): NamedWalk[] {
  const walks = new Map<string, NamedWalk>();
  for (const { seed, at, length } of seeds) {
    const key = `${seed}/${at}`;
    const transitions = Math.max(1, length, walks.get(key)?.transitions ?? 0);
    walks.set(key, { seed, walk: Number(at), transitions });
  }
  return [...walks.values()];
}

/** Prefers fewest transitions, then fewest steps, then stored walks, then the first. */
export function shortestSighting(
  { seed }: { readonly seed: string },
  answer: WalkAnswer,
  stored: readonly NamedWalk[],
  claim: string,
): SampledViolation | null {
  const walks = [...answer.stored.entries()].map(([index, taken]) => ({
    ...taken,
    seed: stored[index].seed,
  }));
  const all = [...walks, { ...answer, seed }].flatMap((taken) =>
    taken.result.violations.flatMap(
      ({ invariant, walk, depth, steps }, index): SampledViolation[] => {
        if (invariant.id !== claim) return [];
        const named = { seed: taken.seed, walk, transitions: depth };
        return [{ claim, walk: named, steps, path: taken.paths[index] }];
      },
    ),
  );
  const isShorter = (one: SampledViolation, other: SampledViolation): boolean => {
    const transitions = one.walk.transitions - other.walk.transitions;
    return transitions < 0 || (transitions === 0 && one.steps < other.steps);
  };
  const [first, ...others] = all;
  return others.reduce((best, next) => (isShorter(next, best) ? next : best), first) ?? null;
}

/** The counterexample with the walk that found it. */
export function withWalk(
  subject: Subject,
  counterexample: Counterexample,
  scope: ScopeData,
  { seed, walk, transitions }: NamedWalk,
  operations: number,
): Counterexample {
  const found = { generator: walkGenerator, seed, walk, transitions, operations };
  return { ...counterexample, found: foundIn(subject, found, scope, counterexample.request) };
}

interface SampledScope {
  readonly scope: ScopeData;
  readonly invariants: readonly { readonly id: string }[];
}

/** Adds new seeds, and reports those that no longer find anything. */
export function keepSeeds(
  subject: Subject,
  { scope, invariants }: SampledScope,
  store: SeedStore,
  { taken, otherGenerators, otherScopes }: ChosenSeeds,
  answer: WalkAnswer,
  sightings: readonly SampledViolation[],
): SeedsResult {
  const walks = namedWalks(taken);
  const here = scopeText(subject, scope);
  const { added, unwritten } = addSeeds(
    store,
    scope.revision,
    sightings.map(({ claim, walk: { seed, walk, transitions } }) => ({
      generator: walkGenerator,
      seed,
      at: String(walk),
      length: transitions,
      claim,
      scope: here,
    })),
  );
  const lost = taken.filter(({ seed, at, claim, scope: its }) => {
    const index = walks.findIndex((walk) => walk.seed === seed && walk.walk === Number(at));
    const again = answer.stored[index];
    // On another revision it may find nothing. Unknown unless the walk was taken to its end.
    if (again === undefined || seedScope(its).revision !== scope.revision) return false;
    const wasTaken = again.result.end.kind === 'all-walks-taken';
    const isJudged = invariants.some(({ id }) => id === claim);
    return (
      wasTaken &&
      isJudged &&
      !again.result.violations.some(({ invariant }) => invariant.id === claim)
    );
  });
  return {
    path: store.path,
    taken: answer.stored.length,
    lost: lost.map(formatSeed),
    otherGenerators: otherGenerators.map(formatSeed),
    otherScopes: otherScopes.length,
    added: added.map(formatSeed),
    ...(unwritten === null ? {} : { unwritten }),
  };
}

/** The scope of a seed, without the revision: other revisions are searched in the same way. */
interface SeedScope {
  readonly revision: string;
  readonly rest: string;
}

/** The seeds that a sample takes from a store, and those that it skips with the reason. */
export interface ChosenSeeds {
  /** Seeds of this scope, on whatever revision they found something. */
  readonly taken: readonly StoredSeed[];
  readonly otherScopes: readonly StoredSeed[];
  /** From another version of the generator: the same seed now gives another walk. */
  readonly otherGenerators: readonly StoredSeed[];
}

export function chooseSeeds(subject: Subject, { seeds }: SeedStore, scope: ScopeData): ChosenSeeds {
  const walks = seeds.filter(({ generator }) => generator.startsWith('walk/'));
  const { rest } = seedScope(scopeText(subject, scope));
  const here = walks.filter((seed) => seedScope(seed.scope).rest === rest);
  return {
    taken: here.filter(({ generator }) => generator === walkGenerator),
    otherGenerators: here.filter(({ generator }) => generator !== walkGenerator),
    otherScopes: walks.filter((seed) => !here.includes(seed)),
  };
}

function scopeText({ scopes }: Subject, scope: ScopeData): string {
  return scopes.flagsOf(scope).join(' ');
}

/** `flagsOf` begins with the revision. */
function seedScope(text: string): SeedScope {
  const match = /^--revision (\S+) ?(.*)$/.exec(text);
  return match === null ? { revision: '', rest: text } : { revision: match[1], rest: match[2] };
}
