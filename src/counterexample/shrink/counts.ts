/** What a shrinker tried and what it kept of that, by what was left out or made smaller. */

/** In the order in which they are tried. */
export const shrinkKinds = [
  'operations',
  'pairs',
  'failures',
  'contents',
  'shifted',
  'exchanged',
  'ranges',
  'preemptions',
  'scope',
] as const;
export type ShrinkKind = (typeof shrinkKinds)[number];

export interface ShrinkCount {
  readonly tried: number;
  readonly kept: number;
}

export type ShrinkCounts = Readonly<Record<ShrinkKind, ShrinkCount>>;

export class ShrinkTally {
  /** Tries of all kinds. */
  tries = 0;
  private readonly byKind = new Map<ShrinkKind, ShrinkCount>();

  tried(kind: ShrinkKind): void {
    const { tried, kept } = this.of(kind);
    this.byKind.set(kind, { tried: tried + 1, kept });
    this.tries++;
  }

  kept(kind: ShrinkKind): void {
    const { tried, kept } = this.of(kind);
    this.byKind.set(kind, { tried, kept: kept + 1 });
  }

  counts(): ShrinkCounts {
    const entries = shrinkKinds.map((kind) => [kind, this.of(kind)]);
    return Object.fromEntries(entries);
  }

  private of(kind: ShrinkKind): ShrinkCount {
    return this.byKind.get(kind) ?? { tried: 0, kept: 0 };
  }
}
