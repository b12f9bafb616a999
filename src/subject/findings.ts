/** Known findings of a subject; a violation that is found again is named after its finding. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopedSchedule } from './execution.ts';

export interface KnownFinding {
  /** `F01`. */
  readonly id: string;
  readonly title: string;
  /** The conditions on a real machine, in a line. */
  readonly needs: string;
  /** Ids of the invariants that the finding violates by itself. */
  readonly claims: readonly string[];
}

export interface SubjectFindings {
  readonly all: readonly KnownFinding[];
  /** The finding that a counterexample shows; null for none. */
  of(counterexample: ScopedSchedule, invariant: Invariant): KnownFinding | null;
  /** The title of violations without a known finding. */
  untitled(revision: string): string;
}
