/** A claim about every transition of a system, as a named object that a report can quote. */

export interface Invariant {
  /** Stable, kebab-case, quoted by reports, docs and tests. Never reused for another claim. */
  readonly id: string;
  /** The claim, as a sentence that is true when the system is right. */
  readonly claim: string;
  /** What goes wrong on a real machine when the claim fails. */
  readonly matters: string;
  /** Set of facts (`masks.ts`) over `System.factNames`: any of them breaks the claim. */
  readonly violatedBy: number;
  /**
   * Mask over `System.occasionNames`: the occasions on which the claim is put to the test. A claim
   * that no occasion ever tested was not checked, and a report must say so.
   */
  readonly judgedOn: number;
}

/** A claim about vmem.c. */
export interface PageTableInvariant extends Invariant {
  /** Who promises it: patch, cover letter, commit, contract. */
  readonly source: string;
  /** For a strict reading that the series breaks by design: why its author holds that to be harmless. */
  readonly premise?: string;
  /** In one thread nothing else can follow from its violation: it judges who writes, not what is written. */
  readonly needsOtherThread?: true;
}

/** A claim that something can happen: guards against a model in which nothing does. */
export interface Goal {
  readonly id: string;
  readonly claim: string;
  /** Mask over `System.occasionNames`: any of these reaches the goal. */
  readonly reachedOn: number;
}
