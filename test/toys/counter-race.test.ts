/** The counter race has 21 states, and its lost update takes six transitions. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { ask, labelsOf } from './ask.ts';
import { counterRace } from './counter-race.ts';
import { never, noDeadlock, sometimes } from './define-toy.ts';

// There are 16 pairs of positions. While neither thread is done, registers and counter follow from
// the positions: 9 states. With one thread done (6 pairs), the other has not read yet (2 pairs, 1
// state each), or has read before or after the write (4 pairs, 2 states each): 10 states. With both
// done, the counter is 1 or 2: 2 states. 9 + 10 + 2 = 21. Transitions: each state has one per thread
// that is not done: 9 * 2 + 10 = 28.
const counts = { end: { kind: 'exhausted' }, stateCount: 21, transitionCount: 28, depth: 6 };

test.each([
  { search: breadthFirst, exact: true },
  { search: breadthFirst, exact: false },
  { search: depthFirst, exact: true },
  { search: depthFirst, exact: false },
])('$search.name, exact $exact, visits the 21 states and loses an update', ({ search, exact }) => {
  const system = counterRace();
  const invariants = [noDeadlock, never(system, 'lost-update')];
  const goals = [sometimes(system, 'both-done')];
  const result = search(ask(system, { invariants, goals, exact }));
  expect(result).toMatchObject(counts);
  expect(result.frontierCount).toBe(0);
  expect(result.violations.map(({ invariant }) => invariant.id)).toEqual(['no-lost-update']);
  expect(result.judgedCounts).toEqual([21, 28]);
  expect(result.goalsReached).toEqual([true]);
  expect(result.stepCount).toBe(28);
});

test('a shortest lost update: the second thread reads before the first one writes', () => {
  const system = counterRace();
  const { violations } = breadthFirst(ask(system, { invariants: [never(system, 'lost-update')] }));
  expect(violations).toHaveLength(1);
  // The last write of either thread completes the lost update, from the state with counter 1 and
  // register 1.
  expect(violations[0]).toMatchObject({ depth: 6, steps: 6, count: 2 });
  expect(labelsOf(system, violations[0].schedule)).toEqual([
    'thread 0 reads',
    'thread 0 adds',
    'thread 1 reads',
    'thread 0 writes',
    'thread 1 adds',
    'thread 1 writes',
  ]);
});
