/** vmem.c checked from code: an exhaustive search, random walks, or one sequence of operations. */
import { didYouMean } from '../config/nearest.ts';
import { InputError } from '../errors.ts';
import { findInvariant, invariantIds, invariants } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import {
  type ConfirmedViolation,
  collisionProbability,
  depthOf,
  type InvariantResult,
  isClosed,
  type CheckResult as RunResult,
  type Stop,
  sumOf,
  violationsByWeight,
} from '../report/check-result.ts';
import { describeAssumptions, describeContract } from '../report/describe-scope.ts';
import { grouped, paragraph, plural } from '../report/paragraph.ts';
import { tellStory } from '../report/story.ts';
import { type RunControl, check as runCheck } from '../run/check.ts';
import { bound, type CheckLimits } from '../run/check-system.ts';
import { runInThisThread } from '../run/job-runner.ts';
import { judgeSequence } from '../run/judge-sequence.ts';
import { sample as runSample } from '../run/sample.ts';
import {
  type Counterexample,
  type OperationSequence,
  scheduledOperations,
} from './counterexample.ts';
import { type KernelScope, onlyWorld } from './scope.ts';

/** A claim about vmem.c that does not hold. */
export interface KernelViolation {
  /** The id of the claim. */
  readonly invariant: string;
  /** The operations that break it, executed a second time on a machine that was written apart. */
  readonly counterexample: Counterexample;
  /** Where its file was written to; null if it was not. */
  readonly file: string | null;
  /** What happens, step by step in kernel words: lines of at most 72 columns. */
  readonly story: string;
}

/** What became of one claim about vmem.c. */
export interface KernelInvariantResult {
  /** The id of the claim. */
  readonly invariant: string;
  /** `not-judged`: it was never put to the test, which proves nothing. */
  readonly verdict: 'holds' | 'violated' | 'undecided' | 'not-judged';
  /** A strict reading that was not asked for by name: it does not decide the verdict. */
  readonly isAside: boolean;
}

/** What a search or walks have in common. */
export interface KernelResult {
  /** `undecided` proves nothing: a limit came first, or walks were taken. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** One for each broken claim, in the order in which they should be read. */
  readonly violations: readonly KernelViolation[];
  /** One for each claim that was asked for. */
  readonly invariants: readonly KernelInvariantResult[];
  /** Transitions that were taken and judged; each is a whole operation. */
  readonly transitions: number;
  /** Operations of the longest run. */
  readonly depth: number;
  /** Why it ended early; null if it did not. */
  readonly stop: KernelStop | null;
  /** Who calls, and how: what the verdict is about. */
  readonly contract: string;
  /** What the verdict rests on. */
  readonly assumptions: readonly string[];
  /** Milliseconds. */
  readonly elapsedMs: number;
  /** The result in lines of at most 72 columns, with the first violation step by step. */
  readonly text: string;
}

/** What ended a search or walks early. */
export interface KernelStop {
  /** The bound that was reached; `not-started` for a world that the search never came to. */
  readonly limit: Stop['limit'];
  /** The bound; null if there is no number to it. */
  readonly value: number | null;
}

/** What {@link check} found. */
export interface KernelCheckResult extends KernelResult {
  /** Different states at rest, of all worlds together. */
  readonly states: number;
  /** Every world was exhausted without a bound: the verdict covers runs of any length. */
  readonly isClosed: boolean;
  /** Upper bound of the probability that a state was taken for another one and lost; 0 with `exact`. */
  readonly collisionProbability: number;
}

/** What {@link sample} saw; its verdict is never `holds`. */
export interface KernelSampleResult extends KernelResult {
  /** The seed that gives the same walks again. */
  readonly seed: string;
  /** Walks that were begun. */
  readonly runs: number;
}

/** What {@link check} and {@link sample} are asked. */
export interface KernelQuestion {
  /** Ids of claims (`tablewalk list invariants` tells them); all of them if not said. */
  readonly invariants?: readonly string[];
  /** Ends at the first violation instead of looking for one of each claim. */
  readonly stopAtFirst?: boolean;
  /** A folder to write a counterexample file to for each violation; none if not said. */
  readonly directory?: string;
}

/** How {@link check} is to search. */
export interface CheckOptions extends KernelQuestion {
  /** Bounds: states and memory of each world, time of all of them together. */
  readonly limits?: CheckLimits;
  /** `bfs` (breadth-first, the default) gives shortest counterexamples; `dfs` needs less memory. */
  readonly search?: 'bfs' | 'dfs';
  /** Stores whole states instead of 64-bit fingerprints: no state can be mistaken for another. */
  readonly exact?: boolean;
}

/** How {@link sample} is to walk. */
export interface SampleOptions extends KernelQuestion {
  /** Any text. The same seed gives the same walks, on every machine. */
  readonly seed: string;
  /** Walks; 1000 if not said. */
  readonly runs?: number;
  /** Operations of one walk; 30 if not said. */
  readonly depth?: number;
  /** Bounds of all walks together. */
  readonly limits?: Pick<CheckLimits, 'elapsedMs'>;
  /** False tells each violation as it was met instead of leaving out what it does not need. */
  readonly shrinks?: boolean;
}

/** What {@link judge} saw. */
export interface Judgement {
  /** `undecided`: an operation is not possible as it is written, and those before it break nothing. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** The operations up to the first that breaks the claim; null unless it is violated. */
  readonly counterexample: Counterexample | null;
  /** The result in lines of at most 72 columns: of a violation, the story. */
  readonly text: string;
}

const control: RunControl = {
  runJob: runInThisThread,
  now: () => performance.now(),
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

/**
 * Takes every state that the worlds of a scope can reach and judges every step. It runs in this
 * thread until it is done or a limit is reached.
 *
 * @throws InputError if something of the question is not as it must be.
 */
export async function check(
  scope: KernelScope,
  options: CheckOptions = {},
): Promise<KernelCheckResult> {
  const {
    search = 'bfs',
    exact = false,
    stopAtFirst = false,
    limits = {},
    directory = null,
  } = options;
  const result = await runCheck(
    {
      command: 'tablewalk check',
      preset: scope.preset,
      scopes: scope.worlds,
      ...claimsNamed(options.invariants),
      search,
      exact,
      stopAtFirst,
      limits: {
        stateCountMax: bound('states', limits.states),
        memoryBytesMax: bound('memoryBytes', limits.memoryBytes),
        depthMax: bound('depth', limits.depth),
        elapsedMsMax: bound('elapsedMs', limits.elapsedMs),
      },
      directory,
    },
    control,
  );
  const states = sumOf(result, 'states');
  const transitions = sumOf(result, 'transitions');
  const covered = `${plural(states, 'state')}, ${plural(transitions, 'transition')}, depth ${depthOf(result)}`;
  return {
    ...common(result, scope, covered),
    transitions,
    depth: depthOf(result),
    states,
    isClosed: isClosed(result),
    collisionProbability: collisionProbability(result),
  };
}

/**
 * Takes seeded random walks through a scope with one world. What it finds is real; what it does not
 * find may be there all the same.
 *
 * @throws InputError if something of the question is not as it must be, or for a scope with several worlds.
 */
export async function sample(
  scope: KernelScope,
  options: SampleOptions,
): Promise<KernelSampleResult> {
  const { seed, runs = 1000, depth = 30, stopAtFirst = false, shrinks = true } = options;
  const result = await runSample(
    {
      command: 'tablewalk sample',
      preset: scope.preset,
      scope: onlyWorld(scope, 'sample'),
      ...claimsNamed(options.invariants),
      seed,
      runs,
      depth,
      stopAtFirst,
      elapsedMsMax: bound('elapsedMs', options.limits?.elapsedMs),
      directory: options.directory ?? null,
      shrinks,
    },
    control,
  );
  const covered = `${plural(result.runs, 'walk')}, ${plural(result.transitions, 'transition')}, seed ${seed}`;
  const { transitions } = result;
  return {
    ...common(result, scope, covered),
    transitions,
    depth: result.depth,
    seed,
    runs: result.runs,
  };
}

/**
 * Executes operations on the reference machine and judges them by one claim: a counterexample by its
 * own, if no other is named.
 *
 * @throws InputError if the claim is unknown or missing, or an operation is malformed.
 */
export function judge(sequence: OperationSequence | Counterexample, invariant?: string): Judgement {
  const id = invariant ?? ('invariant' in sequence ? sequence.invariant : undefined);
  if (id === undefined)
    throw new InputError('no invariant is named; operations alone claim nothing');
  const { request } = sequence;
  const claim = invariantNamed(id);
  const judged = judgeSequence(request, scheduledOperations(sequence), claim);
  if (judged.verdict === 'violated') {
    const { verdict, counterexample, story } = judged;
    return { verdict, counterexample, text: story };
  }
  const { verdict } = judged;
  const reason = judged.verdict === 'undecided' ? `; ${judged.reason}` : '';
  const count = plural(sequence.operations.length, 'operation');
  const text = paragraph(`${verdict}: ${request.revision}, ${claim.id}, ${count}${reason}`);
  return { verdict, counterexample: null, text: text.join('\n') };
}

function invariantNamed(id: string): PageTableInvariant {
  const found = findInvariant(id);
  if (found !== undefined) return found;
  throw new InputError(
    `invariant is ${JSON.stringify(id.slice(0, 60))}; it must be one of ${invariantIds.join(', ')}${didYouMean(id, invariantIds)}`,
  );
}

function claimsNamed(ids: readonly string[] | undefined) {
  return {
    invariants: ids === undefined ? invariants : ids.map(invariantNamed),
    invariantsAreNamed: ids !== undefined,
  };
}

interface RunOutcome {
  readonly verdict: RunResult['verdict'];
  readonly invariants: readonly InvariantResult[];
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}

type Common = Omit<KernelResult, 'transitions' | 'depth'>;

function common(result: RunOutcome, { preset, worlds }: KernelScope, covered: string): Common {
  const { verdict, stop, elapsedMs } = result;
  const violations = violationsByWeight(result.invariants).map(violationOf);
  const stopped = stop === null ? '' : `, stopped by ${stopText(stop)}`;
  const reservation = verdict === 'undecided' ? '; this proves nothing about the rest' : '';
  const head = `${verdict}: ${worlds[0].revision}, preset ${preset}, ${covered}${stopped}${reservation}`;
  const ids = violations.map(({ invariant }) => invariant);
  const list = ids.length < 2 ? [] : paragraph(ids.join(', '), 'violated: ', '  ');
  const story = violations.slice(0, 1).flatMap((violation) => ['', violation.story]);
  return {
    verdict,
    violations,
    invariants: result.invariants.map(({ invariant, verdict: its, isAside }) => ({
      invariant: invariant.id,
      verdict: its,
      isAside,
    })),
    stop,
    contract: describeContract(worlds[0]),
    assumptions: describeAssumptions(worlds[0]),
    elapsedMs,
    text: [...paragraph(head), ...list, ...story].join('\n'),
  };
}

function stopText({ limit, value }: Stop): string {
  return value === null ? limit : `${limit} (${grouped(value)})`;
}

function violationOf(violation: ConfirmedViolation): KernelViolation {
  const { invariant, counterexample, execution, file } = violation;
  const story = tellStory({ counterexample, operations: execution.operations, invariant, file });
  return { invariant: invariant.id, counterexample, file, story };
}
