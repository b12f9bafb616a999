/** Invariants of every transition of a system, and goals that it must be able to reach. */
import { meet } from '../model/masks.ts';

export interface Invariant {
  /** Stable, kebab-case, quoted by reports, docs and tests. Never reused for another invariant. */
  readonly id: string;
  /** One sentence, true if the system is correct. */
  readonly claim: string;
  /** The consequence on a real machine if the invariant is violated. */
  readonly matters: string;
  /** Set of facts (`masks.ts`) over `System.factNames`: any of them violates the invariant. */
  readonly violatedBy: number;
  /**
   * Bit i: a transition with occasion i of `System.occasionNames` judges the invariant. An invariant
   * without any such transition was not checked, and a report must say so.
   */
  readonly judgedOn: number;
  /** Its origin: patch, cover letter, commit or contract. */
  readonly source?: string;
  /** For a strict reading, which the series violates by design: why its author considers that harmless. */
  readonly premise?: string;
  /** True for a strict reading that code outside the subject breaks, not the series by design. */
  readonly isBrokenElsewhere?: true;
  /** Without consequence in a single thread: it judges which thread writes, not what is written. */
  readonly needsOtherThread?: true;
}

/** Something that a sound model must be able to do: guards against a model in which nothing happens. */
export interface Goal {
  readonly id: string;
  /** The goal as a clause without its full stop. */
  readonly claim: string;
  /** Mask over `System.occasionNames`: any of these occasions reaches the goal. */
  readonly reachedOn: number;
}

/** Ids of the invariants that a mask of facts violates. */
export function idsBrokenBy(invariants: readonly Invariant[], facts: number): string[] {
  return invariants.filter(({ violatedBy }) => meet(facts, violatedBy)).map(({ id }) => id);
}

/** What breaks a strict reading, as a clause. */
export function breakerOf({ isBrokenElsewhere }: Invariant): string {
  return isBrokenElsewhere
    ? 'which code outside of vmem.c breaks'
    : 'which the series violates by design';
}
