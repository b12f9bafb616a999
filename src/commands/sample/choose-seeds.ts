/** Chooses the seeds that a sample takes from a store. */
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { SeedStore, StoredSeed } from './seed-store.ts';

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

export function scopeText({ scopes }: Subject, scope: ScopeData): string {
  return scopes.flagsOf(scope).join(' ');
}

/** `flagsOf` begins with the revision. */
export function seedScope(text: string): SeedScope {
  const match = /^--revision (\S+) ?(.*)$/.exec(text);
  return match === null ? { revision: '', rest: text } : { revision: match[1], rest: match[2] };
}
