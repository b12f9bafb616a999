/** A check: searches the scopes one by one and joins their results into one verdict. */

import { finishCheckpoint, startCheckpoint } from '../../checkpoint/plan.ts';
import type { CheckpointOutcome } from '../../checkpoint/search.ts';
import { Confirmer } from '../../counterexample/confirm.ts';
import { version } from '../../files/package.ts';
import { tryDirectory } from '../../files/write-whole.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathClock, orWithout } from '../../jobs/aftermath.ts';
import { type RunControl, startOf } from '../../jobs/job-runner.ts';
import type { SearchAnswer } from '../../jobs/search-job.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import { poolsFollowed, refuseWorkers, whyNotSets } from '../../subject/search-ways.ts';
import type { Subject } from '../../subject/subject.ts';
import { mergedCoverage } from '../../text/code-coverage.ts';
import type { Stop } from '../../text/stop-text.ts';
import { isViolated, joinInvariant } from './join-invariant.ts';
import type { CheckResult, InvariantResult, ScopeResult } from './result.ts';
import { withRoots } from './roots.ts';
import { areAllViolated, stopIn } from './run-ends.ts';
import { type CheckRequest, searchScopes } from './search-scopes.ts';

export async function runCheck(request: CheckRequest, control: RunControl): Promise<CheckResult> {
  // An invalid scope is rejected before any search.
  for (const scope of request.scopes) {
    control.subject.scopes.check(scope);
    refuseWorkers(control.subject, request.workers ?? 1, scope);
    poolsFollowed(control.subject, request, scope);
  }
  const startedAt = startOf(control);
  const { resume, directory } = request;
  if (directory !== null) tryDirectory('--out', directory);
  reportPools(request, control);
  startCheckpoint(control.subject, request, (text) => control.onNotice?.(text));
  const { answers, between, isMissing } = await searchScopes(request, control, startedAt);
  const saved = savedOf(answers, between);
  const resultLost =
    between === null ? finishCheckpoint(control.subject, request, answers) : undefined;
  const searched = request.scopes.flatMap((scope, index) => {
    const answer = answers[index];
    return answer === null ? [] : [{ scope, answer }];
  });
  const stops = searched.map(({ answer }) => stopIn(request, answer));
  const end = isMissing
    ? noResult
    : endBetween(request, control, answers, startedAt, between !== null);
  const clock = aftermathClock(control, startedAt + request.limits.elapsedMsMax);
  const confirmer = new Confirmer(control.subject, directory, clock);
  const endedBy = stops.find((scopeStop) => scopeStop !== null) ?? end;
  const results = request.invariants.map((invariant, index) =>
    joinInvariant(request, searched, confirmer, invariant, index, endedBy),
  );
  const stop = endedBy ?? confirmer.stop;
  const leftMs = confirmer.stop === null ? clock.endsAt - control.now() : 0;
  const invariants = await orWithout<readonly InvariantResult[]>(results, clock, () =>
    withRoots(request, control, searched, results, leftMs),
  );
  return {
    subject: control.subject,
    version,
    command: request.command,
    preset: request.preset,
    verdict: verdictOf(invariants, stop),
    scopes: request.scopes.map((scope, index) =>
      scopeResult(request, scope, answers[index], isMissing),
    ),
    invariants,
    goals: control.subject.claims.goals.map((goal, index) => ({
      goal,
      reached: searched.some(({ answer }) => answer.result.goalsReached[index]),
    })),
    code: mergedCoverage(searched.flatMap(({ answer }) => answer.coverage.code ?? [])),
    unknown: [...new Set(searched.flatMap(({ answer }) => answer.coverage.unknown ?? []))],
    unreached: control.subject.reach.unreachedOf(searched.map(({ answer }) => answer.coverage)),
    stop,
    exact: request.exact,
    pools: request.pools ?? 'auto',
    search: request.search,
    elapsedMs: control.now() - startedAt + (resume?.elapsedMs ?? 0),
    ...saved,
    ...(resultLost !== undefined && { checkpointLost: resultLost }),
  };
}

/** Warns about the cost of options for speed or memory. */
function reportPools(request: CheckRequest, { subject, onNotice }: RunControl): void {
  for (const scope of request.scopes) {
    const why = whyNotSets(subject, request, scope);
    if (why === null) continue;
    onNotice?.(
      `recycled contents are tracked one by one (${why}), which takes many times longer than tracking sets`,
    );
    return;
  }
}

const noResult: Stop = { limit: 'no-result', value: null };

/** Checks for a stop between two scopes, where no search does. */
function endBetween(
  request: CheckRequest,
  { now }: RunControl,
  answers: readonly (SearchAnswer | null)[],
  startedAt: number,
  isInterrupted: boolean,
): Stop | null {
  if (isInterrupted) return { limit: 'interrupted', value: Math.round(now() - startedAt) };
  const isCut = answers.includes(null) && areAllViolated(request, answers);
  return isCut ? { limit: 'all-violated', value: null } : null;
}

/** The checkpoint of a run that ended early. */
function savedOf(
  answers: readonly (SearchAnswer | null)[],
  between: CheckpointOutcome | null,
): CheckpointOutcome {
  if (between !== null) return between;
  const lost = answers.find((answer) => answer?.checkpointLost !== undefined)?.checkpointLost;
  const saved = answers.findLast((answer) => answer !== null && answer.checkpoint !== null);
  return {
    checkpoint: saved?.checkpoint ?? null,
    ...(lost !== undefined && { checkpointLost: lost }),
  };
}

function scopeResult(
  request: CheckRequest,
  scope: ScopeData,
  answer: SearchAnswer | null,
  isMissing: boolean,
): ScopeResult {
  if (answer === null) return notStarted(scope, isMissing ? noResult : undefined);
  const { result, maps } = answer;
  return {
    scope,
    states: result.stateCount,
    transitions: result.transitionCount,
    steps: result.stepCount,
    depth: result.depth,
    frontier: result.frontierCount,
    collisionProbability: result.collisionProbability,
    memoryBytes: result.memoryBytes,
    elapsedMs: result.elapsedMs,
    stop: stopIn(request, answer),
    maps,
  };
}

function verdictOf(
  invariants: readonly InvariantResult[],
  stop: Stop | null,
): CheckResult['verdict'] {
  if (isViolated(invariants)) return 'violated';
  // None of the requested claims was put to the test: that proves nothing.
  const nothingJudged = !invariants.some(({ verdict, isAside }) => verdict === 'holds' && !isAside);
  return stop !== null || nothingJudged ? 'undecided' : 'holds';
}

function notStarted(
  scope: ScopeData,
  stop: Stop = { limit: 'not-started', value: null },
): ScopeResult {
  return {
    scope,
    states: 0,
    transitions: 0,
    steps: 0,
    depth: 0,
    frontier: 0,
    collisionProbability: 0,
    memoryBytes: 0,
    elapsedMs: 0,
    stop,
    maps: false,
  };
}

export interface ClaimsAsked {
  readonly invariants: readonly Invariant[];
  readonly invariantsAreNamed: boolean;
}

export function claimsAsked(
  { claims }: Subject,
  scopes: readonly ScopeData[],
  named: readonly Invariant[] | undefined,
  stopAtFirst = false,
): ClaimsAsked {
  const all = claims.judgedIn(scopes);
  // Strict readings do not affect the verdict here, so they must not end the search.
  const judged = stopAtFirst ? all.filter(({ premise }) => premise === undefined) : all;
  return { invariants: named ?? judged, invariantsAreNamed: named !== undefined };
}
