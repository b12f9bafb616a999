/** Two-phase commit has the state counts that other model checkers publish. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { ask, labelsOf } from './ask.ts';
import { never, sometimes } from './define-toy.ts';
import { twoPhaseCommit } from './two-phase-commit.ts';

// Distinct states as published for the TLA+ specification. Transition counts are not published; the
// test shows that independent searches agree on them. The largest case is searched breadth-first here, and
// in place and depth-first, which shares the least code, in `ways-agree.test.ts`.
const published = [
  { managerCount: 3, stateCount: 288, transitionCount: 1_145 },
  { managerCount: 5, stateCount: 8_832, transitionCount: 58_145 },
  { managerCount: 7, stateCount: 296_448, transitionCount: 2_744_705 },
];
const ways = [
  { search: breadthFirst, exact: true },
  { search: breadthFirst, exact: false },
  { search: depthFirst, exact: true },
  { search: depthFirst, exact: false },
];
const cases = published.flatMap((counts) =>
  ways
    .filter(({ search, exact }) => counts.managerCount < 7 || (exact && search === breadthFirst))
    .map((way) => ({ ...counts, ...way })),
);

test.each(cases)(
  '$managerCount managers, $search.name, exact $exact: $stateCount states, consistent',
  ({ managerCount, stateCount, transitionCount, search, exact }) => {
    const system = twoPhaseCommit({ managerCount, commitWaitsForAll: true });
    const invariants = [never(system, 'inconsistency')];
    const goals = [sometimes(system, 'all-committed'), sometimes(system, 'all-aborted')];
    const result = search(ask(system, { invariants, goals, exact }));
    expect(result.end).toEqual({ kind: 'exhausted' });
    expect(result).toMatchObject({ stateCount, transitionCount, frontierCount: 0, violations: [] });
    expect(result.judgedCounts).toEqual([transitionCount]);
    expect(result.goalsReached).toEqual([true, true]);
    // The longest of the shortest paths: each manager prepares, is received and commits, plus one
    // TMCommit. A depth-first path cannot be longer, because no change is ever undone.
    expect(result.depth).toBe(3 * managerCount + 1);
  },
);

test('a manager that commits too early can leave one participant aborted and one committed', () => {
  const system = twoPhaseCommit({ managerCount: 3, commitWaitsForAll: false });
  const { violations } = breadthFirst(
    ask(system, { invariants: [never(system, 'inconsistency')] }),
  );
  expect(violations).toMatchObject([{ depth: 3, steps: 3 }]);
  expect(labelsOf(system, violations[0].schedule)).toEqual([
    'TMCommit',
    'RMChooseToAbort(0)',
    'RMRcvCommitMsg(1)',
  ]);
});
