/** Which steps of the programs a search met, as plain data that can be sent, joined and told. */

/** A kind of step inside one entry point, and how many histories went on with each of its answers. */
export interface BranchSite {
  /** The entry point, or whoever calls it. */
  readonly within: string;
  /** A name of `Op`. */
  readonly step: string;
  /** The level of a read or a scan, what an allocation is for; else empty. */
  readonly what: string;
  readonly answers: readonly { readonly word: string; readonly count: number }[];
}

export interface StepCoverage {
  /** By name of `Op`: histories that came to such a step. */
  readonly histories: Readonly<Record<string, number>>;
  readonly sites: readonly BranchSite[];
  /** Histories at a step of which an answer was never met. */
  readonly open: number;
}
