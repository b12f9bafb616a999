/** The part of a checkpoint about the run: the whole request, and the results of finished scopes. */

import { InputError } from '../errors.ts';
import type { SearchResult } from '../explorer/outcome.ts';
import type { SearchLimits, SlotBytes } from '../explorer/search.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { TransitionRecord } from '../model/system.ts';
import type { Coverage } from '../subject/reach.ts';
import type { ScopeData } from '../subject/scopes.ts';
import { type PoolsAsked, poolsFollowed } from '../subject/search-ways.ts';
import type { Subject } from '../subject/subject.ts';
import type { RunToSave, SavedRun } from './saved-run.ts';
import { codeToSave, textsToSave } from './saved-texts.ts';

/** The stored part of a request: everything that determines what is searched, and how. */
export interface KeptRequest {
  /** The command line and its preset: for reports. */
  readonly command: string;
  readonly preset: string;
  readonly scopes: readonly ScopeData[];
  readonly invariants: readonly Invariant[];
  /** True if invariants were requested by name; then strict readings also decide the verdict. */
  readonly invariantsAreNamed: boolean;
  readonly search: 'bfs' | 'dfs';
  readonly exact: boolean;
  readonly slotBytes: SlotBytes;
  readonly pools: PoolsAsked;
  readonly stopAtFirst: boolean;
  /** Workers on one table. Their number does not affect the results. */
  readonly workers: number;
  /** States, memory and depth for each scope; time for all of them together. */
  readonly limits: SearchLimits;
  /** Directory of counterexample files; null for none. */
  readonly directory: string | null;
}

/** The result for one scope, as `SearchAnswer`. */
export interface KeptAnswer {
  readonly result: SearchResult;
  readonly paths: readonly (readonly TransitionRecord[])[];
  readonly maps: boolean;
  readonly coverage: Coverage;
}

export function runToSave(
  subject: Subject,
  request: KeptRequest,
  scope: number,
  answers: readonly (KeptAnswer | null)[],
): RunToSave {
  const { limits, scopes, invariants, ...rest } = request;
  const { command, preset, invariantsAreNamed, search, exact, slotBytes, pools, stopAtFirst } =
    rest;
  return {
    request: {
      command,
      preset,
      scopes: scopes.map((one) => subject.scopes.toJson(one)),
      invariants: invariants.map(({ id }) => id),
      invariantsAreNamed,
      search,
      exact,
      slotBytes,
      pools,
      stopAtFirst,
      workers: rest.workers,
      limits: {
        states: orNull(limits.stateCountMax),
        memory: orNull(limits.memoryBytesMax),
        depth: orNull(limits.depthMax),
        elapsedMs: orNull(limits.elapsedMsMax),
      },
      directory: rest.directory,
    },
    features: Object.fromEntries(
      scopes.map(({ revision }) => [revision, [...(subject.scopes.featuresOf(revision) ?? [])]]),
    ),
    ...textsToSave(subject, scopes),
    scope,
    answers: answers.map((answer) => (answer === null ? null : answerToSave(answer))),
  };
}

/** Which settings of the search differ, by their names in JSON documents. */
export function changedSettings(
  subject: Subject,
  saved: KeptRequest,
  asked: KeptRequest,
): string[] {
  const [before, now] = [saved, asked].map((request) => {
    const { scopes, search, exact, slotBytes, stopAtFirst, limits, ...rest } = runToSave(
      subject,
      request,
      0,
      [],
    ).request;
    const invariants = [rest.invariantsAreNamed, ...rest.invariants];
    const storage = { exact, slotBytes };
    const whole = { scopes: scopes.length, invariants, search, ...storage, stopAtFirst };
    // The tracking of pools may be given in another form, and the number of workers may change.
    const byScope = request.scopes.map((scope, index) => ({
      ...Object(scopes[index]),
      pools: poolsFollowed(subject, { ...request, workers: saved.workers }, scope),
    }));
    return { ...whole, depth: limits.depth, byScope };
  });
  const { byScope, ...all } = before;
  const names = namesOfDifferences(all, now);
  const inScopes = byScope.flatMap((scope, index) =>
    namesOfDifferences(scope, now.byScope[index] ?? {}),
  );
  return [...new Set(before.scopes === now.scopes ? [...names, ...inScopes] : names)];
}

function namesOfDifferences(a: object, b: object): string[] {
  const others = new Map<string, unknown>(Object.entries(b));
  return Object.entries(a)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(others.get(name)))
    .map(([name]) => name);
}

/** Except results ended by a limit: those are searched again with a larger limit. */
export function isFinal({ result: { end } }: KeptAnswer): boolean {
  return end.kind !== 'limit' || end.limit === 'depth';
}

/** Null unless it is final. */
function answerToSave(answer: KeptAnswer): RunToSave['answers'][number] {
  if (!isFinal(answer)) return null;
  const { result, paths, maps, coverage } = answer;
  const { steps, features, occasions, code } = coverage;
  const { end, violations, judgedCounts, goalsReached, ...counts } = result;
  return {
    result: {
      ...counts,
      end: end.kind === 'limit' ? { kind: 'limit', limit: 'depth', value: end.value } : end,
      violations: violations.map(({ invariant, schedule, records: _, ...found }) => ({
        ...found,
        invariant: invariant.id,
        schedule: [...schedule],
      })),
      judgedCounts: [...judgedCounts],
      goalsReached: [...goalsReached],
    },
    paths: paths.map((path) => path.map((record) => ({ ...record }))),
    maps,
    coverage: {
      steps: steps && {
        ...steps,
        sites: steps.sites.map((site) => ({ ...site, answers: [...site.answers] })),
      },
      features: [...features],
      occasions,
      ...codeToSave(code),
    },
  };
}

/** The request and the results of a file, in their stored form. Throws `InputError`. */
export function savedRequest(
  subject: Subject,
  file: string,
  { request, features }: SavedRun,
): KeptRequest {
  for (const [revision, on] of Object.entries(features)) {
    checkFeatures(subject, file, revision, on);
  }
  const { limits, invariants, scopes, ...rest } = request;
  return {
    ...rest,
    scopes: scopes.map((scope) => subject.scopes.read(scope, file)),
    invariants: invariants.map((id) => known(subject, file, id)),
    limits: {
      stateCountMax: limits.states ?? Infinity,
      memoryBytesMax: limits.memory ?? Infinity,
      depthMax: limits.depth ?? Infinity,
      elapsedMsMax: limits.elapsedMs ?? Infinity,
    },
  };
}

export function savedAnswers(
  subject: Subject,
  file: string,
  saved: SavedRun,
  { scopes }: KeptRequest,
): (KeptAnswer | null)[] {
  return saved.answers.map((answer, index) => {
    if (answer === null) return null;
    const violations = answer.result.violations.map(({ invariant, ...found }) => ({
      ...found,
      invariant: known(subject, file, invariant),
    }));
    const coverage = { scope: scopes[index], ...answer.coverage };
    return { ...answer, result: { ...answer.result, violations }, coverage };
  });
}

function known({ claims }: Subject, file: string, id: string): Invariant {
  const invariant = claims.invariants.find((one) => one.id === id);
  if (invariant === undefined) {
    throw new InputError(
      `${file}: the checkpoint judges "${id}", which this tablewalk does not know`,
    );
  }
  return invariant;
}

function checkFeatures(
  { scopes }: Subject,
  file: string,
  revision: string,
  saved: readonly string[],
): void {
  const now = scopes.featuresOf(revision);
  if (now === null) {
    throw new InputError(
      `${file}: the checkpoint is of revision "${revision}", which this tablewalk does not know`,
    );
  }
  const changed = [
    ...saved.filter((name) => !now.includes(name)).map((name) => `${name} was on`),
    ...now.filter((name) => !saved.includes(name)).map((name) => `${name} was off`),
  ];
  if (changed.length > 0) {
    throw new InputError(
      `${file}: the checkpoint is of revision "${revision}" with other features than it has now: ${changed.join(', ')}; search again`,
    );
  }
}

function orNull(value: number): number | null {
  return value === Infinity ? null : value;
}
