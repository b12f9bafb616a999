/**
 * Causes of violated claims. "By itself" means that on some path no other deciding claim was violated
 * before.
 */

import { describe, expect, test } from 'vitest';
import { runRoots } from '../../../src/commands/check/roots-job.ts';
import { breadthFirst } from '../../../src/explorer/breadth-first.ts';
import type { SearchResult } from '../../../src/explorer/outcome.ts';
import { UnbrokenPaths } from '../../../src/explorer/unbroken-paths.ts';
import { invariants } from '../../../src/invariants/catalogue.ts';
import type { JobHooks } from '../../../src/jobs/job.ts';
import { union } from '../../../src/model/masks.ts';
import type { System, TransitionRecord } from '../../../src/model/system.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { ReferenceSystem } from '../../../src/subjects/vmem/plain/reference-system.ts';
import { plainScope, type ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { quickScope } from '../../support/counterexamples.ts';

const deciding = invariants.filter(({ premise }) => premise === undefined);
const facts = union(...deciding.map(({ violatedBy }) => violatedBy));
const unlimited = {
  stateCountMax: Infinity,
  memoryBytesMax: Infinity,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};
const hooks: JobHooks = {
  subject: vmem,
  now: () => 0,
  shouldStop: () => false,
  onProgress: () => undefined,
};

function searchWhole(system: System): SearchResult {
  return breadthFirst({
    system,
    invariants: deciding,
    goals: [],
    limits: unlimited,
    hooks,
    exact: true,
    stopAtFirst: false,
  });
}

function violatedIn(system: System): string[] {
  return searchWhole(system).violations.map(({ invariant }) => invariant.id);
}

const isHeavy = (id: string): boolean => id === 'vmemmap-coverage';

function rootsOf(scope: ScopeConfig, stateCountMax = Infinity) {
  const violated = violatedIn(createMemorySystem(buildScope(scope)));
  const { roots } = runRoots(
    {
      scopes: [{ scope, violated }],
      // The shortest first, in the order of a check. Both findings violate vmemmap-coverage.
      invariantIds: violated.toSorted((a, b) => Number(isHeavy(a)) - Number(isHeavy(b))),
      limits: { ...unlimited, stateCountMax },
    },
    hooks,
  );
  return Object.fromEntries(
    roots.map(({ invariantId, followsFrom, path }) => [
      invariantId,
      path === null ? followsFrom : path.transitions.length,
    ]),
  );
}

describe('preset quick', () => {
  test('a lost error code, a missing mark, and their consequences', () => {
    expect(rootsOf(quickScope())).toEqual({
      // F01: one operation whose last allocation fails.
      'vmemmap-coverage': 1,
      'success-means-mapped': 1,
      // Caused not by the three operations that begin with F01, but by the five of F02.
      'unused-means-unused': 5,
      'live-memmap-not-marked': ['success-means-mapped', 'unused-means-unused'],
      'unused-tail-valid': ['unused-means-unused'],
      'no-write-unmapped': ['success-means-mapped', 'unused-means-unused'],
    });
  });

  test('without failures only the missing mark remains', () => {
    expect(rootsOf({ ...quickScope(), failAllocs: 0 })).toEqual({
      'vmemmap-coverage': ['unused-means-unused'],
      'live-memmap-not-marked': ['unused-means-unused'],
      'unused-means-unused': 5,
      'unused-tail-valid': ['unused-means-unused'],
      'no-write-unmapped': ['unused-means-unused'],
    });
  });

  test('at a limit, violations stand and the rest is undecided', () => {
    const roots = rootsOf(quickScope(), 20);
    expect(roots).toMatchObject({ 'success-means-mapped': 1, 'live-memmap-not-marked': null });
  });
});

test('the facts at the ends of paths determine which claims are first together', () => {
  const system = new UnbrokenPaths(createMemorySystem(buildScope(quickScope())), facts, 0);
  searchWhole(system);
  const ids = [...system.endingFacts()].map((ending) =>
    deciding
      .filter(({ violatedBy }) => (violatedBy & ending) !== 0)
      .map(({ id }) => id)
      .join(' '),
  );
  // F02 violates one claim; F01 is success without a mapping, so it always violates both.
  expect(new Set(ids)).toEqual(
    new Set(['unused-means-unused', 'vmemmap-coverage success-means-mapped']),
  );
});

describe('a claim about the writing thread', () => {
  // populate takes no mutex until 5/9, so each add that gets there violates writes-under-mutex.
  const change: Partial<ScopeConfig> = { revision: 'base', failAllocs: 1 };

  test('is not a cause of single-threaded violations', () => {
    expect(rootsOf({ ...plainScope, ...change })).toEqual({
      'no-leaked-tables': 1,
      'no-leaked-memmap': 1,
      'failure-is-undone': 1,
      'writes-under-mutex': 1,
    });
  });

  test('may be a cause with two threads', () => {
    const roots = rootsOf({
      ...plainScope,
      revision: 'v2-4+freesEmptyTables+linksPudTable',
      blocks: [[1], [2]],
      threads: ['hotplug-unlocked', 'hotplug-unlocked'],
    });
    // Transitions are steps here, not operations. No path leaks memmap before a populate has written
    // an entry.
    expect(roots).toEqual({
      'writes-under-mutex': 16,
      'no-leaked-memmap': ['writes-under-mutex'],
    });
  });
});

test('each scope with a violation has a path; the shortest, and among equals the first, is shown', () => {
  // Without KASAN a failed add of linux-5.9 is undone.
  const changes: Partial<ScopeConfig>[] = [{ kasan: true }, {}, { kasan: true, structPage: 56 }];
  const scopes = changes.map((change) => ({
    scope: { ...plainScope, revision: 'linux-5.9', failAllocs: 1, ...change },
    violated: ['failure-is-undone'],
  }));
  const invariantIds = ['failure-is-undone'];
  const { roots } = runRoots({ scopes, invariantIds, limits: unlimited }, hooks);
  const reported = roots.map(({ path, others }) => [path, ...others].map((one) => one?.scopeIndex));
  expect(reported).toEqual([[0, 2]]);
});

/** All transitions from states that are reached without a violation, with their earliest facts. */
function firstFacts(system: System): Map<string, number> {
  const found = new Map<string, number>();
  const paths = new UnbrokenPaths(system, facts, 0);
  const states: { state: Uint8Array; path: string }[] = [];
  const initial = new Uint8Array(system.stateLength);
  paths.writeInitial(initial);
  const known = new Set([String(initial)]);
  states.push({ state: initial, path: '' });
  for (const { state, path } of states) {
    paths.load(state, 0);
    while (paths.next()) {
      const { failed, contents, ...record } = paths.describe() as TransitionRecord & {
        failed: unknown;
        contents: unknown;
      };
      const name = `${path}; ${record['label']} ${JSON.stringify([failed, contents])}`;
      if (paths.outcome.facts !== 0) found.set(name, paths.outcome.facts);
      if (paths.outcome.ends || known.has(String(paths.outcome.successor))) continue;
      known.add(String(paths.outcome.successor));
      states.push({ state: Uint8Array.from(paths.outcome.successor), path: name });
    }
  }
  return found;
}

test.each<[string, Partial<ScopeConfig>]>([
  ['two sections, one failure', { failAllocs: 1 }],
  ['fresh memory holds 0xFD', { fresh: 'unused', structPage: 56 }],
  ['freed contents return', { fresh: 'recycled', geometry: 'tiny3' }],
  ['before the series', { revision: 'base', failAllocs: 1 }],
  ['any range', { contract: 'any', blocks: [], memmapPoints: [0, 2, 4], failAllocs: 1 }],
])('both machines report the same earliest facts: %s', (_, change) => {
  const scope = buildScope({ ...plainScope, ...change });
  const vector = firstFacts(createMemorySystem(scope));
  const reference = firstFacts(new ReferenceSystem(scope));
  // The label of one machine also contains failures.
  const reported = (found: Map<string, number>): Map<string, number> =>
    new Map(
      [...found].map(([name, seen]) => [name.replaceAll(/, allocation \d+ fails/g, ''), seen]),
    );
  expect(reported(vector)).toEqual(reported(reference));
  expect(vector.size).toBeGreaterThan(0);
});

test('tracking the order of facts does not change the result', () => {
  const plain = createMemorySystem(buildScope(quickScope()));
  const looked = createMemorySystem(buildScope(quickScope()));
  const watching: System = new Proxy(looked, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'next') return typeof value === 'function' ? value.bind(target) : value;
      return () => {
        const taken = target.next();
        if (taken) target.earliestFacts(facts);
        return taken;
      };
    },
  });
  expect(countsOf(watching)).toEqual(countsOf(plain));
});

function countsOf(system: System): unknown {
  const { elapsedMs: _, ...result } = searchWhole(system);
  return result;
}
