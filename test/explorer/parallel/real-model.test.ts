/**
 * Page tables searched by several workers: the same counts, verdicts, counterexamples and coverage as
 * one worker.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { SearchResult } from '../../../src/explorer/outcome.ts';
import { replaySchedule } from '../../../src/explorer/replay.ts';
import type { SearchRequest } from '../../../src/explorer/search.ts';
import { allInvariants } from '../../../src/invariants/catalogue.ts';
import { goals } from '../../../src/invariants/goals.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../../src/subjects/vmem/create-system.ts';
import type { ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { drawnTurns, inTurns, reported } from '../../support/in-turns.ts';
import { ask, noLimits } from '../../toys/ask.ts';
import { coverageOf, scopes, twoThreads } from './real-scopes.ts';

const allScopes: Readonly<Record<string, ScopeConfig>> = {
  ...scopes,
  'two threads, one preemption': { ...twoThreads, preemptions: 1, merge: 'reads' },
};

describe.each(Object.entries(allScopes))('%s', (_, scope) => {
  const changed: Partial<SearchRequest>[] = [
    {},
    { stopAtFirst: true },
    { limits: { ...noLimits, stateCountMax: 400 } },
    { limits: { ...noLimits, depthMax: 9 } },
  ];

  test.each(changed)('equals a single worker: %j', (changes) => {
    const build = () => createSystem(buildScope(scope), scope.geometry);
    const run = (search: (request: SearchRequest) => SearchResult) => {
      const system = build();
      const result = search(ask(system, { ...changes, invariants: allInvariants, goals }));
      const stories = result.violations.map(({ schedule }) =>
        replaySchedule(system, schedule).transitions.map(({ record }) => record),
      );
      return { system, result, stories };
    };
    const alone = run(breadthFirst);
    fc.assert(
      fc.property(drawnTurns(40), (turns) => {
        const together = run((request) => inTurns(request, build, turns));
        expect(reported(together.result)).toEqual(reported(alone.result));
        expect(together.stories).toEqual(alone.stories);
        if (alone.result.end.kind === 'exhausted') {
          expect(coverageOf(together.system)).toEqual(coverageOf(alone.system));
        }
      }),
      { numRuns: 3 },
    );
  });
});
