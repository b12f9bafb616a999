/** What a subject advises the reader of a check to do next, because the scopes show less than they seem to. */
import type { ScopeData } from './scopes.ts';

export interface SubjectAdvice {
  /** Of scopes that were searched to their end, and in which the needed goal was never reached. */
  nothingReached(revisions: readonly string[], scopes: readonly ScopeData[]): string;
  /** Of invariants that were not violated, by id. */
  notShown(
    preset: string,
    scopes: readonly ScopeData[],
    quiet: readonly string[],
  ): readonly string[];
  /** A flag that leaves one of several scopes; empty if there is none. */
  oneScope(scopes: readonly ScopeData[]): string;
  /** What takes the heap if it ran full. */
  readonly heap: string;
}
