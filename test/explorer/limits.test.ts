/**
 * A search that reaches a limit names the limit and is never exhaustive; a search that just fits is
 * exhaustive.
 */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import { transitionsPerFirstPoll } from '../../src/explorer/watch.ts';
import { ask, noLimits } from '../toys/ask.ts';
import { noDeadlock } from '../toys/define-toy.ts';
import { graphSystem, line, noFact } from '../toys/graph.ts';
import { reversible } from '../toys/reversible.ts';
import { twoPhaseCommit } from '../toys/two-phase-commit.ts';

/** Depth-first search in place; like the others, it gets a toy without undo. */
function inPlace(request: SearchRequest): SearchResult {
  return depthFirst({ ...request, system: reversible(request.system) });
}

const searches = [breadthFirst, depthFirst, inPlace];
const commit5 = () => twoPhaseCommit({ managerCount: 5, commitWaitsForAll: true });

test.each(searches)(
  '%o: one state too many reaches the limit of states, an exact fit does not',
  (search) => {
    for (const exact of [true, false]) {
      const enough = { ...noLimits, stateCountMax: 8_832 };
      expect(search(ask(commit5(), { limits: enough, exact })).end).toEqual({ kind: 'exhausted' });
      const limits = { ...noLimits, stateCountMax: 8_831 };
      const result = search(ask(commit5(), { limits, exact }));
      expect(result.end).toEqual({ kind: 'limit', limit: 'states', value: 8_831 });
      expect(result.stateCount).toBe(8_831);
      expect(result.frontierCount).toBeGreaterThan(0);
    }
  },
);

test.each(searches)(
  '%o: half the memory reaches the limit of memory, an exact fit does not',
  (search) => {
    for (const exact of [true, false]) {
      const { memoryBytes } = search(ask(commit5(), { exact }));
      const enough = { ...noLimits, memoryBytesMax: memoryBytes };
      expect(search(ask(commit5(), { limits: enough, exact })).end).toEqual({ kind: 'exhausted' });
      const limits = { ...noLimits, memoryBytesMax: memoryBytes >> 1 };
      const result = search(ask(commit5(), { limits, exact }));
      expect(result.end).toEqual({ kind: 'limit', limit: 'memory', value: memoryBytes >> 1 });
      expect(result.memoryBytes).toBeLessThanOrEqual(memoryBytes >> 1);
      expect(result.stateCount).toBeLessThan(8_832);
    }
  },
);

test('in-place search ends with any amount of memory, and only a complete search is exhaustive', () => {
  const whole = inPlace(ask(commit5()));
  for (let kibibytes = 0; kibibytes < 400; kibibytes += 8) {
    const limits = { ...noLimits, memoryBytesMax: kibibytes * 1024 };
    const { end, stateCount, transitionCount } = inPlace(ask(commit5(), { limits }));
    const isWhole = stateCount === 8_832 && transitionCount === whole.transitionCount;
    expect(end.kind).toBe(isWhole ? 'exhausted' : 'limit');
  }
});

test.each([breadthFirst, depthFirst])(
  '%o: with too little memory, the search ends in an orderly way at a limit',
  (search) => {
    let stateCountBefore = 0;
    for (let kibibytes = 0; kibibytes < 400; kibibytes += 8) {
      const limits = { ...noLimits, memoryBytesMax: kibibytes * 1024 };
      const { end, stateCount, memoryBytes } = search(ask(commit5(), { limits }));
      expect(end.kind === 'exhausted').toBe(stateCount === 8_832);
      expect(memoryBytes).toBeLessThanOrEqual(kibibytes * 1024);
      expect(stateCount).toBeGreaterThanOrEqual(stateCountBefore);
      stateCountBefore = stateCount;
    }
  },
);

test.each(searches)('%o: the injected clock ends a search at the time limit', (search) => {
  let now = 1_000;
  const hooks = { now: () => now++ };
  const limits = { ...noLimits, elapsedMsMax: 3 };
  const result = search(ask(commit5(), { limits, hooks }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'time', value: 3 });
  expect(result.stateCount).toBeLessThan(8_832);
});

test.each(searches)('%o: the injected stop signal interrupts a search', (search) => {
  let polls = 0;
  const hooks = { now: () => 5, shouldStop: () => ++polls === 2 };
  const result = search(ask(commit5(), { hooks }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'interrupted', value: 0 });
  expect(result.stateCount).toBeLessThan(8_832);
});

test.each(searches)('%o: a full heap of objects ends a search, which can be resumed', (search) => {
  let looks = 0;
  const limits: (string | undefined)[] = [];
  const hooks = {
    now: () => 0,
    fullHeap: () => (++looks === 3 ? 2_000 : undefined),
    onPause: (_: unknown, __: unknown, limit?: string) => void limits.push(limit),
  };
  const result = search(ask(commit5(), { hooks }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'heap', value: 2_000 });
  expect(limits).toEqual([undefined, undefined, 'heap']);
});

test('a stop signal during the last transition has no effect', () => {
  const loops = (count: number) =>
    graphSystem({ edges: [Array.from({ length: count }, () => ({ to: 0 }))] });
  const hooks = { now: () => 0, shouldStop: () => true };
  const finished = depthFirst(ask(loops(transitionsPerFirstPoll - 1), { hooks }));
  expect(finished.end).toEqual({ kind: 'exhausted' });
  const stopped = depthFirst(ask(loops(transitionsPerFirstPoll), { hooks }));
  expect(stopped.end).toMatchObject({ kind: 'limit', limit: 'interrupted' });
  // A transition that was not judged is not counted.
  expect(stopped.transitionCount).toBe(transitionsPerFirstPoll - 1);
  expect(stopped.frontierCount).toBe(1);
});

test('the limit of depth cuts off only deeper states', () => {
  const edges = line(6);
  edges[2] = [{ to: 3, facts: 1 }];
  edges[3] = [{ to: 4, facts: 2 }];
  const limits = { ...noLimits, depthMax: 3 };
  const invariants = [noFact(0), noFact(1)];
  const result = breadthFirst(ask(graphSystem({ edges }), { limits, invariants }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'depth', value: 3 });
  expect(result).toMatchObject({ stateCount: 4, transitionCount: 3, depth: 3, frontierCount: 1 });
  expect(result.violations).toMatchObject([{ invariant: { id: 'no-fact-0' }, depth: 3 }]);
});

test('a depth limit with no states beyond it is not reached, and a deadlock at that depth is found', () => {
  const limits = { ...noLimits, depthMax: 5 };
  const invariants = [noDeadlock];
  const result = breadthFirst(ask(graphSystem({ edges: line(6) }), { limits, invariants }));
  expect(result.end).toEqual({ kind: 'exhausted' });
  expect(result.violations).toMatchObject([{ depth: 5, schedule: [0, 0, 0, 0, 0] }]);
});

test('a transition beyond the depth limit to a known state also counts as beyond it', () => {
  const ring = graphSystem({ edges: [[{ to: 1 }], [{ to: 0, facts: 1 }]] });
  const at = (depthMax: number) =>
    breadthFirst(ask(ring, { limits: { ...noLimits, depthMax }, invariants: [noFact(0)] }));
  expect(at(1)).toMatchObject({ end: { limit: 'depth' }, violations: [] });
  expect(at(2)).toMatchObject({ end: { kind: 'exhausted' }, violations: [{ depth: 2 }] });
});

test('with depth 0 only the initial state is visited', () => {
  const limits = { ...noLimits, depthMax: 0 };
  const result = breadthFirst(ask(graphSystem({ edges: line(2) }), { limits }));
  expect(result).toMatchObject({ end: { limit: 'depth' }, stateCount: 1, transitionCount: 0 });
});
