/** Adds to the results of a check where each violated claim comes from. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { ModelError } from '../errors.ts';
import type { SearchLimits } from '../explorer/search.ts';
import {
  type ClaimRoot,
  type ConfirmedViolation,
  type InvariantResult,
  violationsByWeight,
} from '../report/check-result.ts';
import { confirm, withFile } from './confirm.ts';
import type { JobControl, JobRunner } from './job-runner.ts';
import { knownFindingOf } from './known-finding.ts';
import { type Root, type RootPath, type RootsJob, unmerged } from './roots-job.ts';
import type { SearchAnswer } from './search-job.ts';
import { stopOf } from './stop-of.ts';

export interface SearchedScope {
  readonly scope: ScopeConfig;
  readonly answer: SearchAnswer;
}

interface RootsControl extends Pick<JobControl, 'now' | 'signal'> {
  readonly runJob: JobRunner;
}

interface RootsRequest {
  readonly limits: SearchLimits;
  readonly directory: string | null;
}

/** Grouping takes no more states than the check itself, or these few. */
const statesAtLeast = 10_000;

export async function withRoots(
  request: RootsRequest,
  control: RootsControl,
  searched: readonly SearchedScope[],
  results: readonly InvariantResult[],
  elapsedMsLeft: number,
): Promise<InvariantResult[]> {
  const violated = results.filter(({ isAside, violation }) => !isAside && violation !== null);
  // The lightest first: they are kept as causes.
  const invariantIds = violationsByWeight(violated).map(({ invariant }) => invariant.id);
  const scopes = searched.flatMap(({ scope, answer }) => {
    const ids = answer.result.violations.map(({ invariant }) => invariant.id);
    const own = ids.filter((id) => invariantIds.includes(id));
    return own.length === 0 ? [] : [{ scope, violated: own }];
  });
  const states = searched.reduce((sum, { answer }) => sum + answer.result.stateCount, 0);
  const limits: SearchLimits = {
    ...request.limits,
    stateCountMax: Math.max(states, statesAtLeast),
    elapsedMsMax: elapsedMsLeft,
  };
  const isCutOff = searched.some(({ answer }) => endsAll(stopOf(answer.result.end)?.limit));
  const canSearch = !isCutOff && elapsedMsLeft > 0 && invariantIds.length > 1;
  const job: RootsJob = { kind: 'roots', scopes, invariantIds, limits };
  const roots = canSearch ? await rootsOf(job, control) : [];
  return results.map((result) => {
    if (result.isAside || result.violation === null) return result;
    const root = roots.find(({ invariantId }) => invariantId === result.invariant.id);
    return { ...result, root: rootOf(request, job, result, result.violation, root) };
  });
}

/** Whoever asked for an end does not wait for more searches. */
function endsAll(limit: string | undefined): boolean {
  return limit === 'time' || limit === 'interrupted' || limit === 'first-violation';
}

async function rootsOf(
  job: RootsJob,
  { runJob, now, signal }: RootsControl,
): Promise<readonly Root[]> {
  const answer = await runJob(job, { now, signal, onProgress: () => undefined });
  if (answer.kind !== 'roots') throw new ModelError('a search for roots was answered by another');
  return answer.roots;
}

function rootOf(
  request: RootsRequest,
  job: RootsJob,
  result: InvariantResult,
  violation: ConfirmedViolation,
  root: Root | undefined,
): ClaimRoot {
  // There is no other claim that could have been violated before.
  const isAlone = job.invariantIds.length === 1;
  if (root === undefined && !isAlone) return { followsFrom: null, own: null, known: null };
  if (root?.path === null) return { followsFrom: root.followsFrom, own: null, known: null };
  const own = root === undefined ? violation : ownStory(request, job, result, violation, root.path);
  const known = knownFindingOf(own.counterexample, result.invariant);
  return { followsFrom: [], own, known };
}

/** The story of the claim as it is, if nothing else is violated before in it; else one of its own. */
function ownStory(
  { directory }: RootsRequest,
  { scopes }: RootsJob,
  { invariant }: InvariantResult,
  violation: ConfirmedViolation,
  { scopeIndex, transitions, steps }: RootPath,
): ConfirmedViolation {
  const scope = unmerged(scopes[scopeIndex].scope);
  const own = confirm({ invariant, scope, transitions, steps });
  if (isSameStory(own, violation)) return violation;
  return withFile(own, directory, '--by-itself');
}

function isSameStory(one: ConfirmedViolation, other: ConfirmedViolation): boolean {
  const [a, b] = [one.counterexample, other.counterexample];
  return a.text === b.text && JSON.stringify(a.turns) === JSON.stringify(b.turns);
}
