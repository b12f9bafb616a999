/** Breadth-first search on hand-made graphs: the reported schedule, and the counts. */
import { expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { transitionsPerFirstPoll, transitionsPerPollMax } from '../../src/explorer/watch.ts';
import { ask, labelsOf, noLimits } from '../toys/ask.ts';
import { noDeadlock } from '../toys/define-toy.ts';
import { graphSystem, line, noFact } from '../toys/graph.ts';
import { twoPhaseCommit } from '../toys/two-phase-commit.ts';

test('of two paths to a violation the one with fewer transitions is reported', () => {
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 2 }], [{ to: 3 }], [{ to: 4, facts: 1 }], [{ to: 4, facts: 1 }], []],
  });
  const { violations } = breadthFirst(ask(system, { invariants: [noFact(0)] }));
  expect(violations).toMatchObject([{ depth: 2, steps: 2, schedule: [1, 0], count: 2 }]);
  expect(labelsOf(system, violations[0].schedule)).toEqual(['0 -> 2', '2 -> 4']);
});

test('of two violations at the same depth the one with fewer steps is reported', () => {
  const system = graphSystem({
    edges: [
      [
        { to: 1, steps: 5 },
        { to: 2, steps: 2 },
      ],
      [{ to: 3, facts: 1, steps: 1 }],
      [{ to: 3, facts: 1, steps: 3 }],
      [],
    ],
  });
  const result = breadthFirst(ask(system, { invariants: [noFact(0)] }));
  expect(result.violations).toMatchObject([{ depth: 2, steps: 5, schedule: [1, 0], count: 2 }]);
  expect(result.stepCount).toBe(11);
});

test('of two violations with the same depth and steps the first in order is reported', () => {
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 1, facts: 1 }, { to: 0, facts: 1 }], []],
  });
  const { violations } = breadthFirst(ask(system, { invariants: [noFact(0)] }));
  expect(violations).toMatchObject([{ schedule: [1], count: 2 }]);
});

test('a violation does not end the search: later states are judged too', () => {
  const system = graphSystem({
    edges: [[{ to: 1, facts: 1, occasions: 1 }], [{ to: 2, facts: 2, occasions: 3 }], []],
  });
  const result = breadthFirst(ask(system, { invariants: [noFact(1), noFact(0), noFact(2)] }));
  expect(result.end).toEqual({ kind: 'exhausted' });
  // In the order of the list, not of discovery.
  expect(result.violations.map(({ invariant }) => invariant.id)).toEqual([
    'no-fact-1',
    'no-fact-0',
  ]);
  expect(result.judgedCounts).toEqual([1, 2, 0]);
});

test('a transition that ends the path is judged, but its target is not visited', () => {
  const system = graphSystem({ edges: [[{ to: 1, facts: 1, ends: true }], [{ to: 0 }]] });
  const result = breadthFirst(ask(system, { invariants: [noFact(0), noDeadlock] }));
  expect(result).toMatchObject({ end: { kind: 'exhausted' }, stateCount: 1, transitionCount: 1 });
  expect(result.violations).toMatchObject([{ schedule: [0], depth: 1 }]);
});

test('with stopAtFirst the search ends at the first violation', () => {
  const system = graphSystem({ edges: [[{ to: 1 }, { to: 2, facts: 1 }, { to: 3 }], [], [], []] });
  const result = breadthFirst(ask(system, { invariants: [noFact(0)], stopAtFirst: true }));
  expect(result.end).toEqual({ kind: 'stopped-at-violation' });
  expect(result.violations).toMatchObject([{ schedule: [1], count: 1 }]);
  expect(result.transitionCount).toBe(2);
  // Node 0, with pending transitions, and node 1.
  expect(result.frontierCount).toBe(2);
});

test('with stopAtFirst a deadlock ends the search too', () => {
  const system = graphSystem({ edges: [[{ to: 1 }, { to: 2 }], [], []], mayStop: [1] });
  const result = breadthFirst(ask(system, { invariants: [noDeadlock], stopAtFirst: true }));
  expect(result.end).toEqual({ kind: 'stopped-at-violation' });
  expect(result.violations).toMatchObject([{ schedule: [1], depth: 1, steps: 1 }]);
});

test('a stuck initial state is a deadlock with an empty schedule', () => {
  const system = graphSystem({ edges: [[]] });
  const { violations } = breadthFirst(ask(system, { invariants: [noDeadlock] }));
  expect(violations).toMatchObject([{ schedule: [], depth: 0, steps: 0, count: 1 }]);
});

test('ordinals beyond 16 bits identify their transition', () => {
  const fan = Array.from({ length: 70_000 }, () => ({ to: 1 }));
  const system = graphSystem({ edges: [[...fan, { to: 2 }], [], [{ to: 2, facts: 1 }]] });
  const { violations } = breadthFirst(ask(system, { invariants: [noFact(0)] }));
  expect(violations[0].schedule).toEqual([70_000, 0]);
  expect(labelsOf(system, violations[0].schedule)).toEqual(['0 -> 2', '2 -> 2']);
});

test('goals are reached once, independently of each other', () => {
  const system = graphSystem({
    edges: [
      [
        { to: 0, occasions: 1 },
        { to: 0, occasions: 1 },
        { to: 0, occasions: 4 },
      ],
    ],
  });
  const goals = [1, 2, 6].map((reachedOn) => {
    return { id: `goal-${reachedOn}`, claim: 'It happens.', reachedOn };
  });
  expect(breadthFirst(ask(system, { goals })).goalsReached).toEqual([true, false, true]);
});

test('repeating a search gives the same result', () => {
  const search = () => {
    const system = twoPhaseCommit({ managerCount: 5, commitWaitsForAll: false });
    return breadthFirst(ask(system, { invariants: [noFact(0)] }));
  };
  expect(search()).toEqual(search());
});

test('progress is reported after every level, and often enough within one', () => {
  const reported: number[] = [];
  const system = graphSystem({ edges: line(4) });
  breadthFirst(ask(system, { hooks: { now: () => 7, onProgress: (p) => reported.push(p.depth) } }));
  // Plus one poll before the first transition is counted.
  expect(reported).toEqual([0, 1, 2, 3]);

  const counts: number[] = [];
  const loops = graphSystem({ edges: [Array.from({ length: 100_000 }, () => ({ to: 0 }))] });
  const onProgress = (p: { transitionCount: number }) => counts.push(p.transitionCount);
  breadthFirst(ask(loops, { hooks: { now: () => 0, onProgress } }));
  // Transitions are fast on this clock, so the poll interval is multiplied by four until it is long
  // enough.
  const pauses = counts.map((count, poll) => count - (poll === 0 ? -1 : counts[poll - 1]));
  expect(pauses.slice(0, 7)).toEqual(
    [1, 4, 16, 64, 256, 1024, 4096].map((times) => times * transitionsPerFirstPoll),
  );
  // The eighth completes the first interval that does not depend on the clock.
  expect(new Set(pauses.slice(8))).toEqual(new Set([transitionsPerPollMax]));
});

test('polls of slow transitions are more frequent', () => {
  const counts: number[] = [];
  const loops = graphSystem({ edges: [Array.from({ length: 1_000 }, () => ({ to: 0 }))] });
  const onProgress = (p: { transitionCount: number }) => counts.push(p.transitionCount);
  let now = 0;
  breadthFirst(ask(loops, { hooks: { now: () => (now += 1_000), onProgress } }));
  // A poll happens while a transition is pending, before it is counted.
  expect(counts.slice(0, 3)).toEqual([0, 1, 2]);
});

test('memory is reported in total and per state, also without limits', () => {
  const result = breadthFirst(ask(graphSystem({ edges: line(10) }), { limits: noLimits }));
  expect(result.memoryBytes).toBeGreaterThan(0);
  expect(result.bytesPerState).toBe(result.memoryBytes / 10);
  expect(result.collisionProbability).toBe(100 / 2 ** 65);
});

test('a successor whose length differs from that of other states is a bug', () => {
  const system = graphSystem({ edges: [[{ to: 0 }]] });
  const wrong = { ...system.outcome, successor: new Uint8Array(system.stateLength + 1) };
  const broken = Object.defineProperty(system, 'outcome', { value: wrong });
  expect(() => breadthFirst(ask(broken))).toThrow(ModelError);
});
