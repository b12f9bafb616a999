/** Kernels by name: a revision, a variant of one, or either with a mutant. */
import { featureNames } from '../kernel/features.ts';
import { HandWritten, withFeatures } from '../kernel/hand-written.ts';
import { findRevision, type VmemRevision } from '../kernel/revisions.ts';
import { findMutant } from './catalogue.ts';
import type { VmemMutant } from './mutant.ts';

export interface NamedKernel extends VmemRevision {
  /** Its mutant; `features` already contains the changes of the mutant. */
  readonly mutant: VmemMutant | null;
}

/** The two parts of a name such as `linux-5.10+keepsErrorCode+mutant-drop-flush`. */
export function kernelNameParts(name: string): {
  readonly revision: string;
  readonly mutantId: string | null;
} {
  const match = /^(.*)\+mutant-([^+]*)$/.exec(name);
  return match === null
    ? { revision: name, mutantId: null }
    : { revision: match[1], mutantId: match[2] };
}

export function kernelName(revision: string, mutantId: string): string {
  return `${revision}+mutant-${mutantId}`;
}

/** By name; undefined unless all parts of the name are known and each of them changes something. */
export function findKernel(name: string): NamedKernel | undefined {
  const { revision: revisionName, mutantId } = kernelNameParts(name);
  const revision = findRevision(revisionName);
  if (revision === undefined) return undefined;
  if (mutantId === null) return { ...revision, mutant: null };
  const mutant = findMutant(mutantId);
  if (mutant === undefined || changesNothing(mutant, revision)) return undefined;
  const { features, ...mistake } = mutant;
  return {
    name,
    source: `${revision.source}; with mutant ${mutantId}`,
    origin: revision.origin,
    changes: mutant.mistake,
    parent: revisionName,
    features: Object.freeze({ ...revision.features, ...features }),
    programs:
      features === undefined ? revision.programs : withFeatures(revision.programs, features),
    mutant: mistake,
  };
}

/** True for a mutant that only switches features to values that the revision already has. */
function changesNothing(mutant: VmemMutant, { features, programs }: VmemRevision): boolean {
  const { features: switches = {}, rewriter, skips, result } = mutant;
  // A C source has no features.
  if (!(programs instanceof HandWritten) && mutant.features !== undefined) return true;
  if (rewriter !== undefined || skips !== undefined || result !== undefined) return false;
  return featureNames.every((name) => (switches[name] ?? features[name]) === features[name]);
}
