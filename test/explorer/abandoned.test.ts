/** A long transition is abandoned when the search must end, and executed again when it resumes. */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import { profile } from '../../src/explorer/profile.ts';
import { randomWalk } from '../../src/explorer/random-walk.ts';
import { replaySchedule } from '../../src/explorer/replay.ts';
import type { SearchHooks, SearchRequest } from '../../src/explorer/search.ts';
import { allInvariants } from '../../src/invariants/catalogue.ts';
import { goals } from '../../src/invariants/goals.ts';
import { ReferenceSystem } from '../../src/subjects/vmem/plain/reference-system.ts';
import { scopeOf } from '../subjects/vmem/scopes.ts';
import { MemoryCheckpoint } from '../support/snapshots.ts';
import { ask, noLimits } from '../toys/ask.ts';

/** On the plain machine, which polls every 64 steps: about two polls per three operations here. */
const make = (changes: Partial<SearchRequest>): SearchRequest =>
  ask(new ReferenceSystem(scopeOf({ failAllocs: 1 })), {
    invariants: allInvariants,
    goals,
    ...changes,
  });

function reported({ elapsedMs, memoryBytes, bytesPerState, ...rest }: SearchResult): unknown {
  // Violations seen before a stop are restored by replaying their schedules.
  const violations = rest.violations.map(({ records, invariant, ...found }) => [
    invariant.id,
    found,
  ]);
  return { ...rest, violations };
}

/** Ctrl-C at the N-th poll. */
const interruptedAt = (looks: number): Pick<SearchHooks, 'shouldStop'> => {
  let look = 0;
  return { shouldStop: () => ++look >= looks };
};

test.each([
  ['breadth-first', breadthFirst],
  ['depth-first', depthFirst],
] as const)('%s: a repeatedly stopped search gives the same report', (_, search) => {
  const whole = search(make({}));
  let resume: SearchRequest['resume'];
  let result: SearchResult;
  let stops = 0;
  do {
    let checkpoint: MemoryCheckpoint | undefined;
    const hooks: SearchHooks = {
      now: () => 0,
      onPause: (save, __, limit) => {
        if (limit === 'interrupted') checkpoint = new MemoryCheckpoint(save);
      },
      // Rediscovering states also polls, so the number of polls grows each time.
      ...interruptedAt(5 + 5 * stops),
    };
    result = search(make({ hooks, ...(resume && { resume }) }));
    if (checkpoint === undefined) break;
    expect(result.end).toEqual({ kind: 'limit', limit: 'interrupted', value: 0 });
    resume = checkpoint.resumption();
    stops++;
  } while (stops < 1000);
  expect(stops).toBeGreaterThan(3);
  expect(reported(result)).toEqual(reported(whole));
});

test('the time limit applies within a transition', () => {
  let time = 0;
  const limits = { ...noLimits, elapsedMsMax: 10 };
  // One poll before the first transition is counted, then one per 64 steps: ten polls are 640 steps.
  const result = breadthFirst(make({ limits, hooks: { now: () => time++ } }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'time', value: 10 });
  expect(result.stepCount).toBeLessThan(640);
});

test('a full heap ends it within a transition', () => {
  let looks = 0;
  const fullHeap = () => (++looks > 5 ? 1_000 : undefined);
  const result = breadthFirst(make({ hooks: { now: () => 0, fullHeap } }));
  expect(result.end).toEqual({ kind: 'limit', limit: 'heap', value: 1_000 });
});

test('violations are reported without being executed again', () => {
  const request = make({});
  const { violations } = breadthFirst(request);
  expect(violations.length).toBeGreaterThan(3);
  for (const { schedule, records } of violations) {
    const replay = replaySchedule(request.system, schedule);
    expect(records).toEqual(replay.transitions.map(({ record }) => record));
  }
});

test('walks and profiles end within an operation', () => {
  const { system, invariants, limits } = make({});
  const hooks = { now: () => 0, ...interruptedAt(7) };
  const end = { kind: 'limit', limit: 'interrupted', value: 0 };
  const walks = randomWalk({
    system,
    invariants,
    goals,
    walkFirst: 0,
    walkCount: 100,
    randomOf: () => () => 0.5,
    depthMax: 10,
    elapsedMsMax: Infinity,
    hooks,
    stopAtFirst: false,
  });
  expect(walks.end).toEqual(end);
  expect(walks.stepCount).toBeLessThan(7 * 64);
  const explained = new ReferenceSystem(scopeOf({ failAllocs: 1 }));
  const counted = profile({
    system: explained,
    invariants,
    limits,
    hooks: { now: () => 0, ...interruptedAt(7) },
  });
  expect(counted.end).toEqual(end);
  expect(counted.stepCount).toBeLessThan(7 * 64);
});
