/**
 * The fast machine, used by searches, and the plain machine, compared with recordings of the real
 * code, agree. They share only programs and facts.
 */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { revisionNames } from '../../../src/subjects/vmem/kernel/revisions.ts';
import { mutantIds } from '../../../src/subjects/vmem/mutation/catalogue.ts';
import { ReferenceSystem } from '../../../src/subjects/vmem/plain/reference-system.ts';
import { ownText, readText } from '../../scenarios/text-twins.ts';
import { disagreement } from './lockstep.ts';
import { anyCallers, featuresOf, scopeOf, searchAll, type World } from './scopes.ts';

type Found = ReturnType<typeof searchAll>;

/** One name of each program: a program is its features. */
const programNames = [
  ...new Map(
    [...revisionNames].reverse().map((name) => [JSON.stringify(featuresOf(name)), name]),
  ).values(),
].reverse();

test('some revisions have the programs of others', () => {
  const others = revisionNames.filter((name) => !programNames.includes(name));
  expect(others).toEqual(['v1-1', 'v2-1', 'linux-5.9-rc1']);
});

/** The whole result of a search, except how states are stored. */
function reported({ end, violations, ...counts }: Found) {
  const { stateCount, transitionCount, stepCount, depth, judgedCounts, goalsReached } = counts;
  const broken = violations.map((v) => `${v.invariant.id} ${v.depth}/${v.steps}, ${v.count} times`);
  return { end, stateCount, transitionCount, stepCount, depth, judgedCounts, goalsReached, broken };
}

const both = (over: Partial<World>) => ({
  vector: reported(searchAll(createMemorySystem(scopeOf(over)))),
  reference: reported(searchAll(new ReferenceSystem(scopeOf(over)))),
});

const recycled: Partial<World> = { fresh: 'recycled', online: true };

const scopes: Readonly<Record<string, Partial<World>>> = {
  'two sections, one failure, recycled memory': { ...recycled, failAllocs: 1 },
  'five levels': { geometry: 'tiny5', failAllocs: 1 },
  'four levels, memory full of 0xFD, EDAT1 only': {
    geometry: 'tiny4',
    fresh: 'unused',
    edat2: false,
    structPage: 56,
    online: true,
  },
  'pages only, one failure': { edat1: false, edat2: false, blocks: [[2]], failAllocs: 1 },
  KASAN: { kasan: true, blocks: [[1], [2]], failAllocs: 1 },
  'vmalloc near, and a DCSS': {
    vmalloc: 'near',
    dcss: { start: 0x40000, end: 0x45000 },
    blocks: [[2]],
    failAllocs: 1,
  },
  'boot memory in a leaf that two sections share': {
    ...recycled,
    sectionSize: 128,
    blocks: [[4], [5]],
    boot: [4, 5],
    failAllocs: 1,
  },
  'boot memory under KASAN': {
    ...recycled,
    kasan: true,
    sectionSize: 128,
    blocks: [[4], [5]],
    boot: [4, 5],
  },
  // A second mistake can correct a counter, which the fast machine does not notice.
  'memory that boot did not count, and one range over it': {
    ...anyCallers,
    sectionSize: 128,
    uncounted: [4, 5],
    identityPoints: [32, 40, 48],
    ops: 1,
  },
  'any memmap ranges': { ...anyCallers, memmapPages: 5, online: true },
};

describe.each(Object.entries(scopes))('%s', (_name, over) => {
  test.each(programNames)('%s', (revision) => {
    const { vector, reference } = both({ ...over, revision });
    expect(vector.end).toEqual({ kind: 'exhausted' });
    expect(vector).toEqual(reference);
  });
});

/** s390 has memmap-on-memory since 6.8. */
const withAltmaps = ['mainline', 'linux-6.12', 'linux-7.2', 'mainline+keepsErrorCode'];

describe.each([
  ['an altmap beside the page allocator, in a shared block', { blocks: [[2], [3]], altmap: [3] }],
  ['two altmaps that share a block', { blocks: [[2], [3]], altmap: [2, 3] }],
  ['an altmap for two sections', { blocks: [[1], [2, 3]], altmap: [2, 3], structPage: 64 }],
])('%s', (_name, over) => {
  test.each(withAltmaps)('%s', (revision) => {
    const { vector, reference } = both({ ...recycled, ...over, failAllocs: 1, revision });
    expect(vector.end).toEqual({ kind: 'exhausted' });
    expect(vector).toEqual(reference);
  });
});

test('a text that takes no memory from its altmap', async () => {
  const revision = await readText(ownText);
  const { vector, reference } = both({
    ...recycled,
    revision,
    blocks: [[2], [3]],
    altmap: [3],
    failAllocs: 1,
  });
  expect(vector.end).toEqual({ kind: 'exhausted' });
  expect(vector).toEqual(reference);
});

describe('any identity ranges', () => {
  const identity: Partial<World> = { ...anyCallers, identityPages: 6, identityFirst: 2, ops: 3 };
  /** The code before both series, under three names. */
  const old = ['base', 'v1-1', 'v2-1'];

  test.each(revisionNames.filter((name) => !old.includes(name)))('%s', (revision) => {
    const { vector, reference } = both({ ...identity, revision });
    expect(vector).toEqual(reference);
  });

  /**
   * The one known difference: old code counts leaves that it overwrites, and uncounts leaves that it
   * did not count. The fast machine remembers that a counter was wrong, so it reports it more often,
   * and does not distinguish a wrong counter from one where two mistakes cancel out; the plain
   * machine recounts. Everything else is equal, including the shortest path to each violation.
   */
  test.each(old)('%s, where a wrong counter can become correct again', (revision) => {
    const { vector, reference } = both({ ...identity, revision });
    const known = ({ stateCount, broken }: typeof vector) => [stateCount, broken.at(-1)];
    const rest = (of: typeof vector) => ({ ...of, stateCount: 0, broken: of.broken.slice(0, -1) });
    expect(known(vector)).toEqual([804, 'direct-map-counters 2/20, 4822 times']);
    expect(known(reference)).toEqual([805, 'direct-map-counters 2/20, 4561 times']);
    expect(rest(vector)).toEqual(rest(reference));
  });
});

const anyWorld: fc.Arbitrary<Partial<World>> = fc
  .record({
    kernel: fc.oneof(
      fc.record({ revision: fc.constantFrom(...revisionNames), mutant: fc.constant(null) }),
      fc.record({ revision: fc.constant('strict-order'), mutant: fc.constantFrom(...mutantIds) }),
    ),
    knobs: fc.record({
      geometry: fc.constantFrom('tiny3', 'tiny4', 'tiny5'),
      structPage: fc.constantFrom(16, 48, 56, 64, 72),
      edat1: fc.boolean(),
      edat2: fc.boolean(),
      debugPagealloc: fc.boolean(),
      kasan: fc.boolean(),
      online: fc.boolean(),
      fresh: fc.constantFrom('zero', 'unused', 'recycled'),
      failAllocs: fc.constantFrom(0, 1, 2, Infinity),
      faults: fc.constantFrom('end', 'go-on'),
      ops: fc.constantFrom(10, Infinity),
    }),
    callers: fc.oneof(
      fc.record({
        vmalloc: fc.constantFrom('far', 'near'),
        blocks: fc.constantFrom([[2], [3]], [[1], [2]], [[0], [1]], [[2, 3]], [[4], [5]]),
        dcss: fc.constantFrom(null, { start: 0x70000, end: 0x75000 }),
        sectionSize: fc.constantFrom(256, 128),
        isBooted: fc.constantFrom(0, 0, 1, 2),
        hasAltmap: fc.boolean(),
      }),
      fc.record({
        contract: fc.constant('any'),
        blocks: fc.constant([]),
        memmapPages: fc.constant(6),
        memmapFirst: fc.nat({ max: 5 }),
      }),
      fc.record({
        contract: fc.constant('any'),
        blocks: fc.constant([]),
        identityPages: fc.constant(6),
        identityFirst: fc.nat({ max: 20 }),
      }),
    ),
  })
  .map(
    ({ kernel, knobs, callers }) =>
      ({ ...kernel, ...knobs, ...withBoot(kernel, knobs, callers) }) as Partial<World>,
  );

/** The first sections are boot memory, unless boot crashes; memmap consists of whole pages. */
function withBoot(
  { revision }: { readonly revision: string },
  { geometry, structPage }: { readonly geometry: string; readonly structPage: number },
  callers: {
    readonly blocks: readonly (readonly number[])[];
    readonly isBooted?: number;
    readonly hasAltmap?: boolean;
    readonly sectionSize?: number;
  },
) {
  const { isBooted = 0, hasAltmap = false, sectionSize = 256, ...rest } = callers;
  const last = isBooted === 0 && withAltmaps.includes(revision) ? callers.blocks.at(-1) : [];
  const boots = geometry === 'tiny3' || featuresOf(revision).linksPudTable;
  return {
    ...rest,
    sectionSize: structPage % 16 === 0 ? sectionSize : 256,
    altmap: hasAltmap ? last : [],
    boot: boots ? callers.blocks.flat().slice(0, isBooted) : [],
  };
}

const anyNumbers = fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 120 });

property.prop([anyWorld, anyNumbers], { numRuns: 400 })(
  'side by side, with the same choices, they report the same for every step',
  (world, numbers) => {
    expect(disagreement(world, numbers, 30)).toBe(null);
  },
);

/** The kernel's own order: `strict-order`, where the other mistakes are, frees after the flush. */
const mistakenKernel = fc.constantFrom(
  ...mutantIds.map((mutant) => ({ revision: 'linux-7.2', mutant })),
);
const altmapKnobs = fc.record({
  geometry: fc.constantFrom('tiny3', 'tiny4'),
  structPage: fc.constantFrom(48, 56, 64),
  edat1: fc.boolean(),
  edat2: fc.constant(false),
  online: fc.boolean(),
  fresh: fc.constantFrom('zero', 'recycled'),
  failAllocs: fc.constantFrom(0, 1),
  blocks: fc.constantFrom([[2], [3]], [[1], [2, 3]]),
  altmap: fc.constantFrom([], [2, 3]),
});

property.prop([mistakenKernel, altmapKnobs, anyNumbers], { numRuns: 120 })(
  'side by side with a mistake in the order of the kernel, with and without altmaps',
  (kernel, knobs, numbers) => {
    const sections = knobs.blocks.flat();
    const altmap = knobs.altmap.filter((section) => sections.includes(section));
    const world = { ...kernel, ...knobs, altmap } as Partial<World>;
    expect(disagreement(world, numbers, 30)).toBe(null);
  },
);

/** Ranges over memory that boot mapped and did not count, on both machines. */
const uncountedWorld: fc.Arbitrary<Partial<World>> = fc
  .record({
    kernel: fc.oneof(
      fc.record({ revision: fc.constantFrom(...revisionNames), mutant: fc.constant(null) }),
      mistakenKernel,
    ),
    knobs: fc.record({
      geometry: fc.constantFrom('tiny3', 'tiny4'),
      edat1: fc.constant(true),
      edat2: fc.boolean(),
      sectionSize: fc.constantFrom(256, 128),
      structPage: fc.constantFrom(48, 64),
      uncounted: fc.constantFrom([4], [4, 5], [3]),
      failAllocs: fc.constantFrom(0, 1),
    }),
    ranges: fc.oneof(
      fc.record({ identityPages: fc.constant(6), identityFirst: fc.nat({ max: 42 }) }),
      fc.record({ identityPoints: fc.constantFrom([32, 40, 48], [28, 33, 36, 40, 44, 50]) }),
    ),
  })
  .map(({ kernel, knobs, ranges }) => {
    const linked = knobs.geometry === 'tiny3' || featuresOf(kernel.revision).linksPudTable;
    return {
      ...anyCallers,
      ...kernel,
      ...knobs,
      ...ranges,
      uncounted: linked ? knobs.uncounted : [],
    } as Partial<World>;
  });

property.prop([uncountedWorld, anyNumbers], { numRuns: 120 })(
  'side by side over memory that boot did not count',
  (world, numbers) => {
    expect(disagreement(world, numbers, 30)).toBe(null);
  },
);
