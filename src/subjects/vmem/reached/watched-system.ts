/** Builds a system that records coverage, and programs that record which features were queried. */
import { Occasion, occasionMeanings, occasionNames } from '../../../invariants/facts.ts';
import type { Goal } from '../../../invariants/invariant.ts';
import type { Engine } from '../../../model/engine.ts';
import { buildScope, buildScopeWith } from '../build-scope.ts';
import { createSystem } from '../create-system.ts';
import type { Feature } from '../kernel/features.ts';
import { HandWritten } from '../kernel/hand-written.ts';
import type { KernelSource } from '../kernel/kernel-source.ts';
import { CSource } from '../kernel-c/c-source.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { ScopeCoverage } from './coverage.ts';

/** Throws `InputError` like `buildScope`. */
export function watchedSystem(scope: ScopeConfig, engine?: Engine) {
  const kernel = findKernel(scope.revision);
  const programs = kernel?.programs ?? buildScope(scope).kernel.source;
  const code = programs instanceof CSource ? programs.watched() : undefined;
  const watched = watchFeatures(code?.source ?? programs);
  const built = buildScopeWith(scope, watched.source, kernel?.mutant ?? undefined);
  const system = createSystem(built, scope.geometry, engine);
  return {
    system,
    coverage: (occasions: number): ScopeCoverage => {
      // Also runs the programs of histories that other workers found.
      const steps = 'stepCoverage' in system ? system.stepCoverage() : null;
      const features = [...watched.asked];
      const unknown = code?.unknownPlaces() ?? [];
      return {
        scope,
        steps,
        features,
        occasions,
        ...(code && { code: code.coverage() }),
        ...(unknown.length > 0 && { unknown }),
      };
    },
    asked: watched.asked,
    restoreAsked: (features: readonly Feature[]) => {
      for (const feature of features) watched.ask(feature);
    },
  };
}

/** A goal for every occasion: a search reports which goals it reached. */
export const occasionGoals: readonly Goal[] = occasionNames.map((id) => ({
  id,
  claim: occasionMeanings[id],
  reachedOn: Occasion[id],
}));

interface WatchedSource {
  /** Programs with the same behaviour as the original. */
  readonly source: KernelSource;
  readonly asked: ReadonlySet<Feature>;
  /** Records a query of a feature. */
  readonly ask: (feature: Feature) => void;
}

/** A C source has no features, so it queries none. */
function watchFeatures(source: KernelSource): WatchedSource {
  const asked = new Set<Feature>();
  const ask = (feature: Feature) => void asked.add(feature);
  if (!(source instanceof HandWritten)) return { source, asked, ask };
  const watched = new Proxy(source.features, {
    get: (target, name: Feature) => {
      asked.add(name);
      return target[name];
    },
  });
  return { source: new HandWritten(source.name, watched), asked, ask };
}
