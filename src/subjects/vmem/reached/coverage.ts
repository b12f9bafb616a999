/** What a search did not reach: steps, answers, features and occasions, each with what it would need. */

import { Occasion, type OccasionName, occasionMeanings } from '../../../invariants/facts.ts';
import type { BranchSite, StepCoverage } from '../../../model/step-coverage.ts';
import { type Feature, featureMeanings } from '../kernel/features.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { stepWords } from '../story/step-words.ts';
import {
  branchNeeds,
  featureNeeds,
  type OpName,
  occasionNeeds,
  opNames,
  stepNeeds,
} from './needs.ts';

/** What one search reached. */
export interface Coverage {
  readonly scope: ScopeConfig;
  /** Null for the reference machine, which keeps no histories. */
  readonly steps: StepCoverage | null;
  /** Features that the programs asked for. */
  readonly features: readonly Feature[];
  /** Bits of the occasions that arose. */
  readonly occasions: number;
}

export const unreachedKinds = ['step', 'answer', 'feature', 'occasion'] as const;

export interface Unreached {
  readonly kind: (typeof unreachedKinds)[number];
  readonly name: string;
  readonly meaning: string;
  /** What the scopes would need to reach it; null if they should have. */
  readonly needs: string | null;
}

/** What none of the searches reached. */
export function unreachedOf(coverages: readonly Coverage[]): Unreached[] {
  return [
    ...unreachedSteps(coverages),
    ...unreachedAnswers(coverages),
    ...unreachedFeatures(coverages),
    ...unreachedOccasions(coverages),
  ];
}

/**
 * Those that the scopes should have reached. Which answers a step can have depends on too much to say
 * that one is missing: they are told, not demanded.
 */
export function missedOf(unreached: readonly Unreached[]): Unreached[] {
  return unreached.filter(({ kind, needs }) => kind !== 'answer' && needs === null);
}

/** Null if one of the scopes lacks nothing. */
function needsIn(
  coverages: readonly Coverage[],
  needs: (scope: ScopeConfig) => string | null,
): string | null {
  const all = coverages.map(({ scope }) => needs(scope));
  return all.includes(null) ? null : (all[0] ?? null);
}

function unreachedSteps(coverages: readonly Coverage[]): Unreached[] {
  const told = coverages.flatMap(({ steps }) => steps ?? []);
  if (told.length < coverages.length) return [];
  return opNames
    .filter((name) => told.every(({ histories }) => (histories[name] ?? 0) === 0))
    .map((name: OpName) => ({
      kind: 'step',
      name,
      meaning: stepWords[name],
      needs: needsIn(coverages, (scope) => stepNeeds(name, scope)),
    }));
}

/** A kind of answer, at a kind of step that was reached. */
function unreachedAnswers(coverages: readonly Coverage[]): Unreached[] {
  const counts = new Map<string, { site: BranchSite; word: string; count: number }>();
  for (const { steps } of coverages) {
    for (const site of steps?.sites ?? []) {
      for (const { word, count } of site.answers) {
        const key = answerName(site, word);
        counts.set(key, { site, word, count: count + (counts.get(key)?.count ?? 0) });
      }
    }
  }
  return [...counts]
    .filter(([, { count }]) => count === 0)
    .map(([name, { site, word }]) => ({
      kind: 'answer',
      name,
      meaning: `${stepWords[site.step as OpName]}: ${word}`,
      needs: needsIn(coverages, (scope) => branchNeeds(site, word, scope)),
    }));
}

function answerName({ within, step, what }: BranchSite, word: string): string {
  return `${within}: ${step}${what === '' ? '' : ` ${what}`}: ${word}`;
}

/** A C text has no features: it is what it is. */
function hasFeature(kernel: ReturnType<typeof findKernel>, feature: Feature): boolean {
  return kernel?.text === undefined && kernel?.features[feature] === true;
}

/** Features that a revision has and that no program ever asked for. */
function unreachedFeatures(coverages: readonly Coverage[]): Unreached[] {
  const has = ({ scope }: Coverage, feature: Feature): boolean =>
    hasFeature(findKernel(scope.revision), feature);
  const names = Object.keys(featureMeanings) as Feature[];
  return names
    .filter((name) => coverages.some((one) => has(one, name)))
    .filter((name) => coverages.every((one) => !(has(one, name) && one.features.includes(name))))
    .map((name) => ({
      kind: 'feature',
      name,
      meaning: featureMeanings[name],
      needs: needsIn(
        coverages.filter((one) => has(one, name)),
        (scope) => featureNeeds(name, scope),
      ),
    }));
}

function unreachedOccasions(coverages: readonly Coverage[]): Unreached[] {
  const reached = coverages.reduce((bits, { occasions }) => bits | occasions, 0);
  const names = Object.keys(occasionMeanings) as OccasionName[];
  return names
    .filter((name) => (reached & Occasion[name]) === 0)
    .map((name) => ({
      kind: 'occasion',
      name,
      meaning: occasionMeanings[name],
      needs: needsIn(coverages, (scope) => occasionNeeds(name, scope)),
    }));
}
