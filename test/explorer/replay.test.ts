/** A replay follows a path to its end, or reports where it diverged. */
import { expect, test } from 'vitest';
import { replayChoices, replaySchedule } from '../../src/explorer/replay.ts';
import { graphSystem } from '../toys/graph.ts';

const graph = () =>
  graphSystem({
    edges: [
      [{ to: 1 }, { to: 2, facts: 1, occasions: 2, steps: 4 }],
      [],
      [{ to: 1 }, { to: 1, ends: true }],
    ],
  });

test('a schedule is followed: observations and intermediate states', () => {
  const replay = replaySchedule(graph(), [1, 0]);
  expect(replay).toEqual({
    kind: 'followed',
    transitions: [
      { record: { label: '0 -> 2' }, facts: 1, occasions: 2, steps: 4, state: Uint8Array.of(2, 0) },
      { record: { label: '2 -> 1' }, facts: 0, occasions: 0, steps: 1, state: Uint8Array.of(1, 0) },
    ],
  });
});

test('a path that ended has no last state', () => {
  const { kind, transitions } = replaySchedule(graph(), [1, 1]);
  expect(kind).toBe('followed');
  expect(transitions[1].state).toBe(undefined);
});

test.each([
  { name: 'an ordinal that does not exist', schedule: [1, 2], index: 1 },
  { name: 'an ordinal that is negative', schedule: [-1], index: 0 },
  { name: 'an ordinal that is no whole number', schedule: [0.5], index: 0 },
  { name: 'a transition of a state that has none', schedule: [0, 0], index: 1 },
  { name: 'a transition after the path has ended', schedule: [1, 1, 0], index: 2 },
])('$name: diverged at $index', ({ schedule, index }) => {
  const replay = replaySchedule(graph(), schedule);
  expect(replay).toMatchObject({ kind: 'left', index });
  expect(replay.transitions).toHaveLength(index);
});

test('an empty schedule is followed', () => {
  expect(replaySchedule(graph(), [])).toEqual({ kind: 'followed', transitions: [] });
});

test('choices are followed', () => {
  const replay = replayChoices(graph(), [1, 0], 2);
  expect(replay.kind).toBe('followed');
  expect(replay.transitions.map(({ record }) => record.label)).toEqual(['0 -> 2', '2 -> 1']);
});

test.each([
  { name: 'a choice too high', choices: [2], index: 0 },
  { name: 'a choice too few', choices: [1], index: 1 },
  { name: 'a negative choice', choices: [1, -1], index: 1 },
  { name: 'a state with nothing to choose', choices: [0, 0], index: 1 },
])('$name: diverged at $index', ({ choices, index }) => {
  const replay = replayChoices(graph(), choices, 2);
  expect(replay).toMatchObject({ kind: 'left', index });
  expect(replay.transitions).toHaveLength(index);
});
