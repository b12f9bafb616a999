/** Search requests for tests: no limits and a stopped clock by default, with overrides. */
import { expect } from 'vitest';
import { replaySchedule } from '../../src/explorer/replay.ts';
import type { SearchLimits, SearchRequest } from '../../src/explorer/search.ts';
import type { System } from '../../src/model/system.ts';

export const noLimits: SearchLimits = {
  stateCountMax: Infinity,
  memoryBytesMax: Infinity,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};

export function ask(system: System, changes: Partial<SearchRequest> = {}): SearchRequest {
  return {
    system,
    invariants: [],
    goals: [],
    limits: noLimits,
    hooks: { now: () => 0 },
    exact: false,
    stopAtFirst: false,
    ...changes,
  };
}

/** The labels of the transitions of a valid schedule. */
export function labelsOf(system: System, schedule: readonly number[]): string[] {
  const replay = replaySchedule(system, schedule);
  expect(replay.kind).toBe('followed');
  return replay.transitions.map(({ record }) => record.label);
}
