/**
 * Every feature has an effect: removing it from a revision changes the reachable states, the steps,
 * or a verdict.
 */
import { expect, test } from 'vitest';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { type Feature, featureNames } from '../../../src/subjects/vmem/kernel/features.ts';
import { anyCallers, featuresOf, scopeOf, searchAll, type World } from './scopes.ts';

/** A 2 GiB leaf of four segments, with a boundary between the first two. */
const partLeaf: Partial<World> = { identityPoints: [16, 20, 32] };

/** A revision with the feature, and a small scope in which it has an effect. */
const where: Readonly<Record<Feature, Partial<World>>> = {
  removesRecursively: { revision: 'v1-2', edat2: false },
  addsRecursively: { revision: 'v2-2', ...anyCallers, identityPages: 2, ops: 2 },
  freesMemmap: { revision: 'v2-3' },
  walksMemmapRecursively: { revision: 'v2-3' },
  undoesFailedPopulate: { revision: 'v2-7', failAllocs: 2 },
  takesMutex: { revision: 'v2-5' },
  undoesUnderOneLock: { revision: 'v2-7', failAllocs: 2 },
  freesEmptyTables: { revision: 'v2-6' },
  fallsBackToPages: { revision: 'v2-7', failAllocs: 1 },
  marksUnusedParts: { revision: 'v2-8' },
  defersTailMarks: { revision: 'v2-9' },
  linksPudTable: { revision: 'linux-5.9', geometry: 'tiny4' },
  kasanTestIntersects: {
    revision: 'linux-5.10',
    kasan: true,
    geometry: 'tiny5',
    blocks: [[1], [2]],
  },
  refusesVmallocRange: { revision: 'mainline', vmalloc: 'near', ...anyCallers, memmapPages: 2 },
  lowcoreAtBound: { revision: 'linux-6.12', vmalloc: 'near', ...anyCallers, memmapPages: 2 },
  splitsLargeLeaves: { revision: 'linux-7.2', ...anyCallers, ...partLeaf, failAllocs: 1 },
  acceptsKasanShadow: { revision: 'linux-7.2', boot: [2], kasan: true },
  freesBootMemory: { revision: 'linux-7.2', boot: [2] },
  checksSplit: { revision: 'linux-7.2+checksSplit', ...anyCallers, ...partLeaf, failAllocs: 1 },
  splitsUnderCpaMutex: { revision: 'linux-7.2+splitsUnderCpaMutex', ...anyCallers, ...partLeaf },
  largeLeafAtZero: { revision: 'mainline', blocks: [[0]] },
  keepsErrorCode: { revision: 'error-kept', failAllocs: 1 },
  marksContinuedPart: { revision: 'part-marked', fresh: 'recycled' },
  freesAfterFlush: { revision: 'strict-order' },
  flushesWholeEntries: { revision: 'strict-order' },
};

function look(world: Partial<World>, feature: Feature, isOn: boolean) {
  const features = { ...featuresOf(world.revision ?? ''), [feature]: isOn };
  const found = searchAll(createMemorySystem(scopeOf(world, features)));
  expect(found.end).toEqual({ kind: 'exhausted' });
  return {
    violated: found.violations.map(({ invariant }) => invariant.id),
    size: `${found.stateCount} states, ${found.stepCount} steps`,
  };
}

/** The effect of a feature: states, steps, and claims violated only with it or only without it. */
function changeBy(feature: Feature): string {
  const world = where[feature];
  expect(featuresOf(world.revision ?? '')[feature]).toBe(true);
  const on = look(world, feature, true);
  const off = look(world, feature, false);
  expect([feature, on.size, on.violated]).not.toEqual([feature, off.size, off.violated]);
  const mended = off.violated.filter((id) => !on.violated.includes(id));
  const broken = on.violated.filter((id) => !off.violated.includes(id));
  const reported = [
    `${feature} in ${world.revision}: ${off.size} -> ${on.size}`,
    ...mended.map((id) => `mends ${id}`),
    ...broken.map((id) => `breaks ${id}`),
  ];
  return reported.join('\n  ');
}

test('the effect of each feature', () => {
  expect(featureNames.map(changeBy).join('\n')).toMatchInlineSnapshot(`
    "removesRecursively in v1-2: 9 states, 458 steps -> 9 states, 422 steps
    addsRecursively in v2-2: 13 states, 283 steps -> 10 states, 270 steps
      mends direct-map-counters
    freesMemmap in v2-3: 9 states, 182 steps -> 7 states, 192 steps
      breaks no-leaked-tables
      breaks no-dangling-entry
      breaks flush-before-free
    walksMemmapRecursively in v2-3: 7 states, 200 steps -> 7 states, 192 steps
    undoesFailedPopulate in v2-7: 27 states, 7837 steps -> 27 states, 8728 steps
      mends no-leaked-tables
    takesMutex in v2-5: 7 states, 192 steps -> 7 states, 220 steps
      mends writes-under-mutex
    undoesUnderOneLock in v2-7: 27 states, 8950 steps -> 27 states, 8728 steps
    freesEmptyTables in v2-6: 7 states, 220 steps -> 5 states, 178 steps
      mends no-leaked-tables
      breaks flush-covers-range
    fallsBackToPages in v2-7: 6 states, 728 steps -> 20 states, 2284 steps
      mends failure-is-undone
    marksUnusedParts in v2-8: 5 states, 178 steps -> 8 states, 342 steps
      mends no-leaked-memmap
    defersTailMarks in v2-9: 8 states, 342 steps -> 10 states, 455 steps
    linksPudTable in linux-5.9: 1 states, 8 steps -> 10 states, 615 steps
      mends walk-stays-in-tables
      breaks no-dangling-entry
      breaks flush-before-free
      breaks flush-covers-range
    kasanTestIntersects in linux-5.10: 8 states, 634 steps -> 9 states, 680 steps
      mends no-leaked-tables
      mends reserved-tables-kept
    refusesVmallocRange in mainline: 11 states, 625 steps -> 10 states, 702 steps
      breaks reserved-tables-kept
    largeLeafAtZero in mainline: 2 states, 95 steps -> 2 states, 49 steps
    lowcoreAtBound in linux-6.12: 10 states, 702 steps -> 11 states, 625 steps
      mends reserved-tables-kept
    freesBootMemory in linux-7.2: 19 states, 866 steps -> 19 states, 866 steps
      mends no-leaked-tables
      mends no-leaked-memmap
    acceptsKasanShadow in linux-7.2: 19 states, 866 steps -> 19 states, 958 steps
    splitsLargeLeaves in linux-7.2: 8 states, 335 steps -> 5 states, 294 steps
      mends identity-coverage
      breaks walk-stays-in-tables
    checksSplit in linux-7.2+checksSplit: 5 states, 294 steps -> 12 states, 709 steps
      mends walk-stays-in-tables
      breaks identity-coverage
    splitsUnderCpaMutex in linux-7.2+splitsUnderCpaMutex: 5 states, 274 steps -> 5 states, 280 steps
    keepsErrorCode in error-kept: 39 states, 3697 steps -> 35 states, 3427 steps
      mends vmemmap-coverage
      mends success-means-mapped
      mends live-memmap-not-marked
      mends unused-means-unused
    marksContinuedPart in part-marked: 93 states, 5098 steps -> 63 states, 3388 steps
      mends vmemmap-coverage
      mends live-memmap-not-marked
      mends unused-means-unused
      mends unused-tail-valid
    freesAfterFlush in strict-order: 10 states, 456 steps -> 10 states, 456 steps
      mends no-dangling-entry
      mends flush-before-free
    flushesWholeEntries in strict-order: 10 states, 456 steps -> 10 states, 456 steps
      mends flush-covers-range"
  `);
});
