/**
 * The small model: it has the counts of all other checkers, its seeded mistakes are found, its
 * reductions are sound.
 */
import { describe, expect, test } from 'vitest';
import { vmemInvariants } from '../../../bench/models/vmem-claims.ts';
import { type Mistake, mistakes } from '../../../bench/models/vmem-memory.ts';
import {
  allReductions,
  noReductions,
  type VmemReductions,
} from '../../../bench/models/vmem-reductions.ts';
import { VmemSystem } from '../../../bench/models/vmem-system.ts';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../../src/explorer/depth-first.ts';
import { randomWalk } from '../../../src/explorer/random-walk.ts';
import { replaySchedule } from '../../../src/explorer/replay.ts';
import { ask } from '../../toys/ask.ts';

interface Scope {
  readonly sections?: number;
  readonly operations?: number;
  readonly mistake?: Mistake;
  readonly reductions?: Partial<VmemReductions>;
}

function build({ sections = 3, operations = 1, mistake = 'none', reductions = {} }: Scope) {
  return new VmemSystem({
    sections,
    operations,
    mistake,
    reductions: { ...noReductions, ...reductions },
  });
}

function explore(scope: Scope, search = depthFirst) {
  return search(ask(build(scope), { invariants: vmemInvariants }));
}

const kinds = (scope: Scope) => explore(scope).violations.map(({ invariant }) => invariant.id);

test.each([breadthFirst, depthFirst])(
  'one operation, %o: the same counts as all other checkers',
  (search) => {
    const result = explore({}, search);
    expect(result).toMatchObject({ stateCount: 32_435, transitionCount: 106_855, violations: [] });
    expect(result.end).toEqual({ kind: 'exhausted' });
  },
);

test.each([
  { reductions: { merge: 'reads' }, states: 15_115 },
  { reductions: { merge: 'movers' }, states: 11_763 },
  { reductions: { symmetry: true }, states: 3_020 },
  { reductions: { mayCached: true }, states: 4_867 },
  { reductions: { persistentSets: true }, states: 24_011 },
] as const)('one operation with $reductions', ({ reductions, states }) => {
  expect(explore({ reductions })).toMatchObject({ stateCount: states, violations: [] });
});

test('two operations with all reductions: 1,958 states of 3,521,057', () => {
  const scope = { operations: 2, reductions: allReductions };
  expect(explore(scope)).toMatchObject({ stateCount: 1_958, transitionCount: 3_466 });
});

test('four sections without a bound on operations close with all reductions', () => {
  const scope = { sections: 4, operations: Number.POSITIVE_INFINITY, reductions: allReductions };
  const result = explore(scope);
  expect(result).toMatchObject({ stateCount: 98_656, violations: [] });
  expect(result.end).toEqual({ kind: 'exhausted' });
});

const found: Record<Mistake, readonly string[]> = {
  none: [],
  'frees before the flush': ['no-stale-translation'],
  'leaves what it added when it fails': ['no-wrong-mapping', 'no-empty-table'],
  'does not look at the last entry of a table': [],
  'does not flush when it fails': ['no-stale-translation'],
};

describe.each(mistakes)('a kernel that %s', (mistake) => {
  const single: readonly Partial<VmemReductions>[] = [
    { merge: 'movers', symmetry: true, mayCached: true },
    { symmetry: true, mayCached: true, persistentSets: true },
    allReductions,
  ];

  test('violates the same claims with every set of reductions, in two operations', () => {
    for (const reductions of single) {
      expect(kinds({ operations: 2, mistake, reductions })).toEqual(found[mistake]);
    }
  });

  test('is reported with schedules that can be replayed', () => {
    const scope = { operations: 2, mistake, reductions: allReductions };
    for (const { schedule, invariant } of explore(scope).violations) {
      const replay = replaySchedule(build(scope), schedule);
      expect(replay.kind).toBe('followed');
      expect((replay.transitions.at(-1)?.facts ?? 0) & invariant.violatedBy).not.toBe(0);
    }
  });
});

test('one operation suffices for the mistakes in failing and flushing, without reductions', () => {
  expect(kinds({ mistake: 'frees before the flush' })).toEqual(['no-stale-translation']);
  expect(kinds({ mistake: 'leaves what it added when it fails' })).toEqual([
    'no-wrong-mapping',
    'no-empty-table',
  ]);
});

test('a random walk also sees facts of states', () => {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const system = build({ operations: 4, mistake: 'leaves what it added when it fails' });
  const { violations } = randomWalk({
    system,
    invariants: vmemInvariants,
    goals: [],
    walkFirst: 0,
    walkCount: 1,
    randomOf: () => random,
    depthMax: 2_000,
    elapsedMsMax: Number.POSITIVE_INFINITY,
    hooks: { now: () => 0 },
    stopAtFirst: false,
  });
  expect(violations.length).toBeGreaterThan(0);
});

test('a step is described by its thread and its effect', () => {
  const system = build({});
  const { transitions } = replaySchedule(system, [0, 0, 0]);
  expect(transitions.map(({ record }) => record.label)).toEqual([
    'thread 0: choose an operation, choice 0',
    'thread 0: take the mutex, choice 0',
    'thread 0: read the root to add, choice 0',
  ]);
});
