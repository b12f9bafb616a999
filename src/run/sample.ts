/** A sample: seeded random walks through one scope. It can find; it cannot prove. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import { tryDirectory } from '../files/write-whole.ts';
import { goals } from '../invariants/goals.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { ConfirmedViolation, InvariantResult, SampleResult } from '../report/check-result.ts';
import { invariantVerdict, type RunControl } from './check.ts';
import { confirm } from './confirm.ts';
import { writeCounterexample } from './counterexample-files.ts';
import type { WalkAnswer } from './search-job.ts';
import { defaultShrinkTries, shrinkConfirmed } from './shrink.ts';
import { stopOf } from './stop-of.ts';
import { version } from './version.ts';

/** For each violation, some seconds; counted in steps, so that the same seed gives the same result. */
const shrinkStepsMax = 4_000_000;

export interface SampleRequest {
  readonly command: string;
  readonly preset: string;
  readonly scope: ScopeConfig;
  readonly invariants: readonly PageTableInvariant[];
  readonly invariantsAreNamed: boolean;
  readonly seed: string;
  readonly runs: number;
  readonly depth: number;
  readonly stopAtFirst: boolean;
  readonly elapsedMsMax: number;
  readonly directory: string | null;
  /** Leaves out of each violation what it does not need. */
  readonly shrinks: boolean;
}

export async function sample(request: SampleRequest, control: RunControl): Promise<SampleResult> {
  const { scope, seed, runs, depth, stopAtFirst, elapsedMsMax } = request;
  const { runJob, now, signal, onProgress } = control;
  const startedAt = now();
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const answer = await runJob(
    {
      kind: 'walk',
      scope,
      invariantIds: request.invariants.map(({ id }) => id),
      seed,
      runs,
      depth,
      stopAtFirst,
      elapsedMsMax,
    },
    {
      now,
      signal,
      onProgress: (progress) => onProgress({ ...progress, scopeIndex: 0, scopeCount: 1 }),
    },
  );
  if (answer.kind !== 'walk') throw new ModelError('walks were answered by a search');
  const invariants: InvariantResult[] = [];
  for (const [index, invariant] of request.invariants.entries()) {
    const violation = await violationOf(request, answer, invariant, control, startedAt);
    invariants.push(invariantResult(request, answer, invariant, index, violation));
  }
  const isViolated = invariants.some(({ verdict, isAside }) => verdict === 'violated' && !isAside);
  return {
    version,
    command: request.command,
    preset: request.preset,
    seed,
    scope,
    verdict: isViolated ? 'violated' : 'undecided',
    runs: answer.result.walkCount,
    transitions: answer.result.transitionCount,
    steps: answer.result.stepCount,
    depth: answer.result.depth,
    invariants,
    goals: goals.map((goal, index) => ({ goal, reached: answer.result.goalsReached[index] })),
    stop: stopOf(answer.result.end),
    elapsedMs: now() - startedAt,
  };
}

/** Confirmed, then shrunk in what is left of the time, then written. */
async function violationOf(
  { scope, directory, shrinks, elapsedMsMax }: SampleRequest,
  { result, paths }: WalkAnswer,
  invariant: PageTableInvariant,
  { now, signal }: RunControl,
  startedAt: number,
): Promise<ConfirmedViolation | null> {
  const at = result.violations.findIndex((violation) => violation.invariant.id === invariant.id);
  if (at < 0) return null;
  const { steps } = result.violations[at];
  const found = confirm({ invariant, scope, transitions: paths[at], steps });
  const confirmed = shrinks
    ? await shrinkConfirmed(found, {
        now,
        signal,
        triesMax: defaultShrinkTries,
        stepsMax: shrinkStepsMax,
        elapsedMsMax: Math.max(0, elapsedMsMax - (now() - startedAt)),
      })
    : found;
  if (directory === null) return confirmed;
  return { ...confirmed, file: writeCounterexample(directory, confirmed.counterexample) };
}

function invariantResult(
  { invariantsAreNamed }: SampleRequest,
  { result }: WalkAnswer,
  invariant: PageTableInvariant,
  index: number,
  violation: ConfirmedViolation | null,
): InvariantResult {
  return {
    invariant,
    judged: result.judgedCounts[index],
    judgedInVain: 0,
    violation,
    // Walks are never complete, so what they did not break stays undecided.
    verdict: invariantVerdict(violation, result.judgedCounts[index], true),
    isAside: invariant.premise !== undefined && !invariantsAreNamed,
  };
}
