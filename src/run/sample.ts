/** A sample: seeded random walks through one scope. It can find; it cannot prove. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import { tryDirectory } from '../files/write-whole.ts';
import { goals } from '../invariants/goals.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { ConfirmedViolation, InvariantResult, SampleResult } from '../report/check-result.ts';
import { aftermathClock } from './aftermath.ts';
import type { RunControl } from './check.ts';
import type { FoundViolation } from './confirm.ts';
import { Confirmer } from './confirmer.ts';
import { writeCounterexample } from './counterexample-files.ts';
import { invariantVerdict } from './join-invariant.ts';
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
  // Files are written when the stories have their last form.
  const confirmer = new Confirmer(null, aftermathClock(control, startedAt + elapsedMsMax));
  const invariants: InvariantResult[] = [];
  for (const [index, invariant] of request.invariants.entries()) {
    const found = foundBy(request, answer, invariant);
    const violation =
      found === null ? null : await violationOf(request, found, confirmer, control, startedAt);
    invariants.push(invariantResult(request, answer, invariant, index, found, violation));
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
    stop: stopOf(answer.result.end) ?? confirmer.stop,
    elapsedMs: now() - startedAt,
  };
}

function foundBy(
  { scope }: SampleRequest,
  { result, paths }: WalkAnswer,
  invariant: PageTableInvariant,
): FoundViolation | null {
  const at = result.violations.findIndex((violation) => violation.invariant.id === invariant.id);
  if (at < 0) return null;
  return { invariant, scope, transitions: paths[at], steps: result.violations[at].steps };
}

/** Confirmed, then shrunk in what is left of the time, then written. Null if there is no time to confirm it. */
async function violationOf(
  { directory, shrinks, elapsedMsMax }: SampleRequest,
  found: FoundViolation,
  confirmer: Confirmer,
  { now, signal, isInterrupted }: RunControl,
  startedAt: number,
): Promise<ConfirmedViolation | null> {
  const asMet = confirmer.confirm(found);
  if (asMet === null) return null;
  const confirmed = shrinks
    ? await shrinkConfirmed(asMet, {
        now,
        signal,
        ...(isInterrupted && { isInterrupted }),
        triesMax: defaultShrinkTries,
        stepsMax: shrinkStepsMax,
        elapsedMsMax: Math.max(0, elapsedMsMax - (now() - startedAt)),
      })
    : asMet;
  if (directory === null) return confirmed;
  return { ...confirmed, file: writeCounterexample(directory, confirmed.counterexample) };
}

function invariantResult(
  { invariantsAreNamed }: SampleRequest,
  { result }: WalkAnswer,
  invariant: PageTableInvariant,
  index: number,
  found: FoundViolation | null,
  violation: ConfirmedViolation | null,
): InvariantResult {
  const isOpen = found !== null && violation === null;
  return {
    invariant,
    judged: result.judgedCounts[index],
    judgedInVain: 0,
    violation,
    ...(isOpen && {
      unconfirmed: { operations: found.transitions.length, steps: found.steps },
    }),
    // Walks are never complete, so what they did not break stays undecided.
    verdict: invariantVerdict(violation, result.judgedCounts[index], true),
    isAside: invariant.premise !== undefined && !invariantsAreNamed,
  };
}
