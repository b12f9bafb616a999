/**
 * After a depth-first search, a bounded breadth-first search gives violations their shortest
 * schedules.
 */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import { withShortestSchedules } from '../../src/explorer/shortest-schedules.ts';
import type { System } from '../../src/model/system.ts';
import { ask, noLimits } from '../toys/ask.ts';
import { noDeadlock } from '../toys/define-toy.ts';
import { type Graph, graphSystem, noFact } from '../toys/graph.ts';
import { reversible } from '../toys/reversible.ts';

/** Three paths to node 6; depth-first search finds a long one in either order. */
const detourGraph: Graph = {
  edges: [
    [{ to: 1 }, { to: 2 }, { to: 3 }],
    [{ to: 4 }],
    [{ to: 6 }],
    [{ to: 5 }],
    [{ to: 6 }],
    [{ to: 6 }],
    [{ to: 7, facts: 1 }],
    [{ to: 8, facts: 2 }],
    [],
  ],
};
const detours = graphSystem(detourGraph);
const invariants = [noFact(0), noFact(1), noFact(2), noDeadlock];

/** In-place search, and search with a stack of states. */
const ways = [
  { way: 'in place', system: reversible(detours), first: 0 },
  { way: 'with a stack', system: detours, first: 2 },
];

function shorten(found: SearchResult, request: SearchRequest): SearchResult {
  return withShortestSchedules(found, request, () => request.system).result;
}

function schedulesOf({ violations }: SearchResult) {
  return violations.map(({ invariant, schedule, isOnlyDepthFirst = false }) => [
    invariant.id,
    schedule,
    isOnlyDepthFirst,
  ]);
}

describe.each(ways)('$way', ({ system, first }) => {
  const request = ask(system, { invariants });
  const found = depthFirst(request);

  test('each violation gets its shortest schedule, and nothing else changes', () => {
    expect(schedulesOf(found)).toEqual([
      ['no-fact-0', [first, 0, 0, 0], false],
      ['no-fact-1', [first, 0, 0, 0, 0], false],
      ['no-deadlock', [first, 0, 0, 0, 0], false],
    ]);
    const shortened = shorten(found, request);
    expect(schedulesOf(shortened)).toEqual([
      ['no-fact-0', [1, 0, 0], false],
      ['no-fact-1', [1, 0, 0, 0], false],
      ['no-deadlock', [1, 0, 0, 0], false],
    ]);
    expect(shortened.violations).toEqual(breadthFirst(request).violations);
    expect({ ...shortened, violations: [], memoryBytes: 0 }).toEqual({
      ...found,
      violations: [],
      memoryBytes: 0,
    });
  });

  test('violations beyond the bound of the second search keep their schedules', () => {
    const limited = (stateCountMax: number) =>
      shorten(found, { ...request, limits: { ...noLimits, stateCountMax } });
    // The first three levels have states 0 to 6; with one state less, the path from 6 is not taken.
    expect(schedulesOf(limited(6))).toEqual([
      ['no-fact-0', [first, 0, 0, 0], true],
      ['no-fact-1', [first, 0, 0, 0, 0], true],
      ['no-deadlock', [first, 0, 0, 0, 0], true],
    ]);
    expect(schedulesOf(limited(7))).toEqual([
      ['no-fact-0', [1, 0, 0], false],
      ['no-fact-1', [first, 0, 0, 0, 0], true],
      ['no-deadlock', [first, 0, 0, 0, 0], true],
    ]);
  });

  test('a schedule of one search is not replayed on the system of the other', () => {
    const limits = { ...noLimits, stateCountMax: 7 };
    const another = graphSystem(detourGraph);
    const { result, systemFor } = withShortestSchedules(
      found,
      { ...request, limits },
      () => another,
    );
    const systems = result.violations.map((violation) => systemFor(violation));
    expect(systems.map((one) => one === another)).toEqual([true, false, false]);
    expect(systems.map((one) => one === system)).toEqual([false, true, true]);
  });
});

test('the count of violating transitions is that of the first search', () => {
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 2, facts: 1 }], [{ to: 2, facts: 1 }, { to: 3 }], [], []],
  });
  const request = ask(system, { invariants: [noFact(0)] });
  const { violations } = shorten(depthFirst(request), request);
  expect(violations).toMatchObject([{ schedule: [1], depth: 1, count: 2 }]);
});

test('the second search ends with the level that contains the last violation', () => {
  // Both violations are at depth 2; the second takes fewer steps.
  const system = graphSystem({
    edges: [
      [{ to: 1 }, { to: 2 }],
      [{ to: 3, facts: 1, steps: 5 }],
      [{ to: 4, facts: 1 }],
      [{ to: 5 }],
      [{ to: 5 }],
      [{ to: 6 }],
      [],
    ],
  });
  const request = ask(system, { invariants: [noFact(0)] });
  const whole = breadthFirst(request);
  const early = breadthFirst({ ...request, stopWhenAllSeen: true });
  expect(whole).toMatchObject({ end: { kind: 'exhausted' }, stateCount: 7, transitionCount: 7 });
  expect(early).toMatchObject({
    end: { kind: 'stopped-at-violation' },
    stateCount: 5,
    transitionCount: 4,
    violations: [{ schedule: [1, 0], depth: 2, steps: 2, count: 2 }],
  });
  expect(early.violations).toEqual(whole.violations);
});

describe('which searches are followed by a second one', () => {
  const request = ask(detours, { invariants: [noFact(0)] });
  const found = depthFirst(request);
  const short = [['no-fact-0', [1, 0, 0], false]];
  const long = [['no-fact-0', [2, 0, 0, 0], true]];

  test.each([
    [{ kind: 'exhausted' } as const, short],
    [{ kind: 'stopped-at-violation' } as const, short],
    [{ kind: 'limit', limit: 'states', value: 8 } as const, short],
    [{ kind: 'limit', limit: 'memory', value: 8 } as const, short],
    [{ kind: 'limit', limit: 'heap', value: 8 } as const, long],
    [{ kind: 'limit', limit: 'time', value: 8 } as const, long],
    [{ kind: 'limit', limit: 'interrupted', value: 8 } as const, long],
  ])('%j', (end, schedules) => {
    const shortened = shorten({ ...found, end }, request);
    expect(schedulesOf(shortened)).toEqual(schedules);
    expect(shortened.end).toEqual(end);
  });

  test('no second search without a violation', () => {
    const asked = ask(detours, { invariants: [noFact(2)] });
    const none = depthFirst(asked);
    const createSystem = (): System => {
      throw new Error('no second system is needed');
    };
    expect(withShortestSchedules(none, asked, createSystem).result).toEqual(none);
  });

  test.each([
    ['the time is over', { elapsedMsMax: 0 }, {}],
    ['there is no memory', { memoryBytesMax: 0 }, {}],
    ['an interrupt', {}, { shouldStop: () => true }],
    ['the heap is full', {}, { fullHeap: () => 8 }],
  ])(
    '%s: the second search ends, and violations that it has not found keep their schedules',
    (_, limits, hooks) => {
      const shortened = shorten(found, {
        ...request,
        limits: { ...noLimits, ...limits },
        hooks: { ...request.hooks, ...hooks },
      });
      expect(schedulesOf(shortened)).toEqual(long);
      expect(shortened.end).toEqual({ kind: 'exhausted' });
    },
  );
});

test('time is the sum, memory the maximum, and progress never decreases', () => {
  let now = 0;
  const reported: unknown[] = [];
  const hooks = {
    now: () => now++,
    onProgress: (progress: unknown) => void reported.push(progress),
  };
  const request = ask(reversible(detours), { invariants: [noFact(0)], hooks });
  const found = { ...depthFirst(request), elapsedMs: 500 };
  reported.length = 0;
  const alone = breadthFirst({ ...request, hooks: { now: () => now++ }, stopWhenAllSeen: true });
  const shortened = shorten(found, request);
  expect(shortened.elapsedMs).toBe(500 + alone.elapsedMs);
  expect(found.memoryBytes).toBeLessThan(alone.memoryBytes);
  expect(shortened.memoryBytes).toBe(alone.memoryBytes);
  expect(shorten({ ...found, memoryBytes: 1e9 }, request).memoryBytes).toBe(1e9);
  const { depth, stateCount, transitionCount, frontierCount, memoryBytes } = found;
  const counted = { depth, stateCount, transitionCount, frontierCount, memoryBytes };
  expect(reported.slice(0, 2)).toEqual([
    { ...counted, elapsedMs: 501 },
    { ...counted, elapsedMs: 502 },
  ]);
});
