/** All search orders and storages give the same states, transitions and verdicts. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { replaySchedule } from '../../src/explorer/replay.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import type { System } from '../../src/model/system.ts';
import { ask } from '../toys/ask.ts';
import { counterRace } from '../toys/counter-race.ts';
import { never, noDeadlock } from '../toys/define-toy.ts';
import { peterson } from '../toys/peterson.ts';
import { philosophers } from '../toys/philosophers.ts';
import { reversible } from '../toys/reversible.ts';
import { twoPhaseCommit } from '../toys/two-phase-commit.ts';

const storages: readonly Partial<SearchRequest>[] = [
  { exact: true },
  { slotBytes: 8 },
  { slotBytes: 4 },
];
const ways = [breadthFirst, depthFirst].flatMap((search) =>
  [(toy: System) => toy, reversible].flatMap((build) =>
    storages.map((storage) => ({ search, build, storage })),
  ),
);

const commit = (managerCount: number, commitWaitsForAll: boolean) => () =>
  twoPhaseCommit({ managerCount, commitWaitsForAll });

const toys = [
  { name: 'counter race', states: 21, toy: counterRace },
  { name: 'Peterson', states: 20, toy: () => peterson('none') },
  { name: 'Peterson, wrong order', states: undefined, toy: () => peterson('turn before flag') },
  {
    name: 'philosophers',
    states: undefined,
    toy: () => philosophers({ philosopherCount: 5, lastIsLeftHanded: false }),
  },
  { name: 'two-phase commit of 3', states: 288, toy: commit(3, true) },
  { name: 'two-phase commit of 3, bad twin', states: undefined, toy: commit(3, false) },
  { name: 'two-phase commit of 5', states: 8_832, toy: commit(5, true) },
];

describe.each(toys)('$name', ({ states, toy }) => {
  const run = ({ search, build, storage }: (typeof ways)[number]) => {
    const system = build(toy());
    const facts = system.factNames.map((fact) => never(system, fact));
    const result = search(ask(system, { ...storage, invariants: [...facts, noDeadlock] }));
    const schedules = result.violations.map(({ schedule }) => schedule);
    return { system, result, schedules };
  };

  test('every way gives the same counts and verdicts', () => {
    const reported = ways.map((way) => {
      const { result } = run(way);
      const { end, stateCount, transitionCount, stepCount, frontierCount, judgedCounts } = result;
      const violations = result.violations.map(({ invariant, count }) => [invariant.id, count]);
      return {
        end,
        stateCount,
        transitionCount,
        stepCount,
        frontierCount,
        judgedCounts,
        violations,
      };
    });
    expect(reported[0].end).toEqual({ kind: 'exhausted' });
    expect(reported[0].frontierCount).toBe(0);
    expect(reported[0].stateCount).toBe(states ?? reported[0].stateCount);
    for (const other of reported) expect(other).toEqual(reported[0]);
  });

  test('every schedule can be replayed, and shows its violation', () => {
    for (const way of ways) {
      const { system, result } = run(way);
      for (const { schedule, depth, steps, invariant } of result.violations) {
        expect(schedule).toHaveLength(depth);
        const replay = replaySchedule(system, schedule);
        expect(replay.kind).toBe('followed');
        expect(replay.transitions.reduce((sum, taken) => sum + taken.steps, 0)).toBe(steps);
        const facts = replay.transitions.at(-1)?.facts ?? 0;
        expect(facts & invariant.violatedBy).toBe(facts === 0 ? 0 : invariant.violatedBy);
      }
    }
  });
});

test('a commit of seven has 296,448 states, also in place and with 4-byte slots', () => {
  const system = reversible(commit(7, true)());
  const invariants = [never(system, 'inconsistency')];
  expect(depthFirst(ask(system, { slotBytes: 4, invariants }))).toMatchObject({
    end: { kind: 'exhausted' },
    stateCount: 296_448,
    transitionCount: 2_744_705,
    violations: [],
    depth: 22,
  });
});
