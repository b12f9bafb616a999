/** The outcome of the mutation gate, as the reports and the JSON document tell it. */

import type { Mutant } from '../../subjects/vmem/mutation/mutant.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { Stop } from '../check/result.ts';

/** The shortest violation of one claim by one mutant, over all scopes. */
export interface MutantKill {
  readonly invariantId: string;
  readonly operations: number;
  readonly steps: number;
  readonly scopeIndex: number;
  readonly text: string;
}

export interface MutantResult {
  readonly mutant: Mutant;
  readonly verdict: 'killed' | 'survives' | 'undecided';
  /** In the order of the catalogue of invariants. */
  readonly kills: readonly MutantKill[];
}

export interface KillerResult {
  readonly invariantId: string;
  readonly verdict: 'kills' | 'idle' | 'undecided';
  readonly kills: number;
  /** Mutants that no other claim kills. */
  readonly alone: readonly string[];
}

export interface MutateResult {
  readonly version: string;
  readonly command: string;
  readonly revision: string;
  readonly scopeSet: string;
  readonly scopes: readonly ScopeConfig[];
  /** Per scope: what the revision violates without any mistake. */
  readonly excused: readonly (readonly string[])[];
  readonly mutants: readonly MutantResult[];
  /** Ids of mutants that change nothing in the revision, and were not hunted. */
  readonly leftOut: readonly string[];
  readonly invariants: readonly KillerResult[];
  /** False if only some invariants hunted: then a mutant may well survive. */
  readonly judgesMutants: boolean;
  /** False if only some mutants were hunted: then an invariant may well be idle. */
  readonly judgesInvariants: boolean;
  /** `not-judged`: narrowed on both sides, it is no gate any more. */
  readonly verdict: 'passed' | 'failed' | 'undecided' | 'not-judged';
  readonly stop: Stop | null;
  /** The most of one scope of one mutant: some mutants know no bounds. */
  readonly stateCountMax: number;
  readonly states: number;
  readonly elapsedMs: number;
}
