/** Coverage of the steps of the programs by a search, as plain data. */

/** A kind of step inside one entry point, and how many histories continue with each of its results. */
export interface BranchSite {
  /** The entry point, or its caller. */
  readonly within: string;
  /** A name of `Op`. */
  readonly step: string;
  /** The level of a read or a scan, or the purpose of an allocation; otherwise empty. */
  readonly what: string;
  readonly answers: readonly { readonly word: string; readonly count: number }[];
}

export interface StepCoverage {
  /** By name of `Op`: histories that reached such a step. */
  readonly histories: Readonly<Record<string, number>>;
  readonly sites: readonly BranchSite[];
  /** Histories at a step with a result that was never seen. */
  readonly open: number;
  /** By label: whether a search took the operation; only of operations on memory that others must add. */
  readonly dependent?: Readonly<Record<string, boolean>> | undefined;
}
