/** Results as JSON documents. The number of the schema changes when the meaning of a field does. */
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { codeJson } from '../../text/code-place.ts';
import { limitJson } from '../../text/stop-text.ts';
import { unreachedJson } from '../size/report.ts';
import { codeCoverageJson } from './code-coverage.ts';
import { findingsJson, rootJson } from './findings.ts';
import { hintsOf } from './hints.ts';
import {
  allAssumptions,
  type CheckResult,
  collisionProbability,
  depthOf,
  type GoalResult,
  type InvariantResult,
  isClosed,
  sumOf,
  violationsByWeight,
} from './result.ts';
import { swarmJson } from './swarm/text.ts';

export function violationJson(violation: ConfirmedViolation): unknown {
  const { invariant, steps, operations, file, unwritten, counterexample, found } = violation;
  return {
    invariant: invariant.id,
    steps,
    operations,
    file,
    ...(unwritten === undefined ? {} : { unwritten }),
    ...(found === undefined
      ? {}
      : {
          found: { operations: found.operations, steps: found.steps },
          minimal: found.isMinimal,
        }),
    text: counterexample.text,
    ...codeJson(violation.code),
    revision: counterexample.request.revision,
    ...(invariant.premise === undefined ? {} : { premise: invariant.premise }),
  };
}

export function invariantsJson(results: readonly InvariantResult[]): unknown {
  return results.map(
    ({ invariant, verdict, judged, judgedInVain, unconfirmed, isAside, root }) => ({
      id: invariant.id,
      verdict,
      judged,
      judgedInVain,
      ...(unconfirmed && { unconfirmed }),
      decides: !isAside,
      ...rootJson(root),
    }),
  );
}

export function goalsJson(goals: readonly GoalResult[]): unknown {
  return goals.map(({ goal, reached }) => ({ id: goal.id, reached }));
}

export function assumptionLines(
  result: Pick<CheckResult, 'invariants'>,
  assumptions: readonly string[],
): string[] {
  const premises = result.invariants
    .filter(({ isAside, verdict }) => isAside && verdict === 'violated')
    .map(({ invariant }) => `${invariant.id} is violated: ${invariant.premise}`);
  return [...assumptions, ...premises];
}

export function checkJson(result: CheckResult): unknown {
  const seconds = result.elapsedMs / 1000;
  const searchSeconds = sumOf(result, 'elapsedMs') / 1000;
  const states = sumOf(result, 'states');
  const [first] = result.scopes;
  const { subject } = result;
  const fixed = subject.scopes.notVaried(result.scopes.map(({ scope }) => scope));
  return {
    schema: 'tablewalk/check/1',
    tool: result.version,
    verdict: result.verdict,
    revision: first.scope.revision,
    states,
    transitions: sumOf(result, 'transitions'),
    depth: depthOf(result),
    closed: isClosed(result),
    seconds,
    searchSeconds,
    statesPerSecond: searchSeconds > 0 ? Math.round(states / searchSeconds) : 0,
    collisionProbability: result.exact ? 0 : collisionProbability(result),
    ...subject.scopes.resultFields(first.scope),
    assumptions: assumptionLines(result, allAssumptions(result)),
    notVaried: Object.fromEntries(fixed.map(({ name, json }) => [name, json])),
    violations: violationsByWeight(result.invariants).map(violationJson),
    findings: findingsJson(result.invariants),
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    ...(result.checkpoint ? { checkpoint: result.checkpoint.file } : {}),
    hints: hintsOf(result),
    invariants: invariantsJson(result.invariants),
    goals: goalsJson(result.goals),
    ...swarmJson(result),
    coverage: { unreached: result.unreached.map(unreachedJson), ...codeCoverageJson(result) },
    scopes: result.scopes.map((scope) => ({
      scope: subject.scopes.toJson(scope.scope),
      states: scope.states,
      transitions: scope.transitions,
      depth: scope.depth,
      notExplored: scope.frontier,
      closed: scope.stop === null && subject.scopes.operationsMax(scope.scope) === Infinity,
      seconds: scope.elapsedMs / 1000,
      collisionProbability: result.exact ? 0 : scope.collisionProbability,
      memoryBytes: scope.memoryBytes,
      ...limitJson(scope.stop),
    })),
    request: {
      command: result.command,
      preset: result.preset,
      search: result.search,
      exact: result.exact,
      pools: result.pools,
      scopes: result.scopes.map(({ scope }) => subject.scopes.toJson(scope)),
    },
  };
}
