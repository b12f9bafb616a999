/** Records which features the programs query: a feature that was not queried has no effect. */
import type { Feature } from './features.ts';
import { HandWritten } from './hand-written.ts';
import type { KernelSource } from './kernel-source.ts';

export interface WatchedSource {
  /** Programs with the same behaviour as the original. */
  readonly source: KernelSource;
  readonly asked: ReadonlySet<Feature>;
  /** Records a query of a feature. */
  readonly ask: (feature: Feature) => void;
}

/** A C source has no features, so it queries none. */
export function watchFeatures(source: KernelSource): WatchedSource {
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
