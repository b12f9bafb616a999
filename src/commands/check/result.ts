/** The result of a check or a sample: every report is made from this data. */
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { SwarmCoverage } from '../../explorer/swarm/coverage.ts';
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { KnownFinding } from '../../subject/findings.ts';
import type { Unreached } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { FileCoverage } from '../../text/code-coverage.ts';
import type { Stop } from '../../text/stop-text.ts';

export type Verdict = 'holds' | 'violated' | 'undecided';

export type InvariantVerdict = Verdict | 'not-judged';

/** The cause of a violated deciding claim. */
export interface ClaimRoot {
  /**
   * Empty if violated by itself, that is, on a path without an earlier violation of another deciding claim.
   * Else a set of claims; on every path, one of them is violated first. Null if a limit was reached.
   */
  readonly followsFrom: readonly string[] | null;
  /** If by itself: the shortest path without an earlier violation. */
  readonly own: ConfirmedViolation | null;
  /** If by itself: the known finding of this path; null if there is none. */
  readonly known: KnownFinding | null;
  /** Known findings that violate it by itself in other scopes. Their stories have no files. */
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
  /** Of these, those in scopes that never map: they can show a violation, but not that the claim holds. */
  readonly judgedInVain: number;
  readonly violation: ConfirmedViolation | null;
  /** The search saw a violation, but a limit or Ctrl-C left no time to confirm it: undecided. */
  readonly unconfirmed?: { readonly operations: number; readonly steps: number };
  /** A strict reading that was not requested by name: reported, but without effect on the verdict. */
  readonly isAside: boolean;
  /** The cause of a violated deciding claim, if it was searched. */
  readonly root?: ClaimRoot;
}

export interface GoalResult {
  readonly goal: Goal;
  readonly reached: boolean;
}

export interface ScopeResult {
  readonly scope: ScopeData;
  readonly states: number;
  readonly transitions: number;
  readonly steps: number;
  readonly depth: number;
  /** States found whose transitions were not all explored. */
  readonly frontier: number;
  readonly collisionProbability: number;
  readonly memoryBytes: number;
  readonly elapsedMs: number;
  /** Null if every reachable transition was judged. */
  readonly stop: Stop | null;
  /** A mapping call returned 0, and the path continued; otherwise no claim can hold. */
  readonly maps: boolean;
}

/** Coverage of one scope by the searches of a swarm. */
export interface SwarmScope extends SwarmCoverage {
  /** Occasions that put claims to the test. */
  readonly occasions: { readonly seen: number; readonly all: number };
}

export interface CheckResult {
  readonly subject: Subject;
  readonly version: string;
  /** The command line that repeats it. */
  readonly command: string;
  readonly preset: string;
  readonly verdict: Verdict;
  readonly scopes: readonly ScopeResult[];
  readonly invariants: readonly InvariantResult[];
  readonly goals: readonly GoalResult[];
  /** Items that no scope reached. */
  readonly unreached: readonly Unreached[];
  /** Coverage of a C source by the scopes; empty for our own code. */
  readonly code: readonly FileCoverage[];
  /** Places of a C source at which paths ended because they are not understood. */
  readonly unknown: readonly string[];
  /** Why the check is undecided or incomplete; null if all scopes were exhausted. */
  readonly stop: Stop | null;
  readonly exact: boolean;
  /** The requested way to track pools of recycled contents. */
  readonly pools: 'auto' | 'each' | 'sets';
  readonly search: 'bfs' | 'dfs';
  readonly elapsedMs: number;
  /** By scope, for a swarm; a swarm never holds. */
  readonly swarm?: readonly SwarmScope[];
  /** Where the search was saved when it ended early; absent or null if it was not. */
  readonly checkpoint?: { readonly file: string; readonly bytes: number } | null;
  /** Why the search could not be saved, in one line; else absent. */
  readonly checkpointLost?: string | undefined;
}

/** All scopes were searched completely and without a bound: the verdict covers runs of any length. */
export function isClosed({ subject, scopes }: CheckResult): boolean {
  return scopes.every(
    ({ scope, stop }) => stop === null && subject.scopes.operationsMax(scope) === Infinity,
  );
}

/** Upper bound of the probability that some scope lost a state to a fingerprint collision. */
export function collisionProbability(result: CheckResult): number {
  const none = result.scopes.reduce((all, scope) => all * (1 - scope.collisionProbability), 1);
  const sum = result.scopes.reduce((all, scope) => all + scope.collisionProbability, 0);
  // 1 - (1 - p) loses tiny probabilities to rounding; the sum is also a bound.
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

/** Violations in reading order: deciding ones first, then by length. */
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

/** Last criterion: of two claims violated by the same steps, the one tested more rarely is more specific. */
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

/** Assumptions of several scopes, each once. */
export function allAssumptions({ subject, scopes }: CheckResult): string[] {
  return [...new Set(scopes.flatMap(({ scope }) => subject.scopes.describe(scope).assumptions))];
}
