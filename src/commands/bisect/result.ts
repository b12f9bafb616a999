/** What a bisection over the versions of a history found, as data: text, mail and JSON are written from this. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { Stop } from '../check/result.ts';

/** `unknown`: it crashes, or the operations cannot be followed. It is never taken for good. */
export type VersionOutcome = 'good' | 'bad' | 'unknown';

export interface Judgement {
  readonly outcome: VersionOutcome;
  /** A clause without its full stop. */
  readonly reason: string;
}

export interface JudgedVersion extends Judgement {
  readonly name: string;
}

/** A version with repairs that came later, by their commits. */
export interface RepairedVersion {
  readonly name: string;
  readonly commits: readonly string[];
}

export interface BisectRow extends JudgedVersion {
  /** Only of an unknown version, if repairs that came later make it known: what it does with them. */
  readonly repaired: (RepairedVersion & Judgement) | null;
  /** Of a commit or of a patch. */
  readonly text?: VersionText;
}

/** What a version is that is no known revision. */
export interface VersionText {
  readonly subject: string;
  /** `commit` and its id, or the message id; null if neither is known. */
  readonly origin: string | null;
}

/** Where a violation came in. */
export interface Blame {
  /** The oldest version that is known to be bad, with none that is good after it. */
  readonly since: string;
  /** The nearest older version that is known to be good; null if none is. */
  readonly before: string | null;
  /** One of them brought it, the oldest first; more than `since` if what came right before it is unknown. */
  readonly suspects: readonly string[];
}

export interface Bisection {
  /** The newest first. */
  readonly rows: readonly BisectRow[];
  readonly blame: Blame;
  /** What the repaired versions say, if that is more: null if not. */
  readonly repaired: (Blame & { readonly commits: readonly string[] }) | null;
}

export interface BisectResult extends Bisection {
  readonly file: string;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  /** What ended it before all revisions were judged; null if nothing did. */
  readonly stop: Stop | null;
}

/** The version that brought it: null if there are several suspects, or if the oldest version has it. */
export function firstBadOf({ suspects, since, before }: Blame): string | null {
  return suspects.length === 1 && before !== null ? since : null;
}

/** It was there before the history begins: nothing is left to be found. */
export function isOldest({ suspects, before }: Blame): boolean {
  return suspects.length === 1 && before === null;
}
