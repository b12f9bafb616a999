/** A shrunk counterexample, and how it was found. */
import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { ShrinkCounts } from '../../counterexample/shrink/counts.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Execution } from '../../subject/execution.ts';

export interface ShrinkLimit {
  readonly kind: 'tries' | 'steps' | 'time' | 'interrupted';
  readonly value: number | null;
}

export interface ShrinkResult {
  readonly file: string;
  readonly invariant: Invariant;
  readonly from: { readonly operations: number; readonly steps: number };
  readonly steps: number;
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly counts: ShrinkCounts;
  /** Why it ended early; null if nothing more can be removed. */
  readonly limit: ShrinkLimit | null;
}
