/** Random walks: each one has a number, can be repeated, and is never exhaustive. */
import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { randomWalk, type WalkRequest } from '../../src/explorer/random-walk.ts';
import { replayChoices } from '../../src/explorer/replay.ts';
import { transitionsPerPollMax } from '../../src/explorer/watch.ts';
import type { System } from '../../src/model/system.ts';
import { counterRace } from '../toys/counter-race.ts';
import { never, noDeadlock, sometimes } from '../toys/define-toy.ts';
import { graphSystem, noFact } from '../toys/graph.ts';
import { philosophers } from '../toys/philosophers.ts';

function walkOn(system: System, changes: Partial<WalkRequest> = {}): WalkRequest {
  return {
    system,
    invariants: [],
    goals: [],
    walkFirst: 0,
    walkCount: 100,
    randomOf: (walk) => seedrandom(`seed/${walk}`),
    depthMax: 50,
    elapsedMsMax: Infinity,
    hooks: { now: () => 0 },
    stopAtFirst: false,
    ...changes,
  };
}

test('walks find the lost update and record how to repeat it', () => {
  const system = counterRace();
  const invariants = [never(system, 'lost-update')];
  const goals = [sometimes(system, 'both-done')];
  const result = randomWalk(walkOn(system, { invariants, goals }));
  expect(result).toMatchObject({ walkCount: 100, transitionCount: 600, stepCount: 600, depth: 6 });
  expect(result.end).toEqual({ kind: 'all-walks-taken' });
  expect(result.goalsReached).toEqual([true]);
  expect(result.judgedCounts).toEqual([600]);
  expect(result.violations).toMatchObject([{ depth: 6, steps: 6 }]);
  const { choices, records, depth } = result.violations[0];
  const replay = replayChoices(system, choices, depth);
  expect(replay.kind).toBe('followed');
  expect(replay.transitions.map(({ record }) => record)).toEqual(records);
  expect(replay.transitions[5].facts).toBe(1);
});

test('a walk repeated alone by its number is the same', () => {
  const system = counterRace();
  const invariants = [never(system, 'lost-update')];
  const all = randomWalk(walkOn(system, { invariants, walkCount: 40 })).violations[0];
  const alone = randomWalk(walkOn(system, { invariants, walkFirst: all.walk, walkCount: 1 }));
  expect(alone.violations).toEqual([{ ...all, count: 1 }]);
});

test('walks are numbered from the first requested one', () => {
  const numbers: number[] = [];
  const randomOf = (walk: number) => {
    numbers.push(walk);
    return () => 0;
  };
  randomWalk(walkOn(counterRace(), { walkFirst: 5, walkCount: 3, randomOf }));
  expect(numbers).toEqual([5, 6, 7]);
});

test('the shortest violation found is reported, not the first', () => {
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 0, facts: 1 }], [{ to: 2 }], [{ to: 2, facts: 1 }]],
  });
  const result = randomWalk(walkOn(system, { invariants: [noFact(0)], depthMax: 3 }));
  expect(result.violations).toMatchObject([{ depth: 1, choices: [1] }]);
  expect(result.violations[0].count).toBeGreaterThan(100);
});

test('a stuck walk is a deadlock, also at its depth limit', () => {
  const system = philosophers({ philosopherCount: 3, lastIsLeftHanded: false });
  const invariants = [noDeadlock];
  const result = randomWalk(walkOn(system, { invariants, depthMax: 3 }));
  expect(result.violations).toMatchObject([{ depth: 3 }]);
  expect(new Set(result.violations[0].records.map(({ label }) => label))).toEqual(
    new Set([
      'philosopher 0 takes the first fork',
      'philosopher 1 takes the first fork',
      'philosopher 2 takes the first fork',
    ]),
  );
  // Every walk queries the initial state and one after each of its transitions.
  expect(result.judgedCounts).toEqual([400]);
});

test('a stuck walk that may stop is no deadlock', () => {
  const system = counterRace();
  expect(randomWalk(walkOn(system, { invariants: [noDeadlock] })).violations).toEqual([]);
});

test('a transition that ends the path ends the walk', () => {
  const system = graphSystem({ edges: [[{ to: 0, ends: true, facts: 1 }]] });
  const result = randomWalk(walkOn(system, { invariants: [noFact(0)], walkCount: 3 }));
  expect(result).toMatchObject({ walkCount: 3, transitionCount: 3, violations: [{ walk: 0 }] });
});

test('with stopAtFirst the walks end at a violation and at a deadlock', () => {
  const system = counterRace();
  const invariants = [never(system, 'lost-update')];
  const lost = randomWalk(walkOn(system, { invariants, stopAtFirst: true }));
  expect(lost.end).toEqual({ kind: 'stopped-at-violation' });
  expect(lost.violations[0]).toMatchObject({ walk: lost.walkCount - 1, count: 1 });
  const stuck = graphSystem({ edges: [[]] });
  const result = randomWalk(walkOn(stuck, { invariants: [noDeadlock], stopAtFirst: true }));
  expect(result).toMatchObject({ end: { kind: 'stopped-at-violation' }, walkCount: 1 });
  expect(result.violations).toMatchObject([{ depth: 0, choices: [], records: [] }]);
});

test('walks that never end stop at the time limit and on the stop signal', () => {
  const loop = () => graphSystem({ edges: [[{ to: 0 }]] });
  let now = 0;
  const slow = { now: () => now++ };
  const forEver = { walkCount: 1, depthMax: Infinity };
  const late = randomWalk(walkOn(loop(), { ...forEver, hooks: slow, elapsedMsMax: 2 }));
  expect(late.end).toEqual({ kind: 'limit', limit: 'time', value: 2 });
  const reported: number[] = [];
  const hooks = {
    now: () => 0,
    shouldStop: () => reported.length === 3,
    onProgress: (p: { transitionCount: number }) => reported.push(p.transitionCount),
  };
  const stopped = randomWalk(walkOn(loop(), { ...forEver, hooks }));
  expect(stopped.end).toEqual({ kind: 'limit', limit: 'interrupted', value: 0 });
  expect(reported).toHaveLength(3);
  expect(stopped.transitionCount).toBeLessThan(3 * transitionsPerPollMax);
});

test('walks that end immediately also stop at the time limit', () => {
  let now = 0;
  const hooks = { now: () => now++ };
  const changes = { walkCount: Infinity, depthMax: 0, hooks, elapsedMsMax: 2 };
  const result = randomWalk(walkOn(graphSystem({ edges: [[]] }), changes));
  expect(result.end).toEqual({ kind: 'limit', limit: 'time', value: 2 });
});

test('a model that requests a choice without options is a bug', () => {
  const system = graphSystem({ edges: [[{ to: 0 }]] });
  system.draw = (choose) => choose(0) === 0;
  expect(() => randomWalk(walkOn(system))).toThrow(ModelError);
});
