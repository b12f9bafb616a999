/** A profile has the counts of a search, and attributes them to components and operations. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { forecastOf } from '../../src/explorer/forecast.ts';
import { MemoryBudget } from '../../src/explorer/memory-budget.ts';
import { profile } from '../../src/explorer/profile.ts';
import type { Profile } from '../../src/explorer/profile-outcome.ts';
import { Projections } from '../../src/explorer/projections.ts';
import type { SearchLimits } from '../../src/explorer/search.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { buildScope } from '../../src/subjects/vmem/build-scope.ts';
import { createSystem } from '../../src/subjects/vmem/create-system.ts';
import {
  resolveScopes,
  type ScopeOverrides,
} from '../../src/subjects/vmem/scope/resolve-scopes.ts';

const unlimited: SearchLimits = {
  stateCountMax: Infinity,
  memoryBytesMax: 2 ** 28,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};
const hooks = { now: () => 0 };

const threads: ScopeOverrides = {
  geometry: 'tiny3',
  failAllocs: 0,
  fresh: 'zero',
  blocks: [[2], [3]],
  structPage: 64,
  threads: ['hotplug', 'dcss'],
};

function systemOf(overrides: ScopeOverrides, preset = 'quick') {
  const [scope] = resolveScopes(preset, overrides);
  return createSystem(buildScope(scope), scope.geometry);
}

function profiled(overrides: ScopeOverrides, limits: Partial<SearchLimits> = {}): Profile {
  const system = systemOf(overrides);
  return profile({ system, invariants, limits: { ...unlimited, ...limits }, hooks });
}

/** The number of states that remain without each component that matters. */
function left({ components, stateCount }: Profile): Record<string, number> {
  const some = components.filter(({ distinct }) => distinct < stateCount);
  return Object.fromEntries(some.map(({ name, distinct }) => [name, distinct]));
}

describe('a profile of preset quick', () => {
  test('levels, and the factor of each component', () => {
    const found = profiled({});
    expect([found.stateCount, found.transitionCount, found.stepCount]).toEqual([619, 2463, 80_853]);
    expect(found.levels.map(({ states }) => states)).toEqual([
      1, 7, 21, 43, 66, 72, 100, 84, 76, 70, 40, 17, 11, 7, 2, 2,
    ]);
    expect(left(found)).toEqual({
      'remembered tail': 511,
      'content of blocks': 252,
      'initialised memmap': 352,
      'pool of recycled contents': 240,
      'all entries': 204,
      'all contents of memmap': 64,
      'what is live and initialised': 352,
    });
  });

  test('the states that each operation adds', () => {
    const { operations } = profiled({});
    expect(operations[0]).toEqual({
      label: 'add section 2',
      enabled: 57,
      transitions: 336,
      newStates: 146,
      ended: 0,
      steps: 16_717,
    });
    const sum = (what: 'transitions' | 'newStates' | 'steps') =>
      operations.reduce((total, one) => total + one[what], 0);
    // No transition leads to the initial state.
    expect([sum('transitions'), sum('newStates'), sum('steps')]).toEqual([2463, 618, 80_853]);
  });

  test('its counts equal those of check', () => {
    const found = profiled({});
    const searched = breadthFirst({
      system: systemOf({}),
      invariants,
      goals: [],
      limits: unlimited,
      hooks,
      exact: true,
      stopAtFirst: false,
    });
    expect([searched.stateCount, searched.transitionCount, searched.depth]).toEqual([
      found.stateCount,
      found.transitionCount,
      found.levels.length - 1,
    ]);
    expect(searched.judgedCounts).toEqual(found.judgedCounts);
  });
});

test('with threads, positions multiply the states', () => {
  const found = profiled(threads);
  expect([found.stateCount, found.transitionCount, found.levels.length]).toEqual([1027, 1273, 77]);
  expect(left(found)).toEqual({
    'initialised memmap': 628,
    'what is live and initialised': 628,
    'thread 1 (hotplug): position': 647,
    'thread 1 (hotplug): all of it': 595,
    'thread 2 (dcss): position': 691,
    'thread 2 (dcss): all of it': 607,
  });
  expect(found.operations.map(({ transitions }) => transitions)).toEqual([
    94, 124, 93, 94, 124, 93, 273, 378,
  ]);
});

test.each([
  ['one thread', {}],
  ['threads with bounds', { ...threads, ops: 3, preemptions: 1 }],
])('the components of %s cover every byte of the state, and no bit twice', (_, overrides) => {
  const { components, stateLength } = systemOf(overrides);
  const covered = new Uint8Array(stateLength);
  let twice = 0;
  for (const { mask } of components.filter(({ isGroup }) => !isGroup)) {
    for (const [at, bits] of mask.entries()) {
      twice |= covered[at] & bits;
      covered[at] |= bits;
    }
  }
  expect(twice).toBe(0);
  expect(covered.every((bits) => bits !== 0)).toBe(true);
});

test('on the plain machine a state has no parts, and the counts are the same', () => {
  const reference = systemOf({ failAllocs: 0, fresh: 'zero' }, 'real');
  const found = profile({ system: reference, invariants, limits: unlimited, hooks });
  expect([found.components.length, found.stateCount]).toEqual([0, 18]);
  expect(found.operations.map(({ label }) => label)).toContain('add section 2');
});

describe('at a limit', () => {
  test('of states: the level in progress is incomplete', () => {
    const found = profiled({}, { stateCountMax: 100 });
    expect(found.end).toEqual({ kind: 'limit', limit: 'states', value: 100 });
    expect(found.levels.map(({ states }) => states)).toEqual([1, 7, 21, 43, 28]);
  });

  test('of depth: the last level is complete', () => {
    const found = profiled({}, { depthMax: 4 });
    expect(found.end).toEqual({ kind: 'limit', limit: 'depth', value: 4 });
    expect(found.levels.map(({ states, expanded }) => [states, expanded])).toEqual([
      [1, 1],
      [7, 7],
      [21, 21],
      [43, 43],
      [66, 0],
    ]);
  });

  test('of memory', () => {
    const { end } = profiled({}, { memoryBytesMax: 2 ** 16 });
    expect(end).toEqual({ kind: 'limit', limit: 'memory', value: 2 ** 16 });
  });

  test('by an interrupt', () => {
    const system = systemOf({});
    const clock = { now: () => 7, shouldStop: () => true };
    const { end, stateCount } = profile({ system, invariants, limits: unlimited, hooks: clock });
    expect([end, stateCount]).toEqual([{ kind: 'limit', limit: 'interrupted', value: 0 }, 1]);
  });
});

test('a full set continues with a sample, and reports that', () => {
  const mask = Uint8Array.from([0, 0, 0, 0xff]);
  const component = { name: 'last byte', mask, isGroup: false };
  const projections = new Projections([component], 4, new MemoryBudget(Infinity));
  const state = new Uint8Array(4);
  const words = new DataView(state.buffer);
  const distinct = 400_000;
  for (let number = 0; number < distinct; number++) {
    // The last byte does not count: it distinguishes pairs of states.
    for (const last of [1, 2]) {
      words.setUint32(0, number * 256 + last);
      projections.add(state);
    }
  }
  const [count] = projections.counts();
  expect(count.sampledOneIn).toBe(4);
  expect(Math.abs(count.distinct / distinct - 1)).toBeLessThan(0.01);
});

describe('a forecast', () => {
  test('has no result for fewer than four levels', () => {
    expect(forecastOf([1, 7, 21])).toBeUndefined();
  });

  test('of half a bell curve includes the true total', () => {
    // Binomial coefficients of 12: 4,096 together.
    const levels = [1, 12, 66, 220, 495, 792, 924];
    const forecast = forecastOf(levels);
    expect(forecast?.states.low).toBeLessThan(4096);
    expect(forecast?.states.high).toBeGreaterThan(4096);
    expect(forecast?.nextLevels[0].low).toBeLessThan(792);
    expect(forecast?.nextLevels[0].high).toBeGreaterThan(792);
  });

  test('of levels that keep doubling has no upper bound', () => {
    const levels = Array.from({ length: 20 }, (_, depth) => 2 ** depth);
    const forecast = forecastOf(levels);
    expect(forecast?.states.high).toBe(Infinity);
    expect(forecast?.nextLevels.map(({ middle }) => Math.round(Math.log2(middle)))).toEqual([
      20, 21, 22,
    ]);
  });
});
