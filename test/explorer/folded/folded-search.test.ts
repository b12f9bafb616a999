/** Folded search gives the same result as one state at a time. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { type FoldedOrder, foldedSearch } from '../../../src/explorer/folded/folded-search.ts';
import type { SearchResult } from '../../../src/explorer/outcome.ts';
import { replayedOrBug, replaySchedule } from '../../../src/explorer/replay.ts';
import type { SearchRequest } from '../../../src/explorer/search.ts';
import { MemoryCheckpoint } from '../../support/snapshots.ts';
import { ask, noLimits } from '../../toys/ask.ts';
import { noDeadlock } from '../../toys/define-toy.ts';
import { FoldedGraph, type TokenEdge, type TokenGraph } from '../../toys/folded-graph.ts';
import { noFact } from '../../toys/graph.ts';

const invariants = [noFact(0), noDeadlock, noFact(1), noFact(2)];
const goals = [1, 2, 4].map((reachedOn) => ({ id: `goal-${reachedOn}`, claim: '', reachedOn }));
const orders: readonly FoldedOrder[] = ['levels', 'oldest-first'];

function folded(
  graph: TokenGraph,
  order: FoldedOrder,
  changes: Partial<SearchRequest> = {},
): SearchResult {
  const system = new FoldedGraph(graph);
  return foldedSearch(ask(system, { invariants, goals, ...changes }), system.fold(), order);
}

function unfolded(graph: TokenGraph, changes: Partial<SearchRequest> = {}): SearchResult {
  return breadthFirst(ask(new FoldedGraph(graph), { invariants, goals, ...changes }));
}

/** Results that must not depend on the order or on folding. */
function common(result: SearchResult) {
  const { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached } = result;
  const violated = result.violations.map(({ invariant, count }) => [invariant.id, count]);
  return { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached, violated };
}

const tokens = 5;
const someFacts = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 7 }));
/**
 * All parts of a folded state must agree whether a transition exists, so the first edge accepts all
 * tokens.
 */
function withOneForAll([first, ...others]: readonly TokenEdge[]): TokenEdge[] {
  if (first === undefined) return [];
  const { needs: _, ...free } = first;
  return [free, ...others];
}

const anyGraph: fc.Arbitrary<TokenGraph> = fc.nat({ max: 9 }).chain((last) => {
  const token = fc.nat({ max: tokens - 1 });
  const edge: fc.Arbitrary<TokenEdge> = fc.record(
    {
      to: fc.nat({ max: last }),
      needs: token,
      makes: fc.array(token, { minLength: tokens, maxLength: tokens }),
      facts: someFacts,
      occasions: fc.nat({ max: 7 }),
      steps: fc.integer({ min: 1, max: 4 }),
      ends: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
    },
    { requiredKeys: ['to'] },
  );
  const nodes = { minLength: last + 1, maxLength: last + 1 };
  return fc.record({
    tokens: fc.constant(tokens),
    edges: fc.array(fc.array(edge, { maxLength: 4 }).map(withOneForAll), nodes),
    mayStop: fc.subarray(Array.from({ length: last + 1 }, (_, node) => node)),
  });
});

describe.each(orders)('%s', (order) => {
  test.prop([anyGraph], { numRuns: 1000 })(
    'states, transitions, judgements and verdicts are the same as without folding',
    (graph) => {
      expect(common(folded(graph, order))).toEqual(common(unfolded(graph)));
    },
  );

  test.prop([anyGraph])('a schedule leads to its violation', (graph) => {
    const system = new FoldedGraph(graph);
    for (const { invariant, schedule, depth, steps } of folded(graph, order).violations) {
      const transitions = replayedOrBug(replaySchedule(system, schedule));
      expect(transitions).toHaveLength(depth);
      expect(transitions.reduce((sum, taken) => sum + taken.steps, 0)).toBe(steps);
      if (invariant !== noDeadlock) {
        expect((transitions.at(-1)?.facts ?? 0) & invariant.violatedBy).not.toBe(0);
        continue;
      }
      const last = transitions.at(-1)?.state ?? new Uint8Array(system.stateLength);
      system.load(last, 0);
      expect([system.next(), system.mayStop()]).toEqual([false, false]);
    }
  });

  test.prop([anyGraph, fc.integer({ min: 1, max: 7 })])(
    'stopped at limits of states, and resumed',
    (graph, stride) => {
      const whole = folded(graph, order);
      let limit = stride;
      let from: MemoryCheckpoint | undefined;
      for (;;) {
        let saved: MemoryCheckpoint | undefined;
        const result = folded(graph, order, {
          limits: { ...noLimits, stateCountMax: limit },
          hooks: {
            now: () => 0,
            onPause: (save, _, at) => {
              if (at !== undefined) saved = new MemoryCheckpoint(save);
            },
          },
          ...(from && { resume: from.resumption() }),
        });
        if (result.end.kind === 'exhausted') {
          const { memoryBytes, bytesPerState, ...reported } = result;
          expect(reported).toEqual({ ...whole, memoryBytes: undefined, bytesPerState: undefined });
          return;
        }
        expect(result.end).toEqual({ kind: 'limit', limit: 'states', value: limit });
        expect(result.stateCount).toBeLessThanOrEqual(limit);
        from = saved;
        limit += stride;
      }
    },
  );

  example('a memory limit ends it undecided, and with more memory it is resumed', () => {
    const whole = folded(wide, order);
    let saved: MemoryCheckpoint | undefined;
    const memoryBytesMax = Math.floor(whole.memoryBytes / 2);
    const part = folded(wide, order, {
      limits: { ...noLimits, memoryBytesMax },
      hooks: {
        now: () => 0,
        onPause: (save, _, at) => {
          if (at !== undefined) saved = new MemoryCheckpoint(save);
        },
      },
    });
    expect(part.end).toEqual({ kind: 'limit', limit: 'memory', value: memoryBytesMax });
    const result = folded(wide, order, { ...(saved && { resume: saved.resumption() }) });
    expect(common(result)).toEqual(common(whole));
  });
});

/** 256 nodes, each with two tokens. */
const wide: TokenGraph = {
  tokens: 2,
  edges: Array.from({ length: 256 }, (_, from) => [
    { to: (2 * from + 1) % 256, makes: [1, 0] },
    { to: (2 * from) % 256, occasions: 1 },
  ]),
};

test.prop([anyGraph])('level by level, schedules are as short as without folding', (graph) => {
  const depths = ({ violations }: SearchResult) =>
    violations.map(({ invariant, depth }) => [invariant.id, depth]);
  expect(depths(folded(graph, 'levels'))).toEqual(depths(unfolded(graph)));
  expect(folded(graph, 'levels').depth).toBe(unfolded(graph).depth);
});

test.prop([anyGraph, fc.nat({ max: 6 })])(
  'level by level, up to a limit of depth',
  (graph, depthMax) => {
    const limits = { ...noLimits, depthMax };
    const cut = folded(graph, 'levels', { limits });
    const expected = unfolded(graph, { limits });
    expect(common(cut)).toEqual(common(expected));
    expect([cut.depth, cut.frontierCount]).toEqual([expected.depth, expected.frontierCount]);
  },
);

example('parts that do not agree whether there is a transition are refused', () => {
  const graph = {
    tokens: 3,
    edges: [[{ to: 1 }, { to: 1, makes: [1, 1, 1] }], [{ to: 0, needs: 1 }]],
  };
  for (const order of orders) {
    expect(() => folded(graph, order)).toThrow(
      'some parts of a folded state have a transition and others have none',
    );
  }
});

example('oldest first takes no limit of depth', () => {
  const graph = { tokens: 1, edges: [[]] };
  const limits = { ...noLimits, depthMax: 3 };
  expect(() => folded(graph, 'oldest-first', { limits })).toThrow(
    'limits.depthMax is 3; a search oldest first allows only Infinity: search by levels, or use a bounded system',
  );
});

example('what was expanded with one token is expanded again with another', () => {
  // 0 -> 1 -> 0 turns token 0 into token 1; only token 1 has a path to 2.
  const graph = {
    tokens: 2,
    edges: [
      [{ to: 1 }],
      [
        { to: 0, makes: [1, 1] },
        { to: 2, needs: 1, facts: 1 },
      ],
      [],
    ],
    mayStop: [2],
  };
  const { stateCount, transitionCount, violations } = folded(graph, 'levels');
  expect({ stateCount, transitionCount }).toEqual({ stateCount: 5, transitionCount: 5 });
  expect(violations).toEqual([
    { invariant: invariants[0], depth: 4, steps: 4, schedule: [0, 0, 0, 1], count: 1 },
  ]);
});
