/** The hand-written programs as a source of kernel programs. Their features are private to them. */
import type { MachineDescription } from '../machine/description.ts';
import * as entry from './entry-points.ts';
import { type Feature, type Features, featureNames } from './features.ts';
import type { EntryPoints, KernelSource } from './kernel-source.ts';
import { flat } from './nested.ts';

export class HandWritten implements KernelSource {
  readonly name: string;
  readonly features: Features;

  constructor(name: string, features: Features) {
    this.name = name;
    this.features = features;
  }

  entryPoints(machine: MachineDescription): EntryPoints {
    const context = { machine, features: this.features };
    return {
      vmemmapPopulate: (start, end, from) => flat(entry.vmemmapPopulate(context, start, end, from)),
      vmemmapFree: (start, end, from) => flat(entry.vmemmapFree(context, start, end, from)),
      vmemAddMapping: (start, size) => flat(entry.vmemAddMapping(context, start, size)),
      vmemRemoveMapping: (start, size) => flat(entry.vmemRemoveMapping(context, start, size)),
      vmemAddRange: (start, size) => flat(entry.vmemAddRange(context, start, size)),
    };
  }

  staticCount(): number {
    return 0;
  }

  does(behaviour: Feature): boolean {
    return this.features[behaviour];
  }
}

/** The same programs with some features switched; features can be switched in hand-written programs only. */
export function withFeatures(source: KernelSource, switches: Partial<Features>): KernelSource {
  return source instanceof HandWritten
    ? new HandWritten(source.name, { ...source.features, ...switches })
    : source;
}

/** The names of the features that programs have. */
export function featuresOn(source: KernelSource): Feature[] {
  return featureNames.filter((name) => source.does(name));
}
