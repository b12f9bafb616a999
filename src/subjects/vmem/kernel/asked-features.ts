/** Records which features the programs query: a feature that was not queried has no effect. */
import type { Feature, Features } from './features.ts';

export interface WatchedFeatures {
  /** A context for building a scope; it answers as the original does. */
  readonly features: Features;
  readonly asked: ReadonlySet<Feature>;
  /** Records a query of a feature. */
  readonly ask: (feature: Feature) => void;
}

export function watchFeatures(features: Features): WatchedFeatures {
  const asked = new Set<Feature>();
  const watched = new Proxy(features, {
    get: (target, name: Feature) => {
      asked.add(name);
      return target[name];
    },
  });
  return { features: watched, asked, ask: (feature) => void asked.add(feature) };
}
