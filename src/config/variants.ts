/** Names of revisions and of their variants: made from features, and refused with a reason. */
import { InputError } from '../errors.ts';
import { featureNames } from '../model/kernel/features.ts';
import {
  type FeatureSwitches,
  findRevision,
  revisionNames,
  variantName,
} from '../model/kernel/revisions.ts';
import { didYouMean } from './nearest.ts';

/**
 * The name of a revision with some features switched on (true) or off (false), to be used wherever a
 * revision is named: in `scope`, in a counterexample file, after `--revision`.
 *
 * @throws InputError for a revision or a feature that does not exist.
 */
export function variant(revision: string, switches: FeatureSwitches): string {
  const base = revision.includes('+') ? undefined : findRevision(revision);
  if (base === undefined) throw wrongRevision('revision', revision);
  for (const feature of Object.keys(switches)) checkFeature('switches', feature);
  return variantName(base, switches);
}

/** Throws `InputError` unless it names a revision, or a variant of one. */
export function checkRevision(revision: string): void {
  if (findRevision(revision) !== undefined) return;
  const [base, ...suffixes] = revision.split('+');
  const known = findRevision(base);
  if (known === undefined || suffixes.length === 0) throw wrongRevision('--revision', base);
  const switches: Record<string, boolean> = {};
  for (const suffix of suffixes) {
    const feature = suffix.replace(/^no-/, '');
    checkFeature('--revision', feature);
    switches[feature] = !suffix.startsWith('no-');
  }
  const name = variantName(known, switches);
  throw new InputError(
    `--revision is ${quoted(revision)}; the name of what it switches is ${quoted(name)}`,
  );
}

function checkFeature(where: string, feature: string): void {
  const names: readonly string[] = featureNames;
  if (names.includes(feature)) return;
  throw new InputError(
    `${where} names feature ${quoted(feature)}; it must be one of ${names.join(', ')}${didYouMean(feature, names)}`,
  );
}

function wrongRevision(where: string, revision: string): InputError {
  return new InputError(
    `${where} is ${quoted(revision)}; it must be one of ${revisionNames.join(', ')}${didYouMean(revision, revisionNames)}`,
    revisionNames,
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 97)}...` : text);
}
