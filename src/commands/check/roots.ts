/** Adds the cause of each violated claim to the results of a check. */

import { type ConfirmedViolation, confirm, withFile } from '../../counterexample/confirm.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import type { RunControl } from '../../jobs/job-runner.ts';
import type { SearchAnswer } from '../../jobs/search-job.ts';
import { endsAll, stopOf } from '../../jobs/stop-of.ts';
import { Stopped, stopIfDue } from '../../stop.ts';
import type { KnownFinding } from '../../subject/findings.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  type ClaimRoot,
  type InvariantResult,
  type OtherFinding,
  violationsByWeight,
} from './result.ts';
import {
  type Root,
  type RootPath,
  type RootsJob,
  rootSearches,
  statesAtLeast,
} from './roots-job.ts';

export interface SearchedScope {
  readonly scope: ScopeData;
  readonly answer: SearchAnswer;
}

type RootsControl = Pick<RunControl, 'subject' | 'runJob' | 'now' | 'signal' | 'isInterrupted'>;

interface RootsRequest {
  readonly limits: SearchLimits;
  readonly directory: string | null;
}

const unknownRoot: ClaimRoot = { followsFrom: null, own: null, known: null };

export async function withRoots(
  { limits, directory }: RootsRequest,
  control: RootsControl,
  searched: readonly SearchedScope[],
  results: readonly InvariantResult[],
  elapsedMsLeft: number,
): Promise<InvariantResult[]> {
  const deciding = results.filter(({ isAside }) => !isAside);
  // Least severe first: they are preferred as causes.
  const claims = violationsByWeight(deciding);
  const atStart = brokenAtStart(searched, claims);
  if (atStart.length > 0) return results.map((result) => rootedAtStart(result, atStart));
  const states = searched.reduce((sum, { answer }) => sum + answer.result.stateCount, 0);
  const job: RootsJob = {
    scopes: searched.map(({ scope, answer }) => ({
      scope,
      violated: answer.result.violations.map(({ invariant }) => invariant.id),
    })),
    invariantIds: claims.map(({ invariant }) => invariant.id),
    limits: {
      ...limits,
      stateCountMax: Math.max(states, statesAtLeast),
      elapsedMsMax: elapsedMsLeft,
    },
  };
  const isCutOff = searched.some(({ answer }) => endsAll(stopOf(answer.result.end)?.limit));
  const canSearch = !isCutOff && elapsedMsLeft > 0 && claims.length > 1;
  const roots = canSearch ? await rootsOf(job, control) : [];
  const scopes = searched.map(({ scope }) => scope);
  // Other violated claims are unknown if there was no time to confirm them.
  const isWhole = deciding.every(({ unconfirmed }) => unconfirmed === undefined);
  const claimRoots = isWhole
    ? claimRootsOf(control.subject, claims, scopes, roots, directory)
    : new Map(claims.map(({ invariant }) => [invariant.id, unknownRoot]));
  return results.map((result) => {
    const root = result.isAside ? undefined : claimRoots.get(result.invariant.id);
    return root === undefined ? result : { ...result, root };
  });
}

/** Invariants that the initial state breaks; every path starts with them broken. */
function brokenAtStart(
  searched: readonly SearchedScope[],
  claims: readonly ConfirmedViolation[],
): readonly string[] {
  const ids = claims.map(({ invariant }) => invariant.id);
  return searched
    .flatMap(({ answer }) => answer.result.violations)
    .filter(({ depth, invariant }) => depth === 0 && ids.includes(invariant.id))
    .map(({ invariant }) => invariant.id);
}

function rootedAtStart(result: InvariantResult, atStart: readonly string[]): InvariantResult {
  const { invariant, violation, isAside } = result;
  if (violation === null || isAside) return result;
  const root: ClaimRoot = atStart.includes(invariant.id)
    ? { followsFrom: [], own: violation, known: null }
    : { followsFrom: atStart, own: null, known: null };
  return { ...result, root };
}

/** By claim id. `scopes` are those of the job that found the roots, if there was one. */
export function claimRootsOf(
  subject: Subject,
  claims: readonly ConfirmedViolation[],
  scopes: readonly ScopeData[],
  roots: readonly Root[],
  directory: string | null,
): ReadonlyMap<string, ClaimRoot> {
  return new Map(
    claims.map((violation) => {
      const { id } = violation.invariant;
      const root = roots.find(({ invariantId }) => invariantId === id);
      // No other claim could have been violated before.
      const isAlone = claims.length === 1;
      return [id, rootInTime(subject, violation, scopes, root, isAlone, directory)];
    }),
  );
}

async function rootsOf(
  job: RootsJob,
  { runJob, ...control }: RootsControl,
): Promise<readonly Root[]> {
  const quiet = { ...control, isAlone: true, onProgress: () => undefined };
  const { roots } = await runJob(rootSearches, job, quiet);
  return roots;
}

/** Unknown if there is no time for it; earlier roots are kept. */
function rootInTime(...root: Parameters<typeof rootOf>): ClaimRoot {
  try {
    return rootOf(...root);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return unknownRoot;
  }
}

function rootOf(
  subject: Subject,
  violation: ConfirmedViolation,
  scopes: readonly ScopeData[],
  root: Root | undefined,
  isAlone: boolean,
  directory: string | null,
): ClaimRoot {
  if (root === undefined && !isAlone) return unknownRoot;
  if (root?.path === null) return { followsFrom: root.followsFrom, own: null, known: null };
  const own =
    root === undefined ? violation : ownStory(subject, violation, scopes, root.path, directory);
  const known = subject.findings.of(own.counterexample, violation.invariant);
  const others = otherFindings(subject, violation, scopes, known, root?.others ?? []);
  return { followsFrom: [], own, known, ...(others.length > 0 && { others }) };
}

/** The known findings that violate the claim in other scopes, each once. */
function otherFindings(
  subject: Subject,
  { invariant }: ConfirmedViolation,
  scopes: readonly ScopeData[],
  first: KnownFinding | null,
  paths: readonly RootPath[],
): OtherFinding[] {
  const others: OtherFinding[] = [];
  const ids = new Set(first === null ? [] : [first.id]);
  const isOpen = ({ id, claims }: KnownFinding): boolean =>
    claims.includes(invariant.id) && !ids.has(id);
  for (const { scopeIndex, transitions, steps } of paths) {
    if (!subject.findings.all.some(isOpen)) break;
    const scope = subject.scopes.unmerged(scopes[scopeIndex]);
    const own = confirm(subject, { invariant, scope, transitions, steps });
    const known = subject.findings.of(own.counterexample, invariant);
    if (known === null || ids.has(known.id)) continue;
    ids.add(known.id);
    others.push({ own, known });
  }
  return others;
}

/** The claim's own story if it has no earlier violation; else a story of the root. */
function ownStory(
  subject: Subject,
  violation: ConfirmedViolation,
  scopes: readonly ScopeData[],
  { scopeIndex, transitions, steps }: RootPath,
  directory: string | null,
): ConfirmedViolation {
  const { invariant } = violation;
  const scope = subject.scopes.unmerged(scopes[scopeIndex]);
  const own = confirm(subject, { invariant, scope, transitions, steps });
  if (isSameStory(own, violation)) return violation;
  stopIfDue();
  return withFile(subject, own, directory, '--by-itself');
}

function isSameStory(one: ConfirmedViolation, other: ConfirmedViolation): boolean {
  const [a, b] = [one.counterexample, other.counterexample];
  return a.text === b.text && JSON.stringify(a.turns) === JSON.stringify(b.turns);
}
