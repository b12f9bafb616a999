/** Items that a search did not reach: steps, answers, features and occasions, each with what it needs. */
import { Occasion, type OccasionName, occasionMeanings } from '../../../invariants/facts.ts';
import type { BranchSite } from '../../../model/step-coverage.ts';
import type { Coverage, Unreached } from '../../../subject/reach.ts';
import { type Feature, featureMeanings } from '../kernel/features.ts';
import type { StepName } from '../kernel/request.ts';
import { isTextName } from '../kernel/text-revisions.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import { steps } from '../steps/steps.ts';
import { branchNeeds, expectedSteps, featureNeeds, occasionNeeds, stepNeeds } from './needs.ts';

/** The coverage of one search of vmem.c. */
export interface ScopeCoverage extends Coverage {
  readonly scope: ScopeConfig;
  readonly features: readonly Feature[];
}

/** Items that no search reached. */
export function unreachedOf(coverages: readonly ScopeCoverage[]): Unreached[] {
  return [
    ...unreachedSteps(coverages),
    ...unreachedAnswers(coverages),
    ...unreachedFeatures(coverages),
    ...unreachedOccasions(coverages),
    ...unreachedOperations(coverages),
  ];
}

/** Null if one of the scopes lacks nothing. */
function needsIn(
  coverages: readonly ScopeCoverage[],
  needs: (scope: ScopeConfig) => string | null,
): string | null {
  const all = coverages.map(({ scope }) => needs(scope));
  return all.includes(null) ? null : (all[0] ?? null);
}

function unreachedSteps(coverages: readonly ScopeCoverage[]): Unreached[] {
  const reported = coverages.flatMap(({ steps }) => steps ?? []);
  if (reported.length < coverages.length) return [];
  return expectedSteps
    .filter((name) => reported.every(({ histories }) => (histories[name] ?? 0) === 0))
    .map((name: StepName) => ({
      kind: 'step',
      name,
      meaning: steps[name].does,
      needs: needsIn(coverages, (scope) => stepNeeds(name, scope)),
    }));
}

/** A kind of answer, at a kind of step that was reached. */
function unreachedAnswers(coverages: readonly ScopeCoverage[]): Unreached[] {
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
      meaning: `${steps[site.step as StepName].does}: ${word}`,
      needs: needsIn(coverages, (scope) => branchNeeds(site, word, scope)),
    }));
}

function answerName({ within, step, what }: BranchSite, word: string): string {
  return `${within}: ${step}${what === '' ? '' : ` ${what}`}: ${word}`;
}

/** Features of a revision that no program queried; a C source has no features. */
function unreachedFeatures(coverages: readonly ScopeCoverage[]): Unreached[] {
  const has = ({ scope }: ScopeCoverage, feature: Feature): boolean =>
    !isTextName(scope.revision) && findKernel(scope.revision)?.programs.does(feature) === true;
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

function unreachedOccasions(coverages: readonly ScopeCoverage[]): Unreached[] {
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

/** Operations on live memory in scopes where no operation ever succeeds in adding it. */
function unreachedOperations(coverages: readonly ScopeCoverage[]): Unreached[] {
  const taken = new Map<string, boolean>();
  for (const { steps } of coverages) {
    for (const [label, isTaken] of Object.entries(steps?.dependent ?? {})) {
      taken.set(label, isTaken || taken.get(label) === true);
    }
  }
  return [...taken]
    .filter(([, isTaken]) => !isTaken)
    .map(([name]) => ({
      kind: 'action',
      name,
      meaning: 'an operation on memory that was added',
      needs: 'an add that succeeds',
    }));
}
