/**
 * Philosophers who all take the fork on the same side first can starve; one left-handed philosopher
 * prevents that.
 */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { ask, labelsOf } from './ask.ts';
import { noDeadlock, sometimes } from './define-toy.ts';
import { philosophers } from './philosophers.ts';

// A state is a circular word over 0, 1, 2 (forks held) in which 0 follows 2, because a philosopher
// who eats holds the neighbour's first fork. The matrix of allowed neighbours, rows 111 111 100, has
// the eigenvalues 0 and 1 +- sqrt(2), so there are (1 + sqrt 2)^n + (1 - sqrt 2)^n words: 14, 34, 82.
const rightHanded = [
  { philosopherCount: 3, stateCount: 14 },
  { philosopherCount: 4, stateCount: 34 },
  { philosopherCount: 5, stateCount: 82 },
];

// With a left-handed last philosopher: if he holds no fork, the others form any line without 2 before
// a 1 or 2 (3, 7, 17 words of length 1, 2, 3). If he holds his first fork (fork 0), philosopher 0
// holds none and the rest is free (3, 7). If he eats, his right neighbour does not eat either (2, 5).
const lastLeftHanded = [
  { philosopherCount: 3, stateCount: 7 + 3 + 2 },
  { philosopherCount: 4, stateCount: 17 + 7 + 5 },
];

test.each(rightHanded)(
  '$philosopherCount right-handed philosophers: $stateCount states, one stuck',
  ({ philosopherCount, stateCount }) => {
    for (const search of [breadthFirst, depthFirst]) {
      for (const exact of [true, false]) {
        const system = philosophers({ philosopherCount, lastIsLeftHanded: false });
        const invariants = [noDeadlock];
        const result = search(ask(system, { invariants, exact }));
        expect(result).toMatchObject({ end: { kind: 'exhausted' }, stateCount });
        expect(result.violations).toMatchObject([{ invariant: noDeadlock, count: 1 }]);
        expect(result.judgedCounts).toEqual([stateCount]);
      }
    }
  },
);

test('the shortest way to starve: every philosopher takes the first fork', () => {
  const system = philosophers({ philosopherCount: 4, lastIsLeftHanded: false });
  const { violations } = breadthFirst(ask(system, { invariants: [noDeadlock] }));
  expect(violations).toMatchObject([{ depth: 4, steps: 4 }]);
  expect(labelsOf(system, violations[0].schedule)).toEqual([
    'philosopher 0 takes the first fork',
    'philosopher 1 takes the first fork',
    'philosopher 2 takes the first fork',
    'philosopher 3 takes the first fork',
  ]);
});

test.each(lastLeftHanded)(
  '$philosopherCount philosophers with a left-handed one: $stateCount states, none stuck',
  ({ philosopherCount, stateCount }) => {
    for (const search of [breadthFirst, depthFirst]) {
      const system = philosophers({ philosopherCount, lastIsLeftHanded: true });
      const goals = [sometimes(system, 'somebody-eats')];
      const result = search(ask(system, { invariants: [noDeadlock], goals, exact: true }));
      expect(result).toMatchObject({ end: { kind: 'exhausted' }, stateCount, violations: [] });
      expect(result.goalsReached).toEqual([true]);
    }
  },
);

test('deadlocks are not judged if no-deadlock is not among the invariants', () => {
  const system = philosophers({ philosopherCount: 3, lastIsLeftHanded: false });
  expect(breadthFirst(ask(system)).violations).toEqual([]);
});
