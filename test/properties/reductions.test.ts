/**
 * Reductions change the cost of a search, but not its results: each is compared with an unreduced
 * search on many small scopes. Threads behave the same on both machines, step by step.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { allInvariants, invariants } from '../../src/invariants/catalogue.ts';
import type { Invariant } from '../../src/invariants/invariant.ts';
import type { System } from '../../src/model/system.ts';
import { createInterleavedSystem } from '../../src/subjects/vmem/fast/create-interleaved.ts';
import { VectorLayout } from '../../src/subjects/vmem/fast/layout.ts';
import { createMemorySystem } from '../../src/subjects/vmem/fast/memory-system.ts';
import { revisionNames } from '../../src/subjects/vmem/kernel/revisions.ts';
import { mutantIds } from '../../src/subjects/vmem/mutation/catalogue.ts';
import { ReferenceSystem } from '../../src/subjects/vmem/plain/reference-system.ts';
import { goneByReference } from '../scenarios/threads/thread-twins.ts';
import { isIdle, watched } from '../subjects/vmem/rest-states.ts';
import { scopeOf, type World } from '../subjects/vmem/scopes.ts';
import { threadDisagreement } from '../subjects/vmem/threads-lockstep.ts';
import { ask, noLimits } from '../toys/ask.ts';

const unlocked = ['v1-3', 'v1-4', 'v2-3', 'v2-4', 'base'].map((revision) => ({
  revision: `${revision}+freesEmptyTables${revision.startsWith('v2') ? '+linksPudTable' : ''}`,
  mutant: null,
}));
const named = revisionNames.map((revision) => ({ revision, mutant: null }));
const mistaken = mutantIds.map((mutant) => ({ revision: 'strict-order', mutant }));
const anyKernel = fc.oneof(
  fc.constantFrom(...named),
  fc.constantFrom(...unlocked),
  fc.constantFrom(...mistaken),
);

type Roles = World['threads'];
const loadable = { start: 0x30000, end: 0x31000 };
const beyond = { start: 0x70000, end: 0x71000 };

/** Settings of scopes that close quickly; threads and kernel are drawn separately. */
const anyKnobs = fc.record({
  geometry: fc.constantFrom('tiny3', 'tiny4', 'tiny5'),
  structPage: fc.constantFrom(48, 56, 64),
  edat2: fc.boolean(),
  online: fc.boolean(),
  fresh: fc.constantFrom('zero', 'unused', 'recycled'),
  blocks: fc.constantFrom([[1]], [[2]], [[1], [2]], [[0], [1]]),
  failAllocs: fc.constantFrom(0, 0, 1),
});

const anyNumbers = fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 120 });

function chooser(numbers: readonly number[]): (count: number) => number {
  let used = 0;
  return (count) => numbers[used++ % numbers.length] % count;
}

const rolesOf = (...lists: Roles[]) => fc.constantFrom(...lists);

describe('threads behave the same on both machines', () => {
  const roles = rolesOf(
    ['hotplug', 'dcss'],
    ['hotplug-unlocked', 'hotplug-unlocked'],
    ['hotplug-unlocked', 'hotplug-unlocked', 'dcss'],
    ['hotplug', 'dcss', 'dumper'],
    ['hotplug', 'dumper-unlocked', 'allocator'],
    ['hotplug', 'dumper-mutex', 'dumper-inverted'],
    ['hotplug-unlocked', 'pfn-walker', 'set-memory'],
    ['hotplug', 'set-memory-4k', 'dumper'],
    ['callers', 'set-memory-4k'],
  );
  test.prop([anyKernel, anyKnobs, roles, fc.constantFrom('none', 'reads'), anyNumbers], {
    numRuns: 250,
  })('facts, steps and states at rest', (kernel, knobs, threads, merge, numbers) => {
    const world = { ...kernel, ...knobs, threads, merge, dcss: loadable } as Partial<World>;
    expect(threadDisagreement(world, chooser(numbers), 150)).toBeNull();
  });
  const splitters = rolesOf(['hotplug', 'set-memory-4k'], ['callers', 'set-memory-4k', 'dumper']);
  test.prop([anyKnobs, splitters, fc.constantFrom('linux-7.2', 'linux-5.10'), anyNumbers], {
    numRuns: 80,
  })('facts, steps and states at rest, with boot memory', (knobs, threads, revision, numbers) => {
    const memory = { sectionSize: 128, blocks: [[4], [5]], boot: [4, 5], edat2: true };
    const world = { ...knobs, ...memory, revision, threads, dcss: loadable } as Partial<World>;
    expect(threadDisagreement(world, chooser(numbers), 150)).toBeNull();
  });
  const altmapKernel = fc.oneof(
    fc.constantFrom(
      ...['linux-7.2', 'mainline', 'mainline+no-takesMutex', 'v2-3', 'v2-4+freesEmptyTables'].map(
        (revision) => ({ revision, mutant: null }),
      ),
    ),
    fc.constantFrom(...mutantIds.map((mutant) => ({ revision: 'linux-7.2', mutant }))),
  );
  const altmapRoles = rolesOf(
    ['hotplug', 'allocator'],
    ['hotplug-unlocked', 'hotplug-unlocked'],
    ['hotplug', 'pfn-walker', 'dumper-unlocked'],
    ['callers', 'set-memory-4k', 'allocator'],
  );
  const altmaps = fc.constantFrom(
    { blocks: [[1], [2]], altmap: [2] },
    { blocks: [[2], [3]], altmap: [2, 3] },
    { blocks: [[1], [2, 3]], altmap: [2, 3] },
  );
  test.prop([altmapKernel, anyKnobs, altmaps, altmapRoles, anyNumbers], { numRuns: 120 })(
    'facts, steps and states at rest, with altmaps',
    (kernel, knobs, memory, threads, numbers) => {
      const world = { ...kernel, ...knobs, ...memory, threads, dcss: beyond } as Partial<World>;
      expect(threadDisagreement(world, chooser(numbers), 150)).toBeNull();
    },
  );
});

/** The verdict and shortest path of each claim, and the visited states without frames. */
function knownBy(identity: World['identity'], world: Partial<World>) {
  const system = new ReferenceSystem(scopeOf({ ...world, identity }));
  const rests = new Set<string>();
  const load = system.load.bind(system);
  system.load = (states, offset) => {
    load(states, offset);
    rests.add(system.world.positionText());
  };
  return { ...reported(system), rests: inOrder([...rests]) };
}

function reported(system: System) {
  // A smaller scope than elsewhere, because with named frames leaks multiply the states without bound.
  const limits = { ...noLimits, stateCountMax: 2000 };
  const { end, violations, stateCount } = breadthFirst(ask(system, { invariants, limits }));
  const broken = violations.map(({ invariant, depth }) => `${invariant.id} ${depth}`);
  return { end: end.kind, stateCount, broken: inOrder(broken) };
}

function inOrder(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => (a < b ? -1 : 1));
}

interface Found {
  readonly ends: string;
  readonly broken: readonly string[];
  readonly rests: readonly string[];
}

/** Small enough to be compared; larger scopes are discarded. */
const stateCountMax = 6000;

function search(system: System, claims: readonly Invariant[], rests: Set<string>): Found {
  const limits = { ...noLimits, stateCountMax };
  const { end, violations } = breadthFirst(ask(system, { invariants: claims, limits }));
  const broken = violations.map(({ invariant }) => invariant.id).sort();
  return { ends: end.kind, broken, rests: inOrder([...rests]) };
}

/** The verdict of each claim, and the states in which all threads are idle. */
function interleaved(world: Partial<World>, claims: readonly Invariant[] = allInvariants): Found {
  const scope = scopeOf(world);
  const threads = [...(scope.threads?.keys() ?? [])];
  const plain = createInterleavedSystem(scope);
  const { layout } = plain;
  const { system, rests } = watched(plain, layout, (state) =>
    threads.every((thread) => isIdle(layout, state, thread)),
  );
  return search(system, claims, rests);
}

function wholeOperations(world: Partial<World>): Found {
  const scope = scopeOf(world);
  const layout = new VectorLayout(scope);
  const { system, rests } = watched(createMemorySystem(scope), layout, () => true);
  return search(system, singleThreaded, rests);
}

/**
 * This claim is not judged with threads, because an incomplete rollback cannot be distinguished from
 * the work of other threads.
 */
const singleThreaded = invariants.filter(({ id }) => id !== 'failure-is-undone');

function expectSame(one: Found, other: Found): void {
  fc.pre(one.ends === 'exhausted' && other.ends === 'exhausted');
  expect(other).toEqual(one);
}

describe('a reduction changes no verdict and no state at rest', () => {
  const few = { numRuns: 25 };
  const short = anyKnobs.map((knobs) => ({ ...knobs, ops: 3 }));
  const withMutex = named.filter(({ revision }) =>
    scopeOf({ revision }).kernel.source.does('takesMutex'),
  );
  // Assumptions about readers that hold the mutex do not apply to a mutant that writes without it.
  const mutexLost = ['drop-lock', 'identity-without-mutex', 'no-mutex'];
  const locking = fc.oneof(
    fc.constantFrom(...withMutex),
    fc.constantFrom(...mistaken.filter(({ mutant }) => !mutexLost.includes(mutant))),
  );
  const callers: Roles[] = [
    ['hotplug', 'dcss'],
    ['hotplug', 'dumper-mutex', 'dumper-inverted'],
  ];
  const observed: Roles[] = [
    ['hotplug-unlocked', 'hotplug-unlocked'],
    ['dcss', 'dumper'],
  ];
  const equals: Roles[] = [
    ['hotplug-unlocked', 'hotplug-unlocked'],
    ['hotplug-unlocked', 'allocator', 'allocator'],
    ['dcss', 'dumper', 'dumper'],
    ['dumper-mutex', 'dumper-inverted', 'dumper-mutex', 'dumper-inverted'],
  ];
  const worldWith = (kernel: object, knobs: object, threads: Roles): Partial<World> =>
    ({ ...kernel, ...knobs, threads, dcss: loadable }) as Partial<World>;

  test.prop([locking, short, rolesOf(...callers, ...observed)], few)(
    'reads under the mutex are merged with the previous step',
    (kernel, knobs, threads) => {
      const world = worldWith(kernel, knobs, threads);
      expectSame(interleaved(world), interleaved({ ...world, merge: 'reads' }));
    },
  );

  test.prop([locking, short, rolesOf(...callers)], few)(
    'critical sections are merged',
    (kernel, knobs, threads) => {
      const world = worldWith(kernel, knobs, threads);
      expectSame(interleaved(world), interleaved({ ...world, merge: 'sections' }));
    },
  );

  test.prop([anyKernel, short, rolesOf(...equals), fc.constantFrom(Infinity, 1, 2)], few)(
    'equal threads are interchangeable',
    (kernel, knobs, threads, preemptions) => {
      const world = { ...worldWith(kernel, { ...knobs, ops: 2 }, threads), preemptions };
      expectSame(interleaved({ ...world, symmetry: 'none' }), interleaved(world));
    },
  );

  test.prop([anyKernel, short, rolesOf(...callers, ...observed, ...equals)], few)(
    'locks that only one role takes are omitted',
    (kernel, knobs, threads) => {
      // Its calls take a lock that the caller already holds.
      fc.pre(kernel.mutant !== 'locks-inverted');
      const world = worldWith(kernel, { ...knobs, ops: 2 }, threads);
      expectSame(interleaved({ ...world, locks: 'all' }), interleaved(world));
    },
  );

  test.prop([fc.constantFrom(...unlocked, ...named), short, rolesOf(...equals)], few)(
    'a path found with symmetry can be replayed without it',
    (kernel, knobs, threads) => {
      const scope = scopeOf(worldWith(kernel, { ...knobs, ops: 4 }, threads));
      const system = createInterleavedSystem(scope);
      const limits = { ...noLimits, stateCountMax };
      const { violations } = breadthFirst(ask(system, { invariants: allInvariants, limits }));
      for (const violation of violations) goneByReference(scope, system, violation);
    },
  );

  test.prop([anyKernel, short], few)(
    'one thread: whole operations and single steps agree',
    (kernel, knobs) => {
      const world = worldWith(kernel, knobs, []);
      const stepwise = interleaved({ ...world, threads: ['callers'] }, singleThreaded);
      expectSame(stepwise, wholeOperations(world));
    },
  );

  test.prop([anyKernel, anyKnobs, fc.constantFrom(2, 3, 4, Infinity)], { numRuns: 50 })(
    'the assignment of frames does not matter',
    (kernel, knobs, ops) => {
      const world = { ...kernel, ...knobs, ops } as Partial<World>;
      const names = knownBy('names', world);
      fc.pre(names.end === 'exhausted');
      const position = knownBy('position', world);
      expect({ ...position, stateCount: names.stateCount }).toEqual(names);
      expect(position.stateCount).toBe(position.rests.length);
      expect(names.stateCount).toBeGreaterThanOrEqual(position.stateCount);
      // The default search.
      const { end, broken } = reported(createMemorySystem(scopeOf(world)));
      expect({ end, broken }).toEqual({ end: names.end, broken: names.broken });
    },
  );

  test.prop([anyKernel, short, rolesOf(...callers, ...observed)], few)(
    'a bound on preemptions that is never reached',
    (kernel, knobs, threads) => {
      const world = worldWith(kernel, { ...knobs, ops: 2 }, threads);
      expectSame(interleaved(world), interleaved({ ...world, preemptions: 200 }));
    },
  );

  test.prop([anyKernel, short, rolesOf(...observed)], few)(
    'a bound on preemptions that is reached finds a subset',
    (kernel, knobs, threads) => {
      const world = worldWith(kernel, { ...knobs, ops: 2 }, threads);
      const [all, bounded] = [interleaved(world), interleaved({ ...world, preemptions: 1 })];
      fc.pre(all.ends === 'exhausted' && bounded.ends === 'exhausted');
      expect(all.broken).toEqual(expect.arrayContaining([...bounded.broken]));
      expect(all.rests).toEqual(expect.arrayContaining([...bounded.rests]));
    },
  );
});
