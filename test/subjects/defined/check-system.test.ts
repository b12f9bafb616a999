/**
 * User-defined systems, checked, sampled and replayed: three outcomes, exact counts, schedules by
 * name.
 */
import { describe, expect, test } from 'vitest';
import { checkSystem } from '../../../src/api/system/check.ts';
import { replay } from '../../../src/api/system/replay.ts';
import { sampleSystem } from '../../../src/api/system/sample.ts';
import {
  defineSystem,
  goal,
  invariant,
  noDeadlock,
} from '../../../src/subjects/defined/define-system.ts';
import { range } from '../../../src/subjects/defined/fields.ts';
import {
  type CommitState,
  definedTwoPhaseCommit,
  isInconsistent,
} from '../../toys/two-phase-commit.ts';

const consistent = invariant<CommitState>({
  id: 'consistent',
  claim: 'No manager commits while another aborts.',
  holds: (state) => !isInconsistent(state),
});
const allCommitted = goal<CommitState>({
  id: 'all-committed',
  claim: 'All managers can commit.',
  reached: ({ rmState }) => rmState.every((state) => state === 'committed'),
});
const good = (managerCount: number) =>
  definedTwoPhaseCommit({ managerCount, commitWaitsForAll: true });
const bad = definedTwoPhaseCommit({ managerCount: 3, commitWaitsForAll: false });

interface Count {
  value: number;
}

/** 0, 1, 2, 3 and stuck there. */
const counter = defineSystem(
  { value: range(0, 3) },
  {
    actions: [
      {
        name: 'count',
        when: ({ value }) => value < 3,
        effect: (state) => {
          state.value++;
        },
      },
    ],
  },
);
const below = (most: number) =>
  invariant<Count>({
    id: `below-${most}`,
    claim: `The value stays below ${most}.`,
    holds: ({ value }) => value < most,
  });

describe('checkSystem', () => {
  // The published numbers of distinct states; see test/toys/two-phase-commit.test.ts.
  test.each([
    [3, 288, 1_145],
    [5, 8_832, 58_145],
  ])('holds: two-phase commit with %i managers has %i states', (managers, states, transitions) => {
    for (const search of ['bfs', 'dfs'] as const) {
      for (const exact of [true, false]) {
        const claims = { invariants: [consistent], goals: [allCommitted] };
        const result = checkSystem(good(managers), { ...claims, search, exact });
        expect(result).toMatchObject({ verdict: 'holds', violations: [], stop: null });
        expect(result).toMatchObject({ states, transitions, depth: 3 * managers + 1 });
        expect(result.invariants).toEqual([{ invariant: consistent, verdict: 'holds' }]);
        expect(result.goals).toEqual([{ goal: allCommitted, verdict: 'reached' }]);
        expect(result.collisionProbability === 0).toBe(exact);
      }
    }
  });

  test('violated: the shortest schedule, and the state after each action', () => {
    const result = checkSystem(bad, { invariants: [consistent] });
    expect(result.verdict).toBe('violated');
    const [violation] = result.violations;
    expect(violation?.schedule).toEqual(['TMCommit', 'RMChooseToAbort(0)', 'RMRcvCommitMsg(1)']);
    expect(violation?.states.map(({ rmState }) => rmState)).toEqual([
      ['working', 'working', 'working'],
      ['working', 'working', 'working'],
      ['aborted', 'working', 'working'],
      ['aborted', 'committed', 'working'],
    ]);
  });

  test.each([
    [{ states: 100 }, { limit: 'states', value: 100 }],
    [{ depth: 4 }, { limit: 'depth', value: 4 }],
    [{ elapsedMs: 0 }, { limit: 'time', value: 0 }],
  ])('undecided at %j, with the open claims', (limits, stop) => {
    const claims = { invariants: [consistent], goals: [allCommitted] };
    const result = checkSystem(good(5), { ...claims, limits });
    expect(result).toMatchObject({ verdict: 'undecided', violations: [], stop });
    expect(result.invariants).toEqual([{ invariant: consistent, verdict: 'undecided' }]);
    expect(result.goals).toEqual([{ goal: allCommitted, verdict: 'undecided' }]);
  });

  test('a claim violated at the start is violated with no action', () => {
    const result = checkSystem(counter, { invariants: [below(4), below(0)] });
    expect(result.violations).toEqual([
      {
        invariant: expect.objectContaining({ id: 'below-0' }),
        schedule: [],
        states: [{ value: 0 }],
        count: 4,
      },
    ]);
    expect(result.invariants.map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
  });

  test('a claim about a transition gets the previous state', () => {
    const steps: number[][] = [];
    const grows = invariant<Count>({
      id: 'grows',
      claim: 'The value never shrinks.',
      holds: ({ value }, before) => {
        steps.push([before.value, value]);
        return value >= before.value;
      },
    });
    expect(checkSystem(counter, { invariants: [grows] }).verdict).toBe('holds');
    // Each transition of a sample is judged again, so there are more calls than transitions.
    expect([...new Set(steps.map((step) => step.join(' -> ')))]).toEqual([
      '0 -> 1',
      '1 -> 2',
      '2 -> 3',
      '0 -> 0',
    ]);
  });

  test('noDeadlock finds the state without an action; mayStop allows it', () => {
    const result = checkSystem(counter, { invariants: [noDeadlock, below(9)] });
    expect(result.violations).toMatchObject([
      { invariant: noDeadlock, schedule: ['count', 'count', 'count'], count: 1 },
    ]);
    const stops = defineSystem(
      { value: range(0, 0) },
      {
        actions: [{ name: 'never', when: () => false, effect: () => undefined }],
        mayStop: () => true,
      },
    );
    expect(checkSystem(stops, { invariants: [noDeadlock] })).toMatchObject({
      verdict: 'holds',
      states: 1,
      transitions: 0,
    });
  });

  test('an unreachable goal is reported; a goal that holds initially is reached', () => {
    const at = (value: number) =>
      goal<Count>({
        id: `at-${value}`,
        claim: `It can be ${value}.`,
        reached: (s) => s.value === value,
      });
    const { goals } = checkSystem(counter, { invariants: [below(9)], goals: [at(0), at(7)] });
    expect(goals.map(({ verdict }) => verdict)).toEqual(['reached', 'not-reached']);
  });

  test('stopAtFirst ends at the first violation, and the other claims stay undecided', () => {
    const result = checkSystem(counter, { invariants: [below(2), below(3)], stopAtFirst: true });
    expect(result.stop).toEqual({ limit: 'first-violation', value: null });
    expect(result.invariants.map(({ verdict }) => verdict)).toEqual(['violated', 'undecided']);
  });

  test('progress is reported level by level', () => {
    const depths: number[] = [];
    checkSystem(counter, { invariants: [below(9)], onProgress: ({ depth }) => depths.push(depth) });
    expect(depths).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['no invariant', [], 'no invariant is given; there must be at least one'],
    ['two of one id', [below(1), below(1)], 'two invariants are named "below-1"'],
    ['a stolen id', [{ ...below(1), id: 'no-deadlock' }], 'that is the name of noDeadlock'],
    [
      '32',
      Array.from({ length: 32 }, (_, i) => below(i)),
      '32 invariants are given; one check takes at most 31',
    ],
  ])('%s is refused', (_, invariants, message) => {
    expect(() => checkSystem(counter, { invariants })).toThrow(message);
  });

  test('a limit that is not a number is refused', () => {
    const options = { invariants: [below(1)], limits: { states: Number.NaN } };
    expect(() => checkSystem(counter, options)).toThrow(
      'limits.states is NaN; it must be a number of at least 0',
    );
  });
});

describe('sampleSystem', () => {
  test('the same seed gives the same result, which can be replayed', () => {
    const options = { invariants: [consistent], goals: [allCommitted], seed: 'a', runs: 200 };
    const result = sampleSystem(bad, options);
    expect(result).toMatchObject({ verdict: 'violated', runs: 200, seed: 'a', stop: null });
    const again = sampleSystem(bad, options);
    expect({ ...again, elapsedMs: 0 }).toEqual({ ...result, elapsedMs: 0 });
    const [{ schedule, states }] = result.violations;
    expect(replay(bad, schedule, { invariants: [consistent] })).toEqual({
      verdict: 'violated',
      violations: [{ invariant: consistent, schedule, states, count: 1 }],
      states,
      left: null,
    });
  });

  test('no violation seen: undecided', () => {
    const options = { invariants: [consistent], seed: '1', runs: 10, depth: 5 };
    expect(sampleSystem(good(3), options)).toMatchObject({
      verdict: 'undecided',
      violations: [],
      runs: 10,
      transitions: 50,
      depth: 5,
    });
  });

  test('zero walks are refused', () => {
    expect(() => sampleSystem(bad, { invariants: [consistent], seed: '1', runs: 0 })).toThrow(
      'runs is 0; it must be a whole number of at least 1',
    );
  });
});

describe('replay', () => {
  const schedule = ['TMCommit', 'RMChooseToAbort(0)', 'RMRcvCommitMsg(1)'];

  test('holds: every action is possible and no claim is violated', () => {
    const result = replay(bad, schedule.slice(0, 2), { invariants: [consistent, noDeadlock] });
    expect(result).toMatchObject({ verdict: 'holds', violations: [], left: null });
    expect(result.states).toHaveLength(3);
  });

  test('violated: the part of the schedule that violates the claim', () => {
    const { verdict, violations } = replay(bad, [...schedule, 'RMRcvCommitMsg(2)'], {
      invariants: [consistent],
    });
    expect(verdict).toBe('violated');
    expect(violations).toMatchObject([{ invariant: consistent, schedule }]);
  });

  test.each([
    ['is no longer possible', good(3), '"TMCommit" is not possible here'],
    ['has another name now', counter, 'there is no action "TMCommit"'],
  ])('undecided: an action %s', (_, system, reason) => {
    const { verdict, left, states } = replay<never>(system as never, schedule);
    expect({ verdict, left }).toEqual({ verdict: 'undecided', left: { index: 0, reason } });
    expect(states).toHaveLength(1);
  });

  test('a deadlock counts only at the end of the schedule', () => {
    const invariants = [noDeadlock];
    expect(replay(counter, ['count', 'count'], { invariants }).verdict).toBe('holds');
    expect(replay(counter, ['count', 'count', 'count'], { invariants }).verdict).toBe('violated');
  });
});
