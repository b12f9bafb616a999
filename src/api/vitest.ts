/**
 * Matchers for vitest that print a counterexample as a story. Import it once, for its effect.
 *
 * @module tablewalk/vitest
 */
import { expect } from 'vitest';
import { InputError } from '../errors.ts';
import type { OperationSequence } from './counterexample.ts';
import { judge } from './judge.ts';
import { type AnyResult, tell } from './tell.ts';

/** Matchers that `import 'tablewalk/vitest'` adds to `expect`. */
export interface TablewalkMatchers {
  /**
   * Executes operations (a counterexample, or a generated sequence) and expects the claim to hold in
   * every step. The claim is the named one, or else that of the counterexample. Operations that are
   * not possible as written fail with and without `not`.
   */
  toUphold(invariant?: string): void;
  /**
   * Expects the verdict `holds` of a result of `check`, `checkSystem`, `replay` or `judge`, and that every
   * goal was reached. `undecided` fails with and without `not`.
   */
  toHold(): void;
  /** Expects that no violation was seen: for results of `sample` and `sampleSystem`, which never hold. */
  toHaveNoViolation(): void;
}

declare module 'vitest' {
  interface Matchers<T> extends TablewalkMatchers {}
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Fails with and without `not`. */
function decided(verdict: string, text: string): boolean {
  if (verdict === 'undecided') throw new Error(text);
  return verdict === 'holds';
}

function isResult(received: unknown): received is AnyResult {
  return typeof received === 'object' && received !== null && 'verdict' in received;
}

function resultOrError(matcher: string, received: unknown): AnyResult {
  if (isResult(received)) return received;
  throw new InputError(`${matcher} is for results of check, sample, judge and the like`);
}

function isSequence(received: unknown): received is OperationSequence {
  return (
    typeof received === 'object' &&
    received !== null &&
    'request' in received &&
    'operations' in received
  );
}

expect.extend({
  toUphold(received: unknown, invariant?: string): MatcherResult {
    if (!isSequence(received)) {
      throw new InputError('toUphold is for counterexamples and sequences of operations');
    }
    const { verdict, text } = judge(received, invariant);
    return { pass: decided(verdict, text), message: () => text };
  },
  toHold(received: unknown): MatcherResult {
    const result = resultOrError('toHold', received);
    const text = tell(result);
    const goals = 'goals' in result ? result.goals : [];
    const isReached = goals.every(({ verdict }) => verdict === 'reached');
    return { pass: decided(result.verdict, text) && isReached, message: () => text };
  },
  toHaveNoViolation(received: unknown): MatcherResult {
    const result = resultOrError('toHaveNoViolation', received);
    return { pass: result.verdict !== 'violated', message: () => tell(result) };
  },
});
