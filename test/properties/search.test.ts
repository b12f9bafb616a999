/** Properties of the searches on random graphs: they agree with each other and with a naive search. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult, Violation } from '../../src/explorer/outcome.ts';
import { randomWalk } from '../../src/explorer/random-walk.ts';
import { replayChoices, replaySchedule } from '../../src/explorer/replay.ts';
import { withShortestSchedules } from '../../src/explorer/shortest-schedules.ts';
import { ask, noLimits } from '../toys/ask.ts';
import { noDeadlock } from '../toys/define-toy.ts';
import { type Edge, type Graph, graphSystem, noFact } from '../toys/graph.ts';
import { reversible } from '../toys/reversible.ts';

const nodeCountMax = 12;
const invariants = [noFact(0), noDeadlock, noFact(1), noFact(2)];
const goals = [1, 2, 4].map((reachedOn) => ({ id: `goal-${reachedOn}`, claim: '', reachedOn }));

/** Facts are rare, so that some graphs have no violation. */
const someFacts = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 7 }));

const anyGraph: fc.Arbitrary<Graph> = fc.nat({ max: nodeCountMax - 1 }).chain((last) => {
  const edge: fc.Arbitrary<Edge> = fc.record({
    to: fc.nat({ max: last }),
    facts: someFacts,
    occasions: fc.nat({ max: 7 }),
    steps: fc.integer({ min: 1, max: 4 }),
    ends: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
  const nodes = { minLength: last + 1, maxLength: last + 1 };
  return fc.record({
    edges: fc.array(fc.array(edge, { maxLength: 3 }), nodes),
    mayStop: fc.subarray(Array.from({ length: last + 1 }, (_, node) => node)),
  });
});

/** The distance of every reachable node, computed naively. */
function distances(graph: Graph): Map<number, number> {
  const found = new Map([[0, 0]]);
  // A map iterates in insertion order, including entries added during the iteration.
  for (const [node, distance] of found) {
    for (const { to, ends } of graph.edges[node]) {
      if (!ends && !found.has(to)) {
        found.set(to, distance + 1);
      }
    }
  }
  return found;
}

/**
 * The minimal number of transitions to a violation, for each listed invariant; undefined if it holds.
 */
function shortestViolations(graph: Graph): (number | undefined)[] {
  const found = distances(graph);
  return invariants.map(({ violatedBy }, i) => {
    const depths = [...found].flatMap(([node, distance]) => {
      const edges = graph.edges[node];
      if (invariants[i] === noDeadlock) {
        return edges.length === 0 && !graph.mayStop?.includes(node) ? [distance] : [];
      }
      return edges.some(({ facts = 0 }) => (facts & violatedBy) !== 0) ? [distance + 1] : [];
    });
    return depths.length === 0 ? undefined : Math.min(...depths);
  });
}

function depthOfEach({ violations }: SearchResult): (number | undefined)[] {
  return invariants.map((asked) => violations.find((v) => v.invariant === asked)?.depth);
}

/** Results that must not depend on the order of the search or on the storage of states. */
function common(result: SearchResult) {
  const { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached } = result;
  const violated = result.violations.map(({ invariant, count }) => [invariant.id, count]);
  return { end, stateCount, transitionCount, stepCount, judgedCounts, goalsReached, violated };
}

test.prop([anyGraph])('breadth-first finds all reachable states, by shortest paths', (graph) => {
  const result = breadthFirst(ask(graphSystem(graph), { invariants, goals }));
  const found = distances(graph);
  expect(result.end).toEqual({ kind: 'exhausted' });
  expect(result.stateCount).toBe(found.size);
  expect(result.depth).toBe(Math.max(...found.values()));
  expect(result.transitionCount).toBe(
    [...found.keys()].reduce((sum, node) => sum + graph.edges[node].length, 0),
  );
  expect(depthOfEach(result)).toEqual(shortestViolations(graph));
});

test.prop([anyGraph])('both orders and both visited sets agree', (graph) => {
  const search = (way: typeof breadthFirst, exact: boolean) =>
    common(way(ask(graphSystem(graph), { invariants, goals, exact })));
  const expected = search(breadthFirst, true);
  expect(search(breadthFirst, false)).toEqual(expected);
  expect(search(depthFirst, true)).toEqual(expected);
  expect(search(depthFirst, false)).toEqual(expected);
});

test.prop([anyGraph, fc.boolean()])(
  'violations found depth-first are reported as breadth-first finds them, by a second search',
  (graph, inPlace) => {
    const toy = graphSystem(graph);
    const request = ask(inPlace ? reversible(toy) : toy, { invariants, goals });
    const found = depthFirst(request);
    const { result } = withShortestSchedules(found, request, () => toy);
    expect(result.violations).toEqual(breadthFirst(request).violations);
    expect(common(result)).toEqual(common(found));
  },
);

test.prop([anyGraph])('a schedule leads to a transition that violates its invariant', (graph) => {
  const system = graphSystem(graph);
  const leads = ({ invariant, schedule, depth, steps }: Violation) => {
    const { kind, transitions } = replaySchedule(system, schedule);
    const broken =
      invariant === noDeadlock
        ? replaySchedule(system, [...schedule, 0]).kind === 'left'
        : ((transitions.at(-1)?.facts ?? 0) & invariant.violatedBy) !== 0;
    const stepsTaken = transitions.reduce((sum, transition) => sum + transition.steps, 0);
    return kind === 'followed' && broken && transitions.length === depth && stepsTaken === steps;
  };
  for (const search of [breadthFirst, depthFirst]) {
    const { violations } = search(ask(system, { invariants }));
    expect(violations.filter((violation) => !leads(violation))).toEqual([]);
  }
});

test.prop([anyGraph, fc.integer()])(
  'walks violate only claims that a search violates, and can be replayed',
  (graph, seed) => {
    const system = graphSystem(graph);
    const possible = shortestViolations(graph);
    const result = randomWalk({
      system,
      invariants,
      goals,
      walkFirst: 0,
      walkCount: 20,
      randomOf: (walk) => randomFrom(seed + walk),
      depthMax: 15,
      elapsedMsMax: Infinity,
      hooks: { now: () => 0 },
      stopAtFirst: false,
    });
    for (const { invariant, depth, choices } of result.violations) {
      expect(depth).toBeGreaterThanOrEqual(possible[invariants.indexOf(invariant)] ?? Infinity);
      expect(replayChoices(system, choices, depth).kind).toBe('followed');
    }
    const exhaustive = breadthFirst(ask(system, { goals }));
    const impossible = result.goalsReached.filter(
      (reached, i) => reached && !exhaustive.goalsReached[i],
    );
    expect(impossible).toEqual([]);
  },
);

test.prop([anyGraph, fc.nat({ max: nodeCountMax })])(
  'a limit is reported if and only if the search is incomplete',
  (graph, bound) => {
    const system = graphSystem(graph);
    const whole = breadthFirst(ask(system, { invariants }));
    const byStates = breadthFirst(
      ask(system, { invariants, limits: { ...noLimits, stateCountMax: bound } }),
    );
    expect(byStates.stateCount).toBe(Math.min(bound, whole.stateCount));
    expect(byStates.end.kind).toBe(bound < whole.stateCount ? 'limit' : 'exhausted');
    const byDepth = breadthFirst(
      ask(system, { invariants, limits: { ...noLimits, depthMax: bound } }),
    );
    const complete = byDepth.transitionCount === whole.transitionCount;
    expect(byDepth.end.kind).toBe(complete ? 'exhausted' : 'limit');
    const within = shortestViolations(graph).map((depth) =>
      depth !== undefined && depth <= bound ? depth : undefined,
    );
    expect(depthOfEach(byDepth)).toEqual(within);
  },
);

/** A small random generator; walks only need independent numbers in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
  };
}
