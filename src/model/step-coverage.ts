/** The steps of the programs that a search reached, as plain data that can be sent, merged and reported. */

/** A kind of step inside one entry point, and how many histories continued with each of its answers. */
export interface BranchSite {
  /** The entry point, or the caller. */
  readonly within: string;
  /** A name of `Op`. */
  readonly step: string;
  /** The level of a read or a scan, the purpose of an allocation; else empty. */
  readonly what: string;
  readonly answers: readonly { readonly word: string; readonly count: number }[];
}

export interface StepCoverage {
  /** By name of `Op`: number of histories that reached such a step. */
  readonly histories: Readonly<Record<string, number>>;
  readonly sites: readonly BranchSite[];
  /** Histories at a step with an answer that never occurred. */
  readonly open: number;
}
