/** The result of a bisection over the versions of a history: text, mail and JSON are made from this. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { RepairedVersion } from '../../subject/revisions.ts';
import type { Stop } from '../../text/stop-text.ts';

/** `unknown`: it crashes, or the operations cannot be executed. Never treated as good. */
export type VersionOutcome = 'good' | 'bad' | 'unknown';

export interface VersionJudgement {
  readonly outcome: VersionOutcome;
  /** A clause without its full stop. */
  readonly reason: string;
}

export interface JudgedVersion extends VersionJudgement {
  readonly name: string;
}

export interface BisectRow extends JudgedVersion {
  /** For an unknown version: the result with later repairs, if those make it known. */
  readonly repaired: (RepairedVersion & VersionJudgement) | null;
  /** The title of a commit or a patch. */
  readonly text?: VersionText;
}

/** The identity of a version that is not a known revision. */
export interface VersionText {
  readonly subject: string;
  /** `commit` and its id, or the message id; null if neither is known. */
  readonly origin: string | null;
}

/** Where a violation was introduced. */
export interface Blame {
  /** The oldest version known to be bad, with no good version after it. */
  readonly since: string;
  /** The nearest older version that is known to be good; null if there is none. */
  readonly before: string | null;
  /** The candidates, oldest first; more than `since` if the version right before it is unknown. */
  readonly suspects: readonly string[];
}

export interface Bisection {
  /** Newest first. */
  readonly rows: readonly BisectRow[];
  readonly blame: Blame;
  /** The result for the repaired versions, if it is more precise; else null. */
  readonly repaired: (Blame & { readonly commits: readonly string[] }) | null;
}

export interface BisectResult extends Bisection {
  readonly file: string;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  /** The limit that ended the bisection early; null if there was none. */
  readonly stop: Stop | null;
}

/** The version that introduced it; null if there are several suspects, or if the oldest version has it. */
export function firstBadOf({ suspects, since, before }: Blame): string | null {
  return suspects.length === 1 && before !== null ? since : null;
}

/** The violation is older than the history, so there is no origin to find. */
export function isOldest({ suspects, before }: Blame): boolean {
  return suspects.length === 1 && before === null;
}
