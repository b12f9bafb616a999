/** Peterson's algorithm keeps two processes apart; with either of two mistakes it does not. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { ask, labelsOf } from './ask.ts';
import { never, noDeadlock, sometimes } from './define-toy.ts';
import { peterson } from './peterson.ts';

// The flags follow from the places, so a state is (place, place, turn). Both before the wait: the
// turn is free, 2 * 2 * 2 = 8. One of them waits or is inside: it gave the turn away last, 4 + 4.
// Both wait: either gave last, 2. One inside, one waits: the waiting one gave last, 1 + 1. 20 in all.
test('all 20 states are visited and never two processes are in the section', () => {
  const system = peterson('none');
  const invariants = [never(system, 'two-in-section'), noDeadlock];
  const goals = [sometimes(system, 'one-in-section')];
  for (const search of [breadthFirst, depthFirst]) {
    for (const exact of [true, false]) {
      const result = search(ask(system, { invariants, goals, exact }));
      // Both can move in all states except those in which one waits: 40 - 6.
      expect(result).toMatchObject({ stateCount: 20, transitionCount: 34, violations: [] });
      expect(result.end).toEqual({ kind: 'exhausted' });
      expect(result.judgedCounts).toEqual([34, 20]);
      expect(result.goalsReached).toEqual([true]);
    }
  }
});

test('with the turn given away before the flag is raised, both enter', () => {
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

test('with the turn kept instead of given away, both enter', () => {
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
