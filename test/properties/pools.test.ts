/**
 * Tracking pools of recycled contents as sets does not change results, in every revision and mutant.
 */
import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { foldedSearch } from '../../src/explorer/folded/folded-search.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import { replayedOrBug, replaySchedule } from '../../src/explorer/replay.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { goals } from '../../src/invariants/goals.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import { mutantIds } from '../../src/subjects/vmem/mutation/catalogue.ts';
import { scopeOf, type World } from '../subjects/vmem/scopes.ts';
import { ask, noLimits } from '../toys/ask.ts';

const orders = ['levels', 'oldest-first'] as const;

function unfolded(world: Partial<World>, changes: Partial<SearchRequest> = {}): SearchResult {
  return breadthFirst(ask(createMemorySystem(scopeOf(world)), { invariants, goals, ...changes }));
}

function folded(world: Partial<World>, order: (typeof orders)[number]): SearchResult {
  const system = createMemorySystem(scopeOf(world));
  const fold = system.fold();
  if (fold === undefined) throw new Error('nothing is recycled');
  const result = foldedSearch(ask(system, { invariants, goals }), fold, order);
  for (const { schedule, invariant, steps } of result.violations) {
    const transitions = replayedOrBug(replaySchedule(system, schedule));
    expect((transitions.at(-1)?.facts ?? 0) & invariant.violatedBy).not.toBe(0);
    expect(transitions.reduce((sum, taken) => sum + taken.steps, 0)).toBe(steps);
  }
  return result;
}

/** Results that must not depend on the order or on folding. */
function common(result: SearchResult) {
  const { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached } = result;
  const violated = result.violations.map(({ invariant, count }) => [invariant.id, count]);
  return { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached, violated };
}

const depths = ({ depth, violations }: SearchResult) => [
  depth,
  ...violations.map((found) => [found.invariant.id, found.depth]),
];

const anyKernel = fc.oneof(
  fc.constantFrom(...revisionNames.map((revision) => ({ revision, mutant: null }))),
  fc.constantFrom(...mutantIds.map((mutant) => ({ revision: 'strict-order', mutant }))),
);
const callers = fc.record({
  blocks: fc.constantFrom([[2], [3]], [[0], [1]], [[1, 2]]),
  failAllocs: fc.constantFrom(0, 1),
});
const anybody = fc.record({
  contract: fc.constant('any' as const),
  blocks: fc.constant([]),
  memmapPages: fc.constantFrom(3, 4, 5),
  failAllocs: fc.constantFrom(0, 1),
});
const knobs = fc.record({
  geometry: fc.constantFrom('tiny3', 'tiny4'),
  structPage: fc.constantFrom(48, 56, 64),
  online: fc.boolean(),
  ops: fc.constantFrom(3, Infinity),
});

test.prop([anyKernel, fc.oneof(callers, anybody), knobs], { numRuns: 25 })(
  'states, transitions, judgements, verdicts and shortest stories',
  (kernel, scope, machine) => {
    const world = { ...kernel, ...scope, ...machine, fresh: 'recycled' } as Partial<World>;
    const limits = { ...noLimits, stateCountMax: 4_000 };
    const expected = unfolded(world, { limits });
    fc.pre(expected.end.kind === 'exhausted');
    for (const order of orders) expect(common(folded(world, order))).toEqual(common(expected));
    expect(depths(folded(world, 'levels'))).toEqual(depths(expected));
  },
);

example('any range of four pages: 12,514 states and 264,080 transitions, with and without', () => {
  const world: Partial<World> = {
    geometry: 'tiny3',
    contract: 'any',
    blocks: [],
    memmapPages: 4,
    failAllocs: 0,
    fresh: 'recycled',
  };
  const expected = unfolded(world);
  expect([expected.stateCount, expected.transitionCount]).toEqual([12_514, 264_080]);
  for (const order of orders) expect(common(folded(world, order))).toEqual(common(expected));
});

example('what is not recycled has nothing to be followed', () => {
  expect(createMemorySystem(scopeOf({ fresh: 'zero' })).fold()).toBeUndefined();
});
