/** A check: searches the scopes one after the other and joins what they say into one verdict. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import type { SearchEnd } from '../explorer/outcome.ts';
import type { SearchLimits, SlotBytes } from '../explorer/search.ts';
import { goals } from '../invariants/goals.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { buildScope } from '../model/build-scope.ts';
import type {
  CheckResult,
  ConfirmedViolation,
  InvariantResult,
  InvariantVerdict,
  ScopeResult,
  Stop,
} from '../report/check-result.ts';
import { unreachedOf } from '../report/coverage.ts';
import { type ConfirmOptions, confirmAndWrite, shortest } from './confirm.ts';
import type { JobRunner } from './job-runner.ts';
import type { JobProgress, SearchAnswer } from './search-job.ts';
import { version } from './version.ts';

export interface CheckRequest {
  /** The command line that asks for it, and the preset in it: for reports. */
  readonly command: string;
  readonly preset: string;
  readonly scopes: readonly ScopeConfig[];
  readonly invariants: readonly PageTableInvariant[];
  /** The invariants were asked for by name: then strict readings decide the verdict, too. */
  readonly invariantsAreNamed: boolean;
  readonly search: 'bfs' | 'dfs';
  readonly exact: boolean;
  readonly slotBytes?: SlotBytes;
  readonly stopAtFirst: boolean;
  /** States, memory and depth for each scope; time for all of them together. */
  readonly limits: SearchLimits;
  /** Where counterexample files go; null for none. */
  readonly directory: string | null;
}

export interface RunProgress extends JobProgress {
  readonly scopeIndex: number;
  readonly scopeCount: number;
}

export interface RunControl {
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

interface SearchedScope {
  readonly scope: ScopeConfig;
  readonly answer: SearchAnswer;
}

export async function check(request: CheckRequest, control: RunControl): Promise<CheckResult> {
  // A wrong scope is refused before the first of them costs time.
  for (const scope of request.scopes) buildScope(scope);
  const startedAt = control.now();
  const searched: SearchedScope[] = [];
  let stop: Stop | null = null;
  for (const [scopeIndex, scope] of request.scopes.entries()) {
    const answer = await searchScope(request, control, scopeIndex, startedAt);
    searched.push({ scope, answer });
    const scopeStop = stopOf(answer.result.end);
    stop ??= scopeStop;
    if (endsTheRun(scopeStop)) break;
  }
  const invariants = request.invariants.map((invariant, index) =>
    joinInvariant(request, searched, invariant, index, stop),
  );
  return {
    version,
    command: request.command,
    preset: request.preset,
    verdict: verdictOf(invariants, stop),
    scopes: [...searched.map(scopeResult), ...notStarted(request, searched.length)],
    invariants,
    goals: goals.map((goal, index) => ({
      goal,
      reached: searched.some(({ answer }) => answer.result.goalsReached[index]),
    })),
    unreached: unreachedOf(searched.map(({ answer }) => answer.coverage)),
    stop,
    exact: request.exact,
    search: request.search,
    elapsedMs: control.now() - startedAt,
  };
}

async function searchScope(
  request: CheckRequest,
  { runJob, now, signal, onProgress }: RunControl,
  scopeIndex: number,
  startedAt: number,
): Promise<SearchAnswer> {
  const { scopes, search, exact, slotBytes = 8, stopAtFirst, limits } = request;
  const elapsedMsMax = Math.max(1, limits.elapsedMsMax - (now() - startedAt));
  const answer = await runJob(
    {
      kind: 'search',
      scope: scopes[scopeIndex],
      invariantIds: request.invariants.map(({ id }) => id),
      search,
      exact,
      slotBytes,
      stopAtFirst,
      limits: { ...limits, elapsedMsMax },
    },
    {
      now,
      signal,
      onProgress: (progress) => onProgress({ ...progress, scopeIndex, scopeCount: scopes.length }),
    },
  );
  if (answer.kind !== 'search') throw new ModelError('a search was answered by walks');
  return answer;
}

export function stopOf(end: SearchEnd): Stop | null {
  switch (end.kind) {
    case 'exhausted':
      return null;
    case 'stopped-at-violation':
      return { limit: 'first-violation', value: null };
    case 'limit':
      return { limit: end.limit, value: Math.round(end.value) };
  }
}

/** After these the next scope is not begun; a full memory or state count is a matter of one scope. */
function endsTheRun(stop: Stop | null): boolean {
  return stop !== null && ['time', 'interrupted', 'first-violation'].includes(stop.limit);
}

function scopeResult({ scope, answer: { result, maps } }: SearchedScope): ScopeResult {
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
    stop: stopOf(result.end),
    maps,
  };
}

function notStarted(request: CheckRequest, from: number): ScopeResult[] {
  return request.scopes.slice(from).map((scope) => ({
    scope,
    states: 0,
    transitions: 0,
    steps: 0,
    depth: 0,
    frontier: 0,
    collisionProbability: 0,
    memoryBytes: 0,
    elapsedMs: 0,
    stop: { limit: 'not-started', value: null },
    maps: false,
  }));
}

function joinInvariant(
  request: CheckRequest,
  searched: readonly SearchedScope[],
  invariant: PageTableInvariant,
  index: number,
  stop: Stop | null,
): InvariantResult {
  const found = searched.flatMap(({ scope, answer }) =>
    answer.result.violations.flatMap((violation, at) =>
      violation.invariant.id === invariant.id
        ? [{ invariant, scope, transitions: answer.paths[at], steps: violation.steps }]
        : [],
    ),
  );
  const judgedIn = (scopes: readonly SearchedScope[]): number =>
    scopes.reduce((sum, { answer }) => sum + answer.result.judgedCounts[index], 0);
  const judged = judgedIn(searched);
  const judgedInVain = judgedIn(searched.filter(({ answer }) => !answer.maps));
  const options: ConfirmOptions = { directory: request.directory };
  const violation = found.length === 0 ? null : confirmAndWrite(shortest(found), options);
  return {
    invariant,
    judged,
    judgedInVain,
    violation,
    verdict: invariantVerdict(violation, judged - judgedInVain, stop !== null),
    isAside: invariant.premise !== undefined && !request.invariantsAreNamed,
  };
}

/** Never "holds" when the search ended early or the claim was never put to the test. */
export function invariantVerdict(
  violation: ConfirmedViolation | null,
  judged: number,
  endedEarly: boolean,
): InvariantVerdict {
  if (violation !== null) return 'violated';
  if (endedEarly) return 'undecided';
  return judged === 0 ? 'not-judged' : 'holds';
}

function verdictOf(
  invariants: readonly InvariantResult[],
  stop: Stop | null,
): CheckResult['verdict'] {
  const deciding = invariants.filter(({ isAside }) => !isAside);
  if (deciding.some(({ verdict }) => verdict === 'violated')) return 'violated';
  // Nothing that was asked for was put to the test: that proves nothing.
  const nothingJudged = deciding.every(({ verdict }) => verdict !== 'holds');
  return stop !== null || nothingJudged ? 'undecided' : 'holds';
}
