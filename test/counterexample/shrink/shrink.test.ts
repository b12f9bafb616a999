/** Shrinking: never longer, same claim, minimal, and close to the shortest. */

import { fileURLToPath } from 'node:url';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { findCounterexamples } from '../../../src/counterexample/files.ts';
import { Shrinker } from '../../../src/counterexample/shrink/shrinker.ts';
import { findInvariant, invariantIds } from '../../../src/invariants/catalogue.ts';
import { searches } from '../../../src/jobs/search-job.ts';
import { walks as walkJobs } from '../../../src/jobs/walk-job.ts';
import { meet } from '../../../src/model/masks.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import { execute, vmemExecution } from '../../../src/subjects/vmem/execution/executor.ts';
import {
  toScheduledOperation,
  type VmemScheduledOperation,
} from '../../../src/subjects/vmem/execution/scheduled-operation.ts';
import { resolveScopes } from '../../../src/subjects/vmem/scope/resolve-scopes.ts';
import type { ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { vmemShrinking } from '../../../src/subjects/vmem/shrink/shrinking.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { invariantOf, quickScope, step } from '../../support/counterexamples.ts';
import { readVmem } from '../../support/vmem-files.ts';

const hooks = { subject: vmem, now: () => 0, shouldStop: () => false, onProgress: () => undefined };
const limits = {
  stateCountMax: Infinity,
  memoryBytesMax: Infinity,
  depthMax: Infinity,
  elapsedMsMax: Infinity,
};

interface ShrinkPlan {
  readonly request: ScopeConfig;
  readonly operations: readonly VmemScheduledOperation[];
}

const subject = { execution: vmemExecution, shrinking: vmemShrinking };

interface Found {
  readonly id: string;
  readonly plan: ShrinkPlan;
}

function walks(scope: ScopeConfig, seed: string, runs: number, depth: number): Found[] {
  const [stopAtFirst, elapsedMsMax, invariantIdsAsked] = [false, Infinity, invariantIds];
  const answer = walkJobs.run(
    {
      stored: [],
      walkFirst: 0,
      scope,
      invariantIds: invariantIdsAsked,
      seed,
      runs,
      depth,
      stopAtFirst,
      elapsedMsMax,
    },
    hooks,
  );
  return answer.result.violations.map(({ invariant: { id } }, index) => {
    const operations = answer.paths[index].map(toScheduledOperation);
    return { id, plan: { request: scope, operations } };
  });
}

function shrinker(plan: ShrinkPlan, id: string): Shrinker {
  return new Shrinker(subject, { ...plan, turns: undefined }, invariantOf(id));
}

function shrunk(plan: ShrinkPlan, id: string): ShrinkPlan {
  const all = shrinker(plan, id);
  for (const _ of all.run()) if (all.tally.tries > 20_000) throw new Error('it does not end');
  const { request, operations } = all.best.draft;
  return { request, operations } as ShrinkPlan;
}

/**
 * The number, from 1, of the operation that violates the claim when exactly these are executed; 0 if
 * none does.
 */
function brokenIn({ request, operations }: ShrinkPlan, id: string): number {
  const violatedBy = findInvariant(id)?.violatedBy ?? 0;
  const execution = execute(buildScope(request), { operations });
  const isWhole = execution.divergence === null;
  const broken = execution.operations.findIndex(({ facts }) => meet(facts, violatedBy));
  // The last executed operation may differ from the written one.
  return isWhole || broken < execution.operations.length - 1 ? broken + 1 : 0;
}

function expectMinimal(plan: ShrinkPlan, id: string): void {
  expect(brokenIn(plan, id)).toBe(plan.operations.length);
  for (const left of plan.operations.keys()) {
    const operations = plan.operations.filter((_, index) => index !== left);
    expect(brokenIn({ ...plan, operations }, id)).toBe(0);
  }
}

describe('omitted parts', () => {
  const id = 'success-means-mapped';

  test('operations, an unused section, a failure that never occurs', () => {
    const operations = [
      step('add', 3),
      step('remove', 3),
      step('add', 2, [7, 99]),
      step('online', 2),
    ];
    const result = shrunk({ request: { ...quickScope(), failAllocs: 2 }, operations }, id);
    expect(result.operations).toEqual([step('add', 2, [7])]);
    expect([result.request.blocks, result.request.failAllocs]).toEqual([[[2]], 1]);
    expect(result.request.fresh).toBe('zero');
  });

  test('pages of a range in contract any, equally in both operations, and the window around them', () => {
    const request = resolveScopes('any', {})[0];
    const range = { start: '0x80000', end: '0x88000', failed: [], contents: [] };
    const operations = [
      { op: 'populate', ...range },
      { op: 'free', ...range },
    ];
    const result = shrunk({ request, operations }, 'flush-before-free');
    expect(result.operations.map(({ op, start, end }) => `${op} ${start} ${end}`)).toEqual([
      'populate 0x80000 0x81000',
      'free 0x80000 0x81000',
    ]);
    expect([result.request.memmapFirst, result.request.memmapPages]).toEqual([0, 1]);
  });

  test('a violation without failures gets none', () => {
    const file = fileURLToPath(
      new URL('../../../corpus/F02-mark-left-out--linux-5.10.json', import.meta.url),
    );
    const { request, operations } = readVmem(file);
    const result = shrunk({ request, operations }, 'unused-means-unused');
    expect(result.operations.every(({ failed }) => failed.length === 0)).toBe(true);
  });

  test('operations without a violation are refused', () => {
    const plan = { request: quickScope(), operations: [step('add', 2)] };
    expect(() => shrinker(plan, id)).toThrow('the operations do not violate the claim');
  });
});

test('the corpus: never longer, same claim, minimal', () => {
  const directory = fileURLToPath(new URL('../../../corpus', import.meta.url));
  const files = findCounterexamples([directory]);
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const { request, operations, turns, invariant } = readVmem(file);
    // shrink-turns.test.ts tests counterexamples with threads.
    if (turns !== undefined) continue;
    const result = shrunk({ request, operations }, invariant);
    expect(result.operations.length).toBeLessThanOrEqual(operations.length);
    expectMinimal(result, invariant);
  }
});

test.each([
  ['linux-5.10', 'tiny5', 9],
  ['linux-5.9-rc1', 'tiny4', 1],
] as const)('%s on %s: at most twice the breadth-first shortest', (revision, geometry, count) => {
  const scope = resolveScopes('quick', { revision, geometry })[0];
  const answer = searches.run(
    {
      scope,
      invariantIds,
      search: 'bfs',
      exact: false,
      stopAtFirst: false,
      limits,
    },
    hooks,
  );
  const shortest = new Map(
    answer.result.violations.map(({ invariant }, i) => [invariant.id, answer.paths[i].length]),
  );
  const seen = new Set<string>();
  for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    for (const { id, plan } of walks(scope, seed, 10, 30)) {
      seen.add(id);
      const { length } = shrunk(plan, id).operations;
      expect(length, id).toBeGreaterThanOrEqual(shortest.get(id) ?? Infinity);
      expect(length, id).toBeLessThanOrEqual(2 * (shortest.get(id) ?? 0));
    }
  }
  expect(seen.size).toBe(count);
});

describe('for any walk', () => {
  const worlds = fc.constantFrom<[string, Partial<ScopeConfig>]>(
    ['quick', {}],
    ['quick', { geometry: 'tiny3', failAllocs: 2 }],
    ['quick', { revision: 'v2-5', structPage: 56 }],
    ['any', { failAllocs: 1 }],
    ['any', { fresh: 'unused', memmapPages: 0, memmapPoints: [0, 2, 5, 8] }],
    ['identity', { revision: 'v1-9' }],
    ['quick', { blocks: [[2, 3], [4]] }],
    ['dcss', {}],
  );

  test.prop([worlds, fc.nat({ max: 1e6 })], { numRuns: 40 })(
    'shrinking is deterministic, idempotent and minimal',
    ([preset, overrides], seed) => {
      for (const { id, plan } of walks(resolveScopes(preset, overrides)[0], `${seed}`, 2, 25)) {
        const result = shrunk(plan, id);
        expect(result.operations.length).toBeLessThanOrEqual(plan.operations.length);
        expect(shrunk(plan, id)).toEqual(result);
        expect(shrunk(result, id)).toEqual(result);
        expectMinimal(result, id);
      }
    },
  );
});
