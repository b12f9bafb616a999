/** The result of `size` as a JSON document. */

import type { Forecast, Interval } from '../../explorer/forecast.ts';
import type { Unreached } from '../../subject/reach.ts';
import type { Subject } from '../../subject/subject.ts';
import { limitJson } from '../../text/stop-text.ts';
import { costOf, type SizedScope, type SizeResult } from './result.ts';

export function sizeJson(result: SizeResult): unknown {
  const [first] = result.scopes;
  return {
    schema: 'tablewalk/size/1',
    tool: result.version,
    revision: first?.scope.revision ?? null,
    states: result.scopes.reduce((sum, { profile }) => sum + profile.stateCount, 0),
    transitions: result.scopes.reduce((sum, { profile }) => sum + profile.transitionCount, 0),
    closed: result.stop === null,
    seconds: result.elapsedMs / 1000,
    scopes: result.scopes.map((scope) => scopeJson(result.subject, scope)),
    coverage: {
      unreached: result.unreached.map(unreachedJson),
      invariants: result.invariants.length,
      neverJudged: result.neverJudged,
    },
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    request: { command: result.command, preset: result.preset },
  };
}

export function unreachedJson({ kind, name, meaning, needs }: Unreached): unknown {
  return { kind, name, meaning, needs };
}

function scopeJson({ scopes }: Subject, sized: SizedScope): unknown {
  const { scope, profile, stop, early, variants, coverage } = sized;
  const factor = (distinct: number): number => profile.stateCount / distinct;
  return {
    scope: scopes.toJson(scope),
    states: profile.stateCount,
    transitions: profile.transitionCount,
    steps: profile.stepCount,
    closed: stop === null,
    ...limitJson(stop),
    stateBytes: profile.stateLength,
    bytesPerState: profile.searchBytes / profile.stateCount,
    memoryBytes: profile.memoryBytes,
    seconds: profile.elapsedMs / 1000,
    levels: profile.levels.map(({ foundAtMs, ...level }) => ({
      ...level,
      foundAtSeconds: foundAtMs / 1000,
    })),
    components: profile.components.map((component) => ({
      name: component.name,
      group: component.isGroup,
      distinct: component.distinct,
      factor: factor(component.distinct),
      sampledOneIn: component.sampledOneIn,
    })),
    operations: profile.operations.map((operation) => ({
      ...operation,
      waysPerState: operation.enabled === 0 ? 0 : operation.transitions / operation.enabled,
    })),
    forecast: forecastJson(sized, sized.forecast),
    earlyForecasts: early.map(({ depth, seen, forecast }) => ({
      depth,
      seen,
      states: intervalJson(forecast.states),
    })),
    variants: variants.map((variant) => ({
      flag: variant.flag,
      states: variant.states,
      closed: variant.stop === null,
      forecast: variant.forecast === null ? null : intervalJson(variant.forecast.states),
    })),
    branches: coverage.steps?.sites ?? null,
    openBranches: coverage.steps?.open ?? null,
  };
}

function forecastJson(sized: SizedScope, forecast: Forecast | null): unknown {
  if (forecast === null) return null;
  const { low, middle, high } = forecast.states;
  const costs = [low, middle, high].map((states) => costOf(sized, states));
  const of = (what: 'bytes' | 'seconds') =>
    intervalJson({ low: costs[0][what], middle: costs[1][what], high: costs[2][what] });
  return {
    states: intervalJson(forecast.states),
    memoryBytes: of('bytes'),
    seconds: of('seconds'),
    nextLevels: forecast.nextLevels.map(intervalJson),
  };
}

/** JSON has no Infinity: null if there is no upper bound. */
function intervalJson({ low, middle, high }: Interval): unknown {
  const finite = (value: number): number | null =>
    Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
  return { low: finite(low), middle: finite(middle), high: finite(high) };
}
