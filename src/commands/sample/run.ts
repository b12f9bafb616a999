/** A sample: seeded random walks through one scope. It can find violations, but not prove their absence. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { Confirmer } from '../../counterexample/confirmer.ts';
import { version } from '../../files/version.ts';
import { tryDirectory } from '../../files/write-whole.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathClock } from '../../jobs/aftermath.ts';
import type { RunControl } from '../../jobs/run-control.ts';
import { stopOf } from '../../jobs/stop-of.ts';
import { walks as walkJobs } from '../../jobs/walk-job.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import { invariantVerdict } from '../check/join-invariant.ts';
import type { InvariantResult, SampleResult } from '../check/result.ts';
import { defaultShrinkTries, shrinkConfirmed } from '../shrink/run.ts';
import { chooseSeeds } from './choose-seeds.ts';
import {
  keepSeeds,
  namedWalks,
  type SampledViolation,
  shortestSighting,
  withWalk,
} from './sample-seeds.ts';
import { prepareSeedStore, readSeedStore } from './seed-store.ts';

/**
 * Limit of shrinking per violation, a few seconds; counted in steps, so that the same seed gives the same
 * result.
 */
const shrinkStepsMax = 4_000_000;

export interface SampleRequest {
  readonly command: string;
  readonly preset: string;
  readonly scope: ScopeData;
  readonly invariants: readonly Invariant[];
  readonly invariantsAreNamed: boolean;
  readonly seed: string;
  /** A seed store: seeds of the scope are replayed first, new ones are added; null for none. */
  readonly seeds: string | null;
  readonly runs: number;
  readonly depth: number;
  readonly stopAtFirst: boolean;
  readonly elapsedMsMax: number;
  readonly directory: string | null;
  /** Shrink each violation. */
  readonly shrinks: boolean;
}

export async function runSample(
  request: SampleRequest,
  control: RunControl,
): Promise<SampleResult> {
  const { scope, seed, runs, depth, stopAtFirst, elapsedMsMax } = request;
  const { subject, runJob, now, signal, onProgress } = control;
  const startedAt = now();
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const store = request.seeds === null ? null : readSeedStore(request.seeds);
  // Unusable output is rejected before the search.
  if (store !== null) prepareSeedStore(store, scope.revision);
  const chosen = store === null ? null : chooseSeeds(subject, store, scope);
  const stored = namedWalks(chosen?.taken ?? []);
  const answer = await runJob(
    walkJobs,
    {
      scope,
      invariantIds: request.invariants.map(({ id }) => id),
      stored,
      seed,
      runs,
      depth,
      stopAtFirst,
      elapsedMsMax,
    },
    {
      subject,
      now,
      signal,
      onProgress: (progress) => onProgress({ ...progress, scopeIndex: 0, scopeCount: 1 }),
    },
  );
  // Files are written when the stories have their last form.
  const confirmer = new Confirmer(subject, null, aftermathClock(control, startedAt + elapsedMsMax));
  const walks = [...answer.stored, answer];
  const invariants: InvariantResult[] = [];
  const sightings: SampledViolation[] = [];
  for (const [index, invariant] of request.invariants.entries()) {
    const sighting = shortestSighting(request, answer, stored, invariant.id);
    const violation =
      sighting === null
        ? null
        : await violationOf(request, sighting, invariant, confirmer, control, startedAt);
    if (sighting !== null && violation !== null) sightings.push(sighting);
    const judged = sum(walks.map(({ result }) => result.judgedCounts[index]));
    invariants.push(invariantResult(request, invariant, judged, sighting, violation));
  }
  const seeds =
    store === null || chosen === null
      ? null
      : keepSeeds(subject, request, store, chosen, answer, sightings);
  const isViolated = invariants.some(({ verdict, isAside }) => verdict === 'violated' && !isAside);
  return {
    subject,
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
    goals: subject.claims.goals.map((goal, index) => ({
      goal,
      reached: walks.some(({ result }) => result.goalsReached[index]),
    })),
    seeds,
    stop: stopOf(answer.result.end) ?? confirmer.stop,
    elapsedMs: now() - startedAt,
  };
}

/**
 * Confirmed, then shrunk in the remaining time, then written with the walk that found it. Null if there is
 * no time to confirm it.
 */
async function violationOf(
  { scope, directory, shrinks, elapsedMsMax }: SampleRequest,
  { path, steps, walk }: SampledViolation,
  invariant: Invariant,
  confirmer: Confirmer,
  { subject, now, signal, isInterrupted }: RunControl,
  startedAt: number,
): Promise<ConfirmedViolation | null> {
  const asMet = confirmer.confirm({ invariant, scope, transitions: path, steps });
  if (asMet === null) return null;
  const confirmed = shrinks
    ? await shrinkConfirmed(subject, asMet, {
        now,
        signal,
        ...(isInterrupted && { isInterrupted }),
        triesMax: defaultShrinkTries,
        stepsMax: shrinkStepsMax,
        elapsedMsMax: Math.max(0, elapsedMsMax - (now() - startedAt)),
      })
    : asMet;
  const counterexample = withWalk(subject, confirmed.counterexample, scope, walk, asMet.operations);
  return confirmer.write({ ...confirmed, counterexample }, directory);
}

function invariantResult(
  { invariantsAreNamed }: SampleRequest,
  invariant: Invariant,
  judged: number,
  sighting: SampledViolation | null,
  violation: ConfirmedViolation | null,
): InvariantResult {
  const isOpen = sighting !== null && violation === null;
  return {
    invariant,
    judged,
    judgedInVain: 0,
    violation,
    ...(isOpen && {
      unconfirmed: { operations: sighting.path.length, steps: sighting.steps },
    }),
    // Walks are never exhaustive, so claims that they did not break are undecided.
    verdict: invariantVerdict(violation, judged, true),
    isAside: invariant.premise !== undefined && !invariantsAreNamed,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
