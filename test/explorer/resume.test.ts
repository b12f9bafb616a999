/**
 * A search stopped at any point and resumed in new objects gives the same report as an uninterrupted
 * one.
 */
import { expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import type { SearchResult } from '../../src/explorer/outcome.ts';
import type { SearchHooks, SearchRequest } from '../../src/explorer/search.ts';
import { allInvariants } from '../../src/invariants/catalogue.ts';
import { goals } from '../../src/invariants/goals.ts';
import type { System } from '../../src/model/system.ts';
import { createSystem } from '../../src/subjects/vmem/create-system.ts';
import { ReferenceSystem } from '../../src/subjects/vmem/plain/reference-system.ts';
import { scopeOf, type World, worldOf } from '../subjects/vmem/scopes.ts';
import { MemoryCheckpoint } from '../support/snapshots.ts';
import { ask, noLimits } from '../toys/ask.ts';
import { never, noDeadlock } from '../toys/define-toy.ts';
import { peterson } from '../toys/peterson.ts';
import { philosophers } from '../toys/philosophers.ts';
import { reversible } from '../toys/reversible.ts';
import { twoPhaseCommit } from '../toys/two-phase-commit.ts';

type Search = (request: SearchRequest) => SearchResult;
/** Creates the request anew with a new system, as another process would. */
type Ask = (changes: Partial<SearchRequest>) => SearchRequest;

/** The results that a stop must not change. */
function reported(result: SearchResult): unknown {
  const { elapsedMs, memoryBytes, bytesPerState, ...rest } = result;
  // Violations seen before a stop are restored by replaying their schedules.
  const violations = rest.violations.map(({ invariant, records, ...found }) => [
    invariant.id,
    found,
  ]);
  return { ...rest, violations };
}

interface Part {
  readonly result: SearchResult;
  readonly checkpoint: MemoryCheckpoint | undefined;
}

function searchPart(search: Search, request: SearchRequest, hooks: Partial<SearchHooks>): Part {
  let checkpoint: MemoryCheckpoint | undefined;
  const result = search({
    ...request,
    hooks: {
      now: () => 0,
      onPause: (save, _, limit) => {
        if (limit !== undefined) checkpoint = new MemoryCheckpoint(save);
      },
      ...hooks,
    },
  });
  return { result, checkpoint };
}

/** Stops at each new state, or at every `stride`-th one. */
function inPieces(
  search: Search,
  make: Ask,
  stride: number,
): { result: SearchResult; stops: number } {
  let limit = stride;
  let stops = 0;
  let part = searchPart(search, make({ limits: { ...noLimits, stateCountMax: limit } }), {});
  while (part.checkpoint !== undefined) {
    expect(part.result.end).toEqual({ kind: 'limit', limit: 'states', value: limit });
    limit += stride;
    stops++;
    const limits = { ...noLimits, stateCountMax: limit };
    const resume = part.checkpoint.resumption();
    part = searchPart(search, make({ limits, resume }), {});
  }
  return { result: part.result, stops };
}

const commit = (managerCount: number) => () =>
  twoPhaseCommit({ managerCount, commitWaitsForAll: false });
const commitOfFive = commit(5);
const toys: readonly { name: string; make: () => System; stride: number }[] = [
  { name: 'Peterson, wrong order', make: () => peterson('turn before flag'), stride: 1 },
  {
    name: 'philosophers',
    make: () => philosophers({ philosopherCount: 4, lastIsLeftHanded: false }),
    stride: 5,
  },
  { name: 'two-phase commit of 3, bad twin', make: commit(3), stride: 13 },
  { name: 'two-phase commit of 5, bad twin', make: commitOfFive, stride: 4_777 },
];
/** Each order with each storage, alternating between both kinds of system. */
const storages: readonly Partial<SearchRequest>[] = [
  { exact: true },
  { slotBytes: 8 },
  { slotBytes: 4 },
];
const builds = [(toy: System) => toy, reversible];
const ways = [breadthFirst, depthFirst].flatMap((search, order) =>
  storages.map((storage, at) => ({ search, build: builds[(order + at) % 2], storage })),
);

const asking =
  (make: () => System, { build, storage }: (typeof ways)[number]): Ask =>
  (changes) => {
    const system = build(make());
    const facts = system.factNames.map((fact) => never(system, fact));
    return ask(system, { ...storage, invariants: [...facts, noDeadlock], ...changes });
  };

/** Uninterrupted searches by system and way, shared between tests. */
const wholes = new Map<() => System, Map<(typeof ways)[number], SearchResult>>();

function wholeOf(make: () => System, way: (typeof ways)[number]): SearchResult {
  const ofSystem = wholes.get(make) ?? new Map<(typeof ways)[number], SearchResult>();
  wholes.set(make, ofSystem);
  const whole = ofSystem.get(way) ?? way.search(asking(make, way)({}));
  ofSystem.set(way, whole);
  return whole;
}

test.each(toys)('$name: stopped at limits of states', ({ make, stride }) => {
  for (const way of ways) {
    const whole = wholeOf(make, way);
    const { result, stops } = inPieces(way.search, asking(make, way), stride);
    expect(reported(result)).toEqual(reported(whole));
    expect(stops).toBe(Math.ceil(whole.stateCount / stride) - 1);
  }
});

test.each(ways)('$search, $build, $storage: stopped where memory ends', (way) => {
  const request = asking(commitOfFive, way);
  const whole = wholeOf(commitOfFive, way);
  let resumed = 0;
  for (let sixteenth = 7; sixteenth < 16; sixteenth += 6) {
    const memoryBytesMax = Math.floor((whole.memoryBytes * sixteenth) / 16);
    const limits = { ...noLimits, memoryBytesMax };
    const { checkpoint } = searchPart(way.search, request({ limits }), {});
    if (checkpoint === undefined) continue;
    resumed++;
    const result = way.search(request({ resume: checkpoint.resumption() }));
    // With little memory left, tables of short slots are shorter, which increases the collision risk.
    const { collisionProbability } = way.storage.slotBytes === 4 ? whole : result;
    expect(reported({ ...result, collisionProbability })).toEqual(reported(whole));
  }
  expect(resumed).toBeGreaterThan(0);
});

/** Saves at every pause without stopping, and resumes the first, a middle and the last snapshot. */
function resumeAtPauses(search: Search, make: Ask): number {
  const checkpoints: MemoryCheckpoint[] = [];
  const hooks: SearchHooks = {
    now: () => 0,
    onPause: (save) => {
      checkpoints.push(new MemoryCheckpoint(save));
    },
  };
  const whole = search(make({ hooks }));
  const last = checkpoints.length - 1;
  for (const number of new Set([0, last >> 1, last])) {
    const checkpoint = checkpoints[number];
    const result = search(make({ resume: checkpoint.resumption() }));
    expect(reported(result)).toEqual(reported(whole));
    if (search === breadthFirst) expect(result.memoryBytes).toBe(whole.memoryBytes);
  }
  return checkpoints.length;
}

test.each(ways)('$search, $build, $storage: at pauses', (way) => {
  expect(resumeAtPauses(way.search, asking(commit(5), way))).toBeGreaterThan(2);
});

const kernelScopes: readonly { name: string; over: Partial<World>; search: Search }[] = [
  ...[breadthFirst, depthFirst].flatMap((search) => [
    { name: 'whole operations', over: { failAllocs: 1 }, search },
    {
      name: 'threads',
      over: { threads: ['hotplug', 'dcss'] as const, dcss: { start: 0x50000, end: 0x55000 } },
      search,
    },
  ]),
];

test.each(kernelScopes)('$name, $search: a kernel scope in pieces', ({ over, search }) => {
  const { geometry } = worldOf(over);
  const make: Ask = (changes) =>
    ask(createSystem(scopeOf(over), geometry), { invariants: allInvariants, goals, ...changes });
  const whole = search(make({}));
  const stride = Math.ceil(whole.stateCount / 9);
  const { result, stops } = inPieces(search, make, stride);
  expect(reported(result)).toEqual(reported(whole));
  expect(stops).toBe(Math.ceil(whole.stateCount / stride) - 1);
});

test('the plain machine assigns the same state numbers again', () => {
  const make: Ask = (changes) =>
    ask(new ReferenceSystem(scopeOf({ failAllocs: 1 })), {
      invariants: allInvariants,
      goals,
      ...changes,
    });
  const whole = breadthFirst(make({}));
  const { result, stops } = inPieces(breadthFirst, make, Math.ceil(whole.stateCount / 4));
  expect(reported(result)).toEqual(reported(whole));
  expect(stops).toBe(3);
});

test('at a limit of depth the same states are cut off', () => {
  const limits = { ...noLimits, depthMax: 9 };
  const make: Ask = (changes) => asking(commit(5), ways[1])({ limits, ...changes });
  // At the beginning of each of 9 levels, and at the polls within them.
  expect(resumeAtPauses(breadthFirst, make)).toBe(22);
});

test('the limit counts time since the resumption, the result counts the total', () => {
  const make = asking(commit(5), ways[1]);
  let now = 0;
  const hooks = { now: () => now++ };
  const limits = { ...noLimits, elapsedMsMax: 4 };
  const { result, checkpoint } = searchPart(breadthFirst, make({ limits }), hooks);
  expect(result.end).toEqual({ kind: 'limit', limit: 'time', value: 4 });
  now = 1_000;
  const resume = checkpoint?.resumption(result.elapsedMs);
  const next = breadthFirst(make({ limits, hooks, ...(resume && { resume }) }));
  expect(next.end).toEqual({ kind: 'limit', limit: 'time', value: 4 });
  expect(next.elapsedMs).toBe(result.elapsedMs + 5);
});
