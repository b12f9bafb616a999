/** A sample: seeded random walks through one scope. It can find violations, but not prove their absence. */

import { type ConfirmedViolation, Confirmer } from '../../counterexample/confirm.ts';
import { version } from '../../files/package.ts';
import { tryDirectory } from '../../files/write-whole.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathClock } from '../../jobs/aftermath.ts';
import { runInOrder } from '../../jobs/in-order.ts';
import { type JobProgress, listedJob, NoResult, unlessNoResult } from '../../jobs/job.ts';
import { type RunControl, startOf } from '../../jobs/job-runner.ts';
import { stopOf } from '../../jobs/stop-of.ts';
import { type WalkAnswer, type WalkJob, walks as walkJobs } from '../../jobs/walk-job.ts';
import type { Subject } from '../../subject/subject.ts';
import { plural } from '../../text/paragraph.ts';
import { invariantVerdict, isViolated } from '../check/join-invariant.ts';
import type { InvariantResult } from '../check/result.ts';
import { defaultShrinkTries, shrinkConfirmed } from '../shrink/run.ts';
import type { SampleResult } from './result.ts';
import { prepareSeedStore, readSeedStore } from './seed-store.ts';
import {
  chooseSeeds,
  keepSeeds,
  namedWalks,
  type SampledViolation,
  shortestSighting,
  withWalk,
} from './seeds.ts';
import { joinWalks, type SampledWalks, walkJobsOf } from './walk-jobs.ts';

/** Limit of shrinking a violation; in steps, so that the same seed gives the same result. */
const shrinkStepsMax = 4_000_000;

export interface SampleRequest extends SampledWalks {
  readonly command: string;
  readonly preset: string;
  readonly invariantsAreNamed: boolean;
  /** A seed store: seeds of the scope are replayed first, new ones are added; null for none. */
  readonly seeds: string | null;
  readonly directory: string | null;
  /** Shrink each violation. */
  readonly shrinks: boolean;
  /** Jobs at a time; default: 1. */
  readonly processors?: number;
}

const noResult = { limit: 'no-result', value: null } as const;

export async function runSample(
  request: SampleRequest,
  control: RunControl,
): Promise<SampleResult> {
  const { scope, seed, elapsedMsMax } = request;
  const { subject, now } = control;
  const startedAt = startOf(control);
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const store = request.seeds === null ? null : readSeedStore(request.seeds);
  // An unusable output directory is rejected before the search.
  if (store !== null) prepareSeedStore(store, scope.revision);
  const chosen = store === null ? null : chooseSeeds(subject, store, scope);
  const stored = namedWalks(chosen?.taken ?? []);
  const jobs = walkJobsOf(request, stored, subject);
  await control.onJobs?.(
    jobs.map((job) =>
      listedJob(walkJobs, job, `walks ${job.walkFirst + 1} to ${job.walkFirst + job.runs}`),
    ),
    subject,
  );
  const { answer, isMissing } = await takeWalks(jobs, request, control, startedAt);
  // Files are written once the stories are final.
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
  return {
    subject,
    version,
    command: request.command,
    preset: request.preset,
    seed,
    scope,
    verdict: isViolated(invariants) ? 'violated' : 'undecided',
    runs: answer.result.walkCount,
    transitions: answer.result.transitionCount,
    steps: answer.result.stepCount,
    depth: answer.result.depth,
    invariants,
    goals: goalsReached(subject, walks),
    seeds,
    unreached: unreachedBy(subject, answer),
    stop: stopOf(answer.result.end) ?? (isMissing ? noResult : confirmer.stop),
    elapsedMs: now() - startedAt,
  };
}

interface TakenWalks {
  readonly answer: WalkAnswer;
  /** True if some walks left no result. */
  readonly isMissing: boolean;
}

async function takeWalks(
  jobs: readonly WalkJob[],
  { runs, elapsedMsMax, processors = 1 }: SampleRequest,
  control: RunControl,
  startedAt: number,
): Promise<TakenWalks> {
  const { subject, runJob, now, onProgress } = control;
  const progressOf = jobs.map(() => ({ walkCount: 0, transitionCount: 0 }));
  let isMissing = false;
  const answers = await runInOrder<WalkJob, WalkAnswer>({
    jobs,
    atOnce: processors,
    signal: control.signal,
    ends: (taken) => taken.at(-1)?.result.end.kind === 'stopped-at-violation',
    run: async (job, index, signal) => {
      const leftMs = elapsedMsMax - (now() - startedAt);
      // The first one reports the limit that stopped it.
      if (index > 0 && (signal.aborted || leftMs <= 0)) return undefined;
      const show = (progress: JobProgress): void => {
        progressOf[index] = progress;
        const sumOf = (what: 'walkCount' | 'transitionCount'): number =>
          sum(progressOf.map((one) => one[what]));
        const counts = { walkCount: sumOf('walkCount'), transitionCount: sumOf('transitionCount') };
        const place = { elapsedMs: now() - startedAt, scopeIndex: 0, scopeCount: 1 };
        onProgress({ ...progress, ...counts, ...place });
      };
      const inTime = { ...job, elapsedMsMax: leftMs };
      const answer = await unlessNoResult(() =>
        runJob(walkJobs, inTime, { subject, now, signal, onProgress: show }),
      );
      isMissing ||= answer === undefined;
      return answer;
    },
  });
  const known = answers.filter((answer) => answer !== undefined);
  if (known.length === 0) throw new NoResult(`none of the ${plural(runs, 'walk')} has a result`);
  return { answer: joinWalks(known), isMissing };
}

/** For subjects whose walks report coverage. */
function unreachedBy({ reach }: Subject, { coverages }: WalkAnswer): SampleResult['unreached'] {
  return coverages.length === 0 ? null : reach.unreachedOf(coverages);
}

function goalsReached(
  { claims }: Subject,
  walks: readonly Pick<WalkAnswer, 'result'>[],
): SampleResult['goals'] {
  return claims.goals.map((goal, index) => ({
    goal,
    reached: walks.some(({ result }) => result.goalsReached[index]),
  }));
}

/** Confirmed, shrunk, and written with the walk that found it. Null if there is no time to confirm it. */
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
