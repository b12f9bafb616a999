/** Names of revisions and their variants: built from features, and rejected with a reason. */
import { InputError } from '../../../errors.ts';
import { flagGiven, isPlain, refuseGiven } from '../../../input/given.ts';
import { mustBeOneOf } from '../../../input/nearest.ts';
import { quotedValue } from '../../../text/visible-text.ts';
import { featureNames } from '../kernel/features.ts';
import {
  type FeatureSwitches,
  findRevision,
  revisionNames,
  variantName,
} from '../kernel/revisions.ts';
import { findMutant, mutantIds } from '../mutation/catalogue.ts';
import { findKernel, kernelName } from '../mutation/named-kernel.ts';

/**
 * The name of a revision with some features switched on (true) or off (false), to be used wherever a
 * revision is named: in `scope`, in a counterexample file, after `--revision`.
 *
 * @throws InputError for an unknown revision or feature.
 */
export function variant(revision: string, switches: FeatureSwitches): string {
  if (typeof revision !== 'string') refuseGiven('revision', revision, 'the name of a revision');
  if (!isPlain(switches)) refuseGiven('switches', switches, 'an object { feature: true or false }');
  const base = revision.includes('+') ? undefined : findRevision(revision);
  if (base === undefined) throw wrongRevision('revision', revision);
  for (const [feature, isOn] of Object.entries(switches)) {
    checkFeature('switches', feature);
    flagGiven(`switches.${feature}`, isOn);
  }
  return variantName(base, switches);
}

/**
 * Throws `InputError` unless it is the name of a revision, a variant of one, or either with a mutant.
 * `where` names the input: an option or an argument.
 */
export function checkRevision(revision: string, where = '--revision'): void {
  if (findKernel(revision) !== undefined) return;
  const [base, ...suffixes] = revision.split('+');
  const known = findRevision(base);
  if (known === undefined || suffixes.length === 0) throw wrongRevision(where, base);
  const switches: Record<string, boolean> = {};
  const mistakes: string[] = [];
  for (const suffix of suffixes) {
    const mutant = /^mutant[-:=](.*)$/.exec(suffix)?.[1] ?? findMutant(suffix)?.id;
    if (mutant !== undefined) {
      mistakes.push(mutant);
      continue;
    }
    const feature = suffix.replace(/^no-/, '');
    checkFeature(where, feature);
    switches[feature] = !suffix.startsWith('no-');
  }
  const variant = variantName(known, switches);
  const name = mistakes.length === 0 ? variant : nameWithMistake(where, variant, mistakes);
  throw new InputError(
    `${where} is ${quotedValue(revision, 100)}; the name of the variant is ${quotedValue(name, 100)}`,
  );
}

function nameWithMistake(where: string, variant: string, ids: readonly string[]): string {
  const [id, second] = ids;
  if (second !== undefined) {
    throw new InputError(
      `${where} names mutants ${quotedValue(id, 100)} and ${quotedValue(second, 100)}; a variant contains at most one mistake`,
    );
  }
  if (findMutant(id) === undefined) {
    throw new InputError(
      `${where} names mutant ${quotedValue(id, 100)}; ${mustBeOneOf(id, mutantIds, 'tablewalk list mutants')}`,
    );
  }
  const name = kernelName(variant, id);
  if (findKernel(name) === undefined) {
    throw new InputError(
      `${where} names mutant ${id}, which changes nothing in ${variant}: the feature already has that value`,
    );
  }
  return name;
}

/** Possible suffixes of a revision after a plus. */
export const variantSuffixes: readonly string[] = [
  ...featureNames,
  ...featureNames.map((name) => `no-${name}`),
  ...mutantIds.map((id) => `mutant-${id}`),
];

function checkFeature(where: string, feature: string): void {
  const names: readonly string[] = featureNames;
  if (names.includes(feature)) return;
  throw new InputError(
    `${where} names feature ${quotedValue(feature, 100)}; ${mustBeOneOf(feature, names, 'tablewalk list features')}`,
    variantSuffixes,
  );
}

function wrongRevision(where: string, revision: string): InputError {
  return new InputError(
    `${where} is ${quotedValue(revision, 100)}; ${mustBeOneOf(revision, revisionNames, 'tablewalk list revisions')}`,
    revisionNames,
  );
}
