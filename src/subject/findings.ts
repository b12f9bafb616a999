/** Findings that are known of a subject: a violation that is found again is named by its finding. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopedSchedule } from './execution.ts';

export interface KnownFinding {
  /** `F01`. */
  readonly id: string;
  readonly title: string;
  /** What must come together on a real machine, in a line. */
  readonly needs: string;
  /** Ids of the invariants that it violates by itself. */
  readonly claims: readonly string[];
}

export interface SubjectFindings {
  readonly all: readonly KnownFinding[];
  /** The finding that a counterexample shows; null if it is none of them. */
  of(counterexample: ScopedSchedule, invariant: Invariant): KnownFinding | null;
  /** The title of violations without a known finding. */
  untitled(revision: string): string;
}
