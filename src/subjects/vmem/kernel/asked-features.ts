/** Notes which features the programs ask for: a feature that nobody asked for changed nothing. */
import type { Feature, Features } from './features.ts';

export interface WatchedFeatures {
  /** To build a scope with; the same answers. */
  readonly features: Features;
  readonly asked: ReadonlySet<Feature>;
  /** Notes a feature as asked for. */
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
