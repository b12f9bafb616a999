/** Checks vmem.c from code: an exhaustive search, or random walks. */

import {
  collisionProbability,
  depthOf,
  type InvariantResult,
  isClosed,
  type CheckResult as RunResult,
  sumOf,
  violationsByWeight,
} from '../commands/check/result.ts';
import { claimsAsked, runCheck } from '../commands/check/run.ts';
import { runSample } from '../commands/sample/run.ts';
import type { ConfirmedViolation } from '../counterexample/confirm.ts';
import { storyText } from '../counterexample/story.ts';
import { InputError } from '../errors.ts';
import {
  anything,
  checkGiven,
  choiceGiven,
  countGiven,
  flagGiven,
  listGiven,
  objectGiven,
  textGiven,
  type ValueCheck,
} from '../input/given.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { type RunControl, runInThisThread } from '../jobs/job-runner.ts';
import { describeAssumptions, describeContract } from '../subjects/vmem/scope/describe-scope.ts';
import { vmem } from '../subjects/vmem/subject.ts';
import { grouped, paragraph, plural } from '../text/paragraph.ts';
import type { Stop } from '../text/stop-text.ts';
import type { KernelCounterexample } from './counterexample.ts';
import { invariantNamed } from './judge.ts';
import { bound, type CheckLimits, limitsGiven } from './limits.ts';
import type {
  KernelCheckResult,
  KernelResult,
  KernelSampleResult,
  KernelViolation,
} from './results.ts';
import { checkKernelScope, type KernelScope, onlyWorld } from './scope.ts';

/** Options of {@link check} and {@link sample}. */
export interface KernelQuestion {
  /** Ids of claims (see `tablewalk list invariants`); default: all. */
  readonly invariants?: readonly string[];
  /** Stop at the first violation instead of searching one of each claim. */
  readonly stopAtFirst?: boolean;
  /** A directory for a counterexample file of each violation; default: no files. */
  readonly directory?: string;
}

/** Options of {@link check}. */
export interface CheckOptions extends KernelQuestion {
  /** Limits: states and memory for each world, time for all of them together. */
  readonly limits?: CheckLimits;
  /**
   * `bfs` (breadth-first, the default) gives shortest counterexamples; `dfs` needs less memory; its
   * counterexamples are shortest if a second, breadth-first search finds them within 100,000 states
   * (real geometries: 1,000).
   */
  readonly search?: 'bfs' | 'dfs';
  /** Store whole states instead of 64-bit fingerprints: no state can be mistaken for another. */
  readonly exact?: boolean;
  /**
   * With recycled contents: `each` tracks pools one by one, as part of a state; `sets` tracks sets of pools.
   * Counts and verdicts are the same. `sets` is much faster, and the default, if callers may do anything.
   */
  readonly pools?: 'each' | 'sets';
}

/** Options of {@link sample}. */
export interface SampleOptions extends KernelQuestion {
  /** Any text. The same seed gives the same walks on every machine. */
  readonly seed: string;
  /** A file or directory of seeds: stored seeds are replayed first, new ones are added. */
  readonly seeds?: string;
  /** Number of walks; default: 1000. */
  readonly runs?: number;
  /** Maximum operations of a walk; default: 30. */
  readonly depth?: number;
  /** Limits for all walks together. */
  readonly limits?: Pick<CheckLimits, 'elapsedMs'>;
  /** False reports each violation as found, without shrinking it. */
  readonly shrinks?: boolean;
}

const questionKinds: Readonly<Record<keyof KernelQuestion, ValueCheck>> = {
  invariants: listGiven('ids of claims', textGiven),
  stopAtFirst: flagGiven,
  directory: textGiven,
};
const checkKinds: Readonly<Record<keyof CheckOptions, ValueCheck>> = {
  ...questionKinds,
  limits: limitsGiven,
  search: choiceGiven('bfs', 'dfs'),
  exact: flagGiven,
  pools: choiceGiven('each', 'sets'),
};
const sampleKinds: Readonly<Record<keyof SampleOptions, ValueCheck>> = {
  ...questionKinds,
  seed: textGiven,
  seeds: textGiven,
  runs: countGiven,
  depth: countGiven,
  limits: objectGiven({ elapsedMs: anything }),
  shrinks: flagGiven,
};

const control: RunControl = {
  subject: vmem,
  runJob: runInThisThread,
  now: () => performance.now(),
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

/**
 * Visits every state that the worlds of a scope can reach and judges every step. It blocks this
 * thread until it is done or a limit is reached.
 *
 * @throws InputError for invalid options.
 */
export async function check(
  scope: KernelScope,
  options: CheckOptions = {},
): Promise<KernelCheckResult> {
  checkKernelScope(scope);
  checkGiven('options', options, checkKinds);
  const {
    search = 'bfs',
    exact = false,
    pools = 'auto',
    stopAtFirst = false,
    limits = {},
    directory = null,
  } = options;
  const result = await runCheck(
    {
      command: 'tablewalk check',
      preset: scope.preset,
      scopes: scope.worlds,
      ...claimsAsked(vmem, scope.worlds, claimsNamed(options.invariants), stopAtFirst),
      search,
      exact,
      pools,
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
    ...commonFields(result, scope, covered),
    transitions,
    depth: depthOf(result),
    states,
    isClosed: isClosed(result),
    collisionProbability: collisionProbability(result),
  };
}

/**
 * Takes seeded random walks through a scope with one world. Every violation it finds is real, but it
 * may miss some.
 *
 * @throws InputError for invalid options, or for a scope with several worlds.
 */
export async function sample(
  scope: KernelScope,
  options: SampleOptions,
): Promise<KernelSampleResult> {
  checkKernelScope(scope);
  checkGiven('options', options, sampleKinds);
  textGiven('options.seed', options.seed);
  const {
    seed,
    runs = 1000,
    depth = 30,
    stopAtFirst = false,
    shrinks = true,
    seeds = null,
  } = options;
  const result = await runSample(
    {
      command: 'tablewalk sample',
      preset: scope.preset,
      scope: onlyWorld(scope, 'sample'),
      ...claimsAsked(vmem, scope.worlds, claimsNamed(options.invariants), stopAtFirst),
      seed,
      seeds,
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
    ...commonFields(result, scope, covered),
    transitions,
    depth: result.depth,
    seed,
    runs: result.runs,
  };
}

function claimsNamed(ids: readonly string[] | undefined): Invariant[] | undefined {
  if (ids?.length === 0) throw new InputError('no invariant is named; there must be at least one');
  const twice = ids?.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError(`invariant "${twice}" is named twice`);
  return ids?.map(invariantNamed);
}

interface RunOutcome {
  readonly verdict: RunResult['verdict'];
  readonly invariants: readonly InvariantResult[];
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}

type Common = Omit<KernelResult, 'transitions' | 'depth'>;

function commonFields(
  result: RunOutcome,
  { preset, worlds }: KernelScope,
  covered: string,
): Common {
  const { verdict, stop, elapsedMs } = result;
  const violations = violationsByWeight(result.invariants).map(violationOf);
  const stopped = stop === null ? '' : `, stopped by ${apiStopText(stop)}`;
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

function apiStopText({ limit, value }: Stop): string {
  return value === null ? limit : `${limit} (${grouped(value)})`;
}

function violationOf(violation: ConfirmedViolation): KernelViolation {
  const { invariant, file, unwritten } = violation;
  const counterexample = violation.counterexample as KernelCounterexample;
  const story = storyText(vmem, { counterexample, invariant, file });
  const why = unwritten === undefined ? {} : { unwritten };
  return { invariant: invariant.id, counterexample, file, ...why, story };
}
