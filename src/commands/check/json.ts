/**
 * Results as JSON documents; the schema comes first, and its number changes when the meaning of a field
 * changes.
 */

import { walkGenerator } from '../../counterexample/walk-generator.ts';
import {
  describeAllAssumptions,
  describeAssumptions,
} from '../../subjects/vmem/scope/describe-scope.ts';
import { scopeToJson } from '../../subjects/vmem/scope/scope-schema.ts';
import { brokenAt, codeJson } from '../../subjects/vmem/story/code-text.ts';
import { unreachedJson } from '../size/json.ts';
import { findingsJson, rootJson } from './findings.ts';
import { hintsOf } from './hints.ts';
import { notVariedJson } from './not-varied.ts';
import {
  type CheckResult,
  type ConfirmedViolation,
  collisionProbability,
  depthOf,
  type GoalResult,
  type InvariantResult,
  isClosed,
  type SampleResult,
  type Stop,
  sumOf,
  violationsByWeight,
} from './result.ts';

/** Only where a search ended early. */
function limitJson(stop: Stop | null): object {
  return stop === null ? {} : { limit: { kind: stop.limit, value: stop.value } };
}

function violationJson(violation: ConfirmedViolation): unknown {
  const { invariant, steps, operations, file, unwritten, counterexample, execution, found } =
    violation;
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
    ...codeJson(brokenAt(invariant, execution)),
    revision: counterexample.request.revision,
    ...(invariant.premise === undefined ? {} : { premise: invariant.premise }),
  };
}

function invariantsJson(results: readonly InvariantResult[]): unknown {
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

function goalsJson(goals: readonly GoalResult[]): unknown {
  return goals.map(({ goal, reached }) => ({ id: goal.id, reached }));
}

function assumptionsOf(
  result: Pick<CheckResult, 'invariants'>,
  assumptions: readonly string[],
): string[] {
  const premises = result.invariants
    .filter(({ isAside, verdict }) => isAside && verdict === 'violated')
    .map(({ invariant }) => `${invariant.id} is broken: ${invariant.premise}`);
  return [...assumptions, ...premises];
}

export function checkJson(result: CheckResult): unknown {
  const seconds = result.elapsedMs / 1000;
  const searchSeconds = sumOf(result, 'elapsedMs') / 1000;
  const states = sumOf(result, 'states');
  const [first] = result.scopes;
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
    contract: first.scope.contract,
    assumptions: assumptionsOf(result, describeAllAssumptions(result.scopes)),
    notVaried: notVariedJson(result.scopes.map(({ scope }) => scope)),
    violations: violationsByWeight(result.invariants).map(violationJson),
    findings: findingsJson(result.invariants),
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    ...(result.checkpoint ? { checkpoint: result.checkpoint.file } : {}),
    hints: hintsOf(result),
    invariants: invariantsJson(result.invariants),
    goals: goalsJson(result.goals),
    coverage: { unreached: result.unreached.map(unreachedJson) },
    scopes: result.scopes.map((scope) => ({
      scope: scopeToJson(scope.scope),
      states: scope.states,
      transitions: scope.transitions,
      depth: scope.depth,
      notExplored: scope.frontier,
      closed: scope.stop === null && scope.scope.ops === Infinity,
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
      scopes: result.scopes.map(({ scope }) => scopeToJson(scope)),
    },
  };
}

export function sampleJson(result: SampleResult): unknown {
  return {
    schema: 'tablewalk/sample/1',
    tool: result.version,
    verdict: result.verdict,
    revision: result.scope.revision,
    seed: result.seed,
    generator: walkGenerator,
    ...(result.seeds === null ? {} : { seeds: result.seeds }),
    runs: result.runs,
    transitions: result.transitions,
    steps: result.steps,
    depth: result.depth,
    seconds: result.elapsedMs / 1000,
    contract: result.scope.contract,
    assumptions: assumptionsOf(result, describeAssumptions(result.scope)),
    violations: violationsByWeight(result.invariants).map(violationJson),
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    invariants: invariantsJson(result.invariants),
    goals: goalsJson(result.goals),
    request: {
      command: result.command,
      preset: result.preset,
      scope: scopeToJson(result.scope),
    },
  };
}
