/** What a check or a sample found, as data: every report is written from this and nothing else. */

import type { Counterexample } from '../../counterexample/counterexample.ts';
import type { Limit } from '../../explorer/outcome.ts';
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { Unreached } from '../../subject/reach.ts';
import type { Execution } from '../../subjects/vmem/execution/execution.ts';
import type { KnownFinding } from '../../subjects/vmem/findings/known-findings.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { SeedsResult } from '../sample/seeds-report.ts';

export type Verdict = 'holds' | 'violated' | 'undecided';
export type InvariantVerdict = Verdict | 'not-judged';

/** Where a search ended early; `not-started` for scopes that it never came to. */
export interface Stop {
  readonly limit: Limit | 'first-violation' | 'all-violated' | 'not-started';
  /** The bound that was reached; null if there is no number to it. */
  readonly value: number | null;
}

/** A violation that the reference machine has confirmed. */
export interface ConfirmedViolation {
  readonly invariant: Invariant;
  readonly counterexample: Counterexample;
  readonly execution: Execution;
  readonly operations: number;
  readonly steps: number;
  /** Where it was written to; null if it was not. */
  readonly file: string | null;
  /** Why its file could not be written. */
  readonly unwritten?: string;
  /** What it was shrunk from, if it was; not minimal if a limit ended that. */
  readonly found?: {
    readonly operations: number;
    readonly steps: number;
    readonly isMinimal: boolean;
  };
  /** Depth-first search alone met it, in one scope at least: in general there is a shorter one. */
  readonly isOnlyDepthFirst?: boolean;
}

/** Where a violated claim that decides comes from. */
export interface ClaimRoot {
  /**
   * Empty: it is violated by itself, which means on a path on which no other deciding claim was before.
   * Else the claims one of which is violated before it on every path. Null if a limit came first.
   */
  readonly followsFrom: readonly string[] | null;
  /** If by itself: the shortest path on which nothing was violated before it. */
  readonly own: ConfirmedViolation | null;
  /** If by itself: the known finding that this path shows; null if it is none of them. */
  readonly known: KnownFinding | null;
  /** Known findings by which other scopes violate it by itself. Their stories have no files. */
  readonly others?: readonly OtherFinding[];
}

export interface OtherFinding {
  readonly own: ConfirmedViolation;
  readonly known: KnownFinding;
}

export interface InvariantResult {
  readonly invariant: Invariant;
  readonly verdict: InvariantVerdict;
  /** Transitions on which the claim was put to the test. */
  readonly judged: number;
  /** Those of them in scopes in which nothing is ever mapped: there it can be broken, but not hold. */
  readonly judgedInVain: number;
  readonly violation: ConfirmedViolation | null;
  /** The search met a violation, and a limit or Ctrl-C left no time to confirm it: nothing is decided. */
  readonly unconfirmed?: { readonly operations: number; readonly steps: number };
  /** A strict reading that was not asked for by name: told, but it does not decide the verdict. */
  readonly isAside: boolean;
  /** Of a violated claim that decides, if it was looked for. */
  readonly root?: ClaimRoot;
}

export interface GoalResult {
  readonly goal: Goal;
  readonly reached: boolean;
}

export interface ScopeResult {
  readonly scope: ScopeConfig;
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  readonly depth: number;
  /** States found whose transitions were not all taken. */
  readonly frontier: number;
  readonly collisionProbability: number;
  readonly memoryBytes: number;
  readonly elapsedMs: number;
  /** Null if every reachable transition was judged. */
  readonly stop: Stop | null;
  /** A call that maps returned 0, and the path went on: without it no claim can hold. */
  readonly maps: boolean;
}

export interface CheckResult {
  readonly version: string;
  /** The command line that repeats it. */
  readonly command: string;
  readonly preset: string;
  readonly verdict: Verdict;
  readonly scopes: readonly ScopeResult[];
  readonly invariants: readonly InvariantResult[];
  readonly goals: readonly GoalResult[];
  /** What no scope reached. */
  readonly unreached: readonly Unreached[];
  /** Why it is undecided or incomplete; null if all scopes were exhausted. */
  readonly stop: Stop | null;
  readonly exact: boolean;
  /** How pools of recycled contents were asked to be followed. */
  readonly pools: 'auto' | 'each' | 'sets';
  readonly search: 'bfs' | 'dfs';
  readonly elapsedMs: number;
  /** Where the search was saved when it ended early; absent or null if it was not. */
  readonly checkpoint?: { readonly file: string; readonly bytes: number } | null;
  /** Why it could not be written, in one line; absent if it was, or was not to be. */
  readonly checkpointLost?: string | undefined;
}

export interface SampleResult {
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly seed: string;
  /** What became of the store of seeds; null if there is none. */
  readonly seeds: SeedsResult | null;
  readonly scope: ScopeConfig;
  /** `undecided`: nothing was seen, which proves nothing. */
  readonly verdict: 'violated' | 'undecided';
  readonly runs: number;
  readonly transitions: number;
  readonly steps: number;
  readonly depth: number;
  readonly invariants: readonly InvariantResult[];
  readonly goals: readonly GoalResult[];
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}

/** Scopes without a bound on operations that were exhausted: the verdict covers runs of any length. */
export function isClosed(result: CheckResult): boolean {
  return result.scopes.every(({ scope, stop }) => stop === null && scope.ops === Infinity);
}

/** Bound of the probability that some scope lost a state to a shared fingerprint. */
export function collisionProbability(result: CheckResult): number {
  const none = result.scopes.reduce((all, scope) => all * (1 - scope.collisionProbability), 1);
  const sum = result.scopes.reduce((all, scope) => all + scope.collisionProbability, 0);
  // 1 - (1 - p) loses tiny probabilities to rounding; their sum is a bound as well.
  return Math.min(1, sum < 1e-6 ? sum : 1 - none);
}

export function sumOf(
  result: CheckResult,
  what: 'states' | 'transitions' | 'steps' | 'elapsedMs',
): number {
  return result.scopes.reduce((sum, scope) => sum + scope[what], 0);
}

export function depthOf(result: CheckResult): number {
  return Math.max(0, ...result.scopes.map((scope) => scope.depth));
}

/** The violations that a reader should see first: those that decide, then the shortest. */
export function violationsByWeight(results: readonly InvariantResult[]): ConfirmedViolation[] {
  return results
    .flatMap(({ violation, isAside, judged }) =>
      violation === null
        ? []
        : [
            {
              violation,
              isAside,
              judged,
              operations: violation.operations,
              steps: violation.steps,
            },
          ],
    )
    .sort(byWeight)
    .map(({ violation }) => violation);
}

interface Weighed {
  readonly isAside: boolean;
  readonly operations: number;
  readonly steps: number;
  readonly judged: number;
}

/** At the end: of two claims that the same steps break, the one tested more rarely says more. */
export function byWeight(a: Weighed, b: Weighed): number {
  return compareNumbers(weightOf(a), weightOf(b));
}

function weightOf({ isAside, operations, steps, judged }: Weighed): number[] {
  return [Number(isAside), operations, steps, judged];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing < 0 ? 0 : a[differing] - b[differing];
}
