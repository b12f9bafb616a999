/** The result of the mutation gate, for the reports and the JSON document. */

import type { Mutant } from '../../subject/mutants.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { Kill } from './job.ts';

export interface MutantResult {
  readonly mutant: Mutant;
  /**
   * `equal`: in every scope the C source with the mistake has as many states, transitions and steps as
   * without it. `refused`: it cannot be read or followed.
   */
  readonly verdict: 'killed' | 'survives' | 'undecided' | 'equal' | 'refused';
  /** Why it was refused, or ''. */
  readonly reason: string;
  /** The shortest of each claim over all scopes, in the order of the catalogue of invariants. */
  readonly kills: readonly Kill[];
}

export interface KillerResult {
  readonly invariantId: string;
  readonly verdict: 'kills' | 'idle' | 'undecided';
  readonly kills: number;
  /** Mutants that no other claim kills. */
  readonly alone: readonly string[];
}

export interface MutateResult {
  readonly subject: Subject;
  readonly version: string;
  readonly command: string;
  readonly revision: string;
  readonly scopeSet: string;
  readonly scopes: readonly ScopeData[];
  /** Per scope: what the revision violates without any mistake. */
  readonly excused: readonly (readonly string[])[];
  readonly mutants: readonly MutantResult[];
  /** Ids of mutants that change nothing in the revision and were skipped. */
  readonly leftOut: readonly string[];
  readonly invariants: readonly KillerResult[];
  /** Number of mutants of the C source that these were drawn from; null for one of our own revisions. */
  readonly drawnFrom: number | null;
  readonly mutantsAreNamed: boolean;
  /** False if only some invariants were used: then mutants may survive. */
  readonly judgesMutants: boolean;
  /** False if only some mutants were searched: then invariants may be idle. */
  readonly judgesInvariants: boolean;
  /** `not-judged`: restricted in both ways, it is not a gate. */
  readonly verdict: 'passed' | 'failed' | 'undecided' | 'not-judged';
  readonly stop: Stop | null;
  /** Maximum states of one scope of one mutant: some mutants are unbounded. */
  readonly stateCountMax: number;
  readonly states: number;
  readonly elapsedMs: number;
}
