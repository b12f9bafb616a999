/** The result of a scope that was not started. */

import type { ScopeData } from '../../subject/scopes.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { ScopeResult } from './result.ts';

export function notStarted(
  scope: ScopeData,
  stop: Stop = { limit: 'not-started', value: null },
): ScopeResult {
  return {
    scope,
    states: 0,
    transitions: 0,
    steps: 0,
    depth: 0,
    frontier: 0,
    collisionProbability: 0,
    memoryBytes: 0,
    elapsedMs: 0,
    stop,
    maps: false,
  };
}
