/** The result of a sample as a JSON document. */
import { walkGenerator } from '../../counterexample/walk-generator.ts';
import { limitJson } from '../../text/stop-text.ts';
import { assumptionLines, goalsJson, invariantsJson, violationJson } from '../check/json.ts';
import { violationsByWeight } from '../check/result.ts';
import { unreachedJson } from '../size/json.ts';
import type { SampleResult } from './result.ts';

export function sampleJson(result: SampleResult): unknown {
  const { subject } = result;
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
    ...subject.scopes.resultFields(result.scope),
    assumptions: assumptionLines(result, subject.scopes.describe(result.scope).assumptions),
    violations: violationsByWeight(result.invariants).map(violationJson),
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    invariants: invariantsJson(result.invariants),
    goals: goalsJson(result.goals),
    ...(result.unreached === null
      ? {}
      : { coverage: { unreached: result.unreached.map(unreachedJson) } }),
    request: {
      command: result.command,
      preset: result.preset,
      scope: subject.scopes.toJson(result.scope),
    },
  };
}
