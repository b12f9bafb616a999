/** A sample: seeded random walks through one scope. It can find; it cannot prove. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import type { WalkEnd } from '../explorer/random-walk.ts';
import { goals } from '../invariants/goals.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { InvariantResult, SampleResult, Stop } from '../report/check-result.ts';
import { invariantVerdict, type RunControl } from './check.ts';
import { confirmAndWrite } from './confirm.ts';
import type { WalkAnswer } from './search-job.ts';
import { version } from './version.ts';

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
}

export async function sample(request: SampleRequest, control: RunControl): Promise<SampleResult> {
  const { scope, seed, runs, depth, stopAtFirst, elapsedMsMax } = request;
  const { runJob, now, signal, onProgress } = control;
  const startedAt = now();
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
  const invariants = request.invariants.map((invariant, index) =>
    invariantResult(request, answer, invariant, index),
  );
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

function stopOf(end: WalkEnd): Stop | null {
  switch (end.kind) {
    case 'all-walks-taken':
      return null;
    case 'stopped-at-violation':
      return { limit: 'first-violation', value: null };
    case 'limit':
      return { limit: end.limit, value: Math.round(end.value) };
  }
}

function invariantResult(
  { scope, directory, invariantsAreNamed }: SampleRequest,
  { result, paths }: WalkAnswer,
  invariant: PageTableInvariant,
  index: number,
): InvariantResult {
  const at = result.violations.findIndex((violation) => violation.invariant.id === invariant.id);
  const violation =
    at < 0
      ? null
      : confirmAndWrite(
          { invariant, scope, transitions: paths[at], steps: result.violations[at].steps },
          { directory },
        );
  return {
    invariant,
    judged: result.judgedCounts[index],
    violation,
    // Walks are never complete, so what they did not break stays undecided.
    verdict: invariantVerdict(violation, result.judgedCounts[index], true),
    isAside: invariant.premise !== undefined && !invariantsAreNamed,
  };
}
