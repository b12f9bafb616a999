/** Advice of a subject to the reader of a check whose scopes prove less than they seem to. */
import type { ScopeData } from './scopes.ts';

export interface SubjectAdvice {
  /** For completely searched scopes in which the needed goal was never reached. */
  nothingReached(revisions: readonly string[], scopes: readonly ScopeData[]): string;
  /** For invariants that were not violated, by id. */
  notShown(
    preset: string,
    scopes: readonly ScopeData[],
    quiet: readonly string[],
  ): readonly string[];
  /** A flag that selects one of several scopes; empty if there is none. */
  oneScope(scopes: readonly ScopeData[]): string;
  /** The data that fills the heap when it is exhausted. */
  readonly heap: string;
}
