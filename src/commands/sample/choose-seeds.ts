/** Which seeds of a store a sample takes. */
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { SeedStore, StoredSeed } from './seed-store.ts';

/** The scope of a seed, without the revision: other revisions are searched in the same way. */
interface SeedScope {
  readonly revision: string;
  readonly rest: string;
}

/** Which seeds of a store a sample takes, and which it skips and why. */
export interface ChosenSeeds {
  /** Seeds of this scope, whatever the revision on which they found something. */
  readonly taken: readonly StoredSeed[];
  readonly otherScopes: readonly StoredSeed[];
  /** Of another generator: the same seed is another walk now. */
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
