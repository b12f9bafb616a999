/** Counts tries of a shrinker and how many were kept, by kind of change. */

export interface ShrinkCount {
  readonly tried: number;
  readonly kept: number;
}

/** In the order in which the kinds are tried. */
export type ShrinkCounts = Readonly<Record<string, ShrinkCount>>;

export class ShrinkTally {
  /** Tries of all kinds. */
  tries = 0;
  private readonly byKind: Map<string, ShrinkCount>;

  constructor(kinds: readonly string[]) {
    this.byKind = new Map(kinds.map((kind) => [kind, { tried: 0, kept: 0 }]));
  }

  tried(kind: string): void {
    const { tried, kept } = this.of(kind);
    this.byKind.set(kind, { tried: tried + 1, kept });
    this.tries++;
  }

  kept(kind: string): void {
    const { tried, kept } = this.of(kind);
    this.byKind.set(kind, { tried, kept: kept + 1 });
  }

  counts(): ShrinkCounts {
    return Object.fromEntries(this.byKind);
  }

  private of(kind: string): ShrinkCount {
    return this.byKind.get(kind) ?? { tried: 0, kept: 0 };
  }
}
