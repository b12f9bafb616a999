/** Peterson's algorithm keeps two processes apart; with either of two mistakes it does not. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { ask, labelsOf } from './ask.ts';
import { never, noDeadlock, sometimes } from './define-toy.ts';
import { peterson } from './peterson.ts';

// The flags follow from the positions, so a state is (position, position, turn). Both before the
// wait: any turn, 2 * 2 * 2 = 8 states. One process waits or is inside: it set the turn last, 4 + 4.
// Both wait: either set it last, 2. One inside, one waiting: the waiting one set it last, 1 + 1. 20
// states in total.
test('all 20 states are visited and two processes are never in the section together', () => {
  const system = peterson('none');
  const invariants = [never(system, 'two-in-section'), noDeadlock];
  const goals = [sometimes(system, 'one-in-section')];
  for (const search of [breadthFirst, depthFirst]) {
    for (const exact of [true, false]) {
      const result = search(ask(system, { invariants, goals, exact }));
      // Both can move in every state, except where one is blocked: 40 - 6 transitions.
      expect(result).toMatchObject({ stateCount: 20, transitionCount: 34, violations: [] });
      expect(result.end).toEqual({ kind: 'exhausted' });
      expect(result.judgedCounts).toEqual([34, 20]);
      expect(result.goalsReached).toEqual([true]);
    }
  }
});

test('if the turn is set before the flag is raised, both enter', () => {
  const system = peterson('turn before flag');
  const { violations } = breadthFirst(
    ask(system, { invariants: [never(system, 'two-in-section')] }),
  );
  expect(violations).toHaveLength(1);
  expect(labelsOf(system, violations[0].schedule)).toEqual([
    'process 0 gives the turn away',
    'process 1 gives the turn away',
    'process 1 raises its flag',
    'process 1 enters',
    'process 0 raises its flag',
    'process 0 enters',
  ]);
});

test('if a process keeps the turn, both enter', () => {
  const system = peterson('turn not given away');
  const { violations } = breadthFirst(
    ask(system, { invariants: [never(system, 'two-in-section')] }),
  );
  expect(violations).toHaveLength(1);
  expect(labelsOf(system, violations[0].schedule)).toEqual([
    'process 0 raises its flag',
    'process 0 gives the turn away',
    'process 0 enters',
    'process 1 raises its flag',
    'process 1 gives the turn away',
    'process 1 enters',
  ]);
});
