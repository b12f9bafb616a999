/** Both engines take the same transitions from every state, in every revision and mutant. */
import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { depthFirst } from '../../src/explorer/depth-first.ts';
import { foldedSearch } from '../../src/explorer/folded/folded-search.ts';
import type { SearchRequest } from '../../src/explorer/search.ts';
import { invariants } from '../../src/invariants/catalogue.ts';
import { goals } from '../../src/invariants/goals.ts';
import {
  createMemorySystem,
  type MemorySystem,
} from '../../src/subjects/vmem/fast/memory-system.ts';
import type { Thrift } from '../../src/subjects/vmem/fast/remembered/remembered-operations.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import { mutantIds } from '../../src/subjects/vmem/mutation/catalogue.ts';
import { plainScope } from '../../src/subjects/vmem/scope/scope-config.ts';
import { scopeOf, type World } from '../subjects/vmem/scopes.ts';
import { ask, noLimits } from '../toys/ask.ts';

const anyKernel = fc.oneof(
  fc.constantFrom(...revisionNames.map((revision) => ({ revision, mutant: null }))),
  fc.constantFrom(...mutantIds.map((mutant) => ({ revision: 'strict-order', mutant }))),
);
const callers = fc.record({
  blocks: fc.constantFrom([[2], [3]], [[0], [1]], [[1, 2]], [[2], [3], [4]]),
  failAllocs: fc.constantFrom(0, 1, 2),
});
const anybody = fc.record({
  contract: fc.constant('any' as const),
  blocks: fc.constant([]),
  memmapPages: fc.constantFrom(3, 4, 5),
  failAllocs: fc.constantFrom(0, 1),
});
const knobs = fc.record({
  geometry: fc.constantFrom('tiny3', 'tiny4', 'tiny5'),
  fresh: fc.constantFrom('zero', 'unused', 'recycled'),
  structPage: fc.constantFrom(48, 56, 64),
  online: fc.boolean(),
  ops: fc.constantFrom(3, Infinity),
});

/** Every operation is recorded, and remembered when it comes again. */
const lavish: Thrift = { notRecorded: 0, recordedFirst: 1, rememberedForOne: 0, missedMax: 1 };
/** Some operations are recorded, and after a few misses none is looked up. */
const impatient: Thrift = { notRecorded: 0, recordedFirst: 8, rememberedForOne: 2, missedMax: 8 };

/**
 * The outcome of a transition. Records and earliest facts are compared for a sample only, because they
 * execute the transition again.
 */
function shown(system: MemorySystem, asksMore: boolean) {
  const { facts, occasions, ends, steps, successor } = system.outcome;
  const state = ends ? null : successor.join();
  const more = asksMore ? [system.earliestFacts(facts), system.describe()] : null;
  // Both repeat the transition, which must not be visible.
  return { facts, occasions, ends, steps, state, more, after: ends ? null : successor.join() };
}

/** Loads states in discovery order, and takes every transition on both engines. */
function inLockstep(world: Partial<World>, stateCountMax: number, thrift = lavish): number {
  const scope = scopeOf(world);
  const one = createMemorySystem(scope, 'compiled', thrift);
  const other = createMemorySystem(scope, 'generic');
  const initial = new Uint8Array(one.stateLength);
  one.writeInitial(initial);
  const known = new Set([initial.join()]);
  const states = [initial];
  let transitions = 0;
  for (const state of states) {
    one.load(state, 0);
    other.load(state, 0);
    for (;;) {
      const isTaken = one.next();
      expect(other.next()).toBe(isTaken);
      if (!isTaken) break;
      transitions++;
      const asksMore = transitions % 3 === 0;
      const taken = shown(one, asksMore);
      expect(taken).toEqual(shown(other, asksMore));
      if (taken.state === null || known.has(taken.state) || states.length >= stateCountMax)
        continue;
      known.add(taken.state);
      states.push(one.outcome.successor.slice());
    }
  }
  return transitions;
}

const thrifts = fc.constantFrom(lavish, lavish, impatient);
test.prop([anyKernel, fc.oneof(callers, anybody), knobs, thrifts], { numRuns: 80 })(
  'successors, facts, occasions, steps and records',
  (kernel, scope, machine, thrift) => {
    inLockstep({ ...kernel, ...scope, ...machine } as Partial<World>, 150, thrift);
  },
);

test.prop([anyKernel, fc.oneof(callers, anybody), knobs], { numRuns: 15 })(
  'results of searches, with and without sets of pools',
  (kernel, scope, machine) => {
    const world = { ...kernel, ...scope, ...machine } as Partial<World>;
    const results = (['compiled', 'generic'] as const).map((engine) => {
      const asked = (changes: Partial<SearchRequest> = {}) =>
        ask(createMemorySystem(scopeOf(world), engine, lavish), {
          invariants,
          goals,
          limits: { ...noLimits, stateCountMax: 2_000 },
          ...changes,
        });
      const found = [breadthFirst(asked()), depthFirst(asked({ exact: true }))];
      const request = asked();
      const fold = createFold(request);
      if (fold !== undefined) found.push(foldedSearch(request, fold, 'levels'));
      return found;
    });
    expect(results[0]).toEqual(results[1]);
  },
);

function createFold({ system }: SearchRequest) {
  return 'fold' in system ? (system as MemorySystem).fold() : undefined;
}

example('every transition of the quick scope', () => {
  const world: Partial<World> = { ...plainScope, fresh: 'recycled', failAllocs: 1 };
  expect(inLockstep(world, Infinity)).toBe(2_463);
  expect(inLockstep(world, Infinity, impatient)).toBe(2_463);
});
