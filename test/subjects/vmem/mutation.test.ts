/**
 * The mutation gate: every mistake in the kernel is detected by an invariant, and every invariant
 * detects one. An invariant kills a mutant if the mutant violates it in a scope where the unchanged
 * kernel does not. That kernel is `strict-order`, the only one that upholds every claim.
 */
import { describe, expect, test } from 'vitest';
import { allInvariantIds, invariantIds } from '../../../src/invariants/catalogue.ts';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { mutantIds } from '../../../src/subjects/vmem/mutation/catalogue.ts';
import { threadMutants } from '../../../src/subjects/vmem/mutation/thread-mutants.ts';
import { brokenIn } from '../../scenarios/threads/thread-twins.ts';
import { scopeOf, searchAll, type World } from './scopes.ts';

const threadMutantIds = threadMutants.map(({ id }) => id);
const kernel: Partial<World> = { revision: 'strict-order', failAllocs: 1, online: true };

/** Together they reach all levels of tables, both sizes of memmap, and both kinds of reserved table. */
const scopes: readonly Partial<World>[] = [
  { geometry: 'tiny5', fresh: 'recycled' },
  { geometry: 'tiny5', kasan: true, blocks: [[0], [1]] },
  { geometry: 'tiny5', edat1: false, edat2: false, blocks: [[2]], fresh: 'recycled' },
  {
    geometry: 'tiny5',
    edat2: false,
    dcss: { start: 0x10000, end: 0x15000 },
    blocks: [[2]],
    fresh: 'recycled',
  },
  { structPage: 72, vmalloc: 'near', blocks: [[0], [1]], fresh: 'unused', failAllocs: 0 },
];

function violatedIn(scope: Partial<World>, mutant: string | null): string[] {
  const system = createMemorySystem(scopeOf({ ...kernel, ...scope, mutant }));
  const { end, violations } = searchAll(system);
  expect(end.kind).toBe('exhausted');
  return violations.map(({ invariant }) => invariant.id);
}

const unmutated = scopes.map((scope) => violatedIn(scope, null));
const killers = new Map(mutantIds.map((mutant) => [mutant, killersOf(mutant)]));

function killersOf(mutant: string): string[] {
  const killing = scopes.flatMap((scope, index) =>
    violatedIn(scope, mutant).filter((id) => !unmutated[index].includes(id)),
  );
  return invariantIds.filter((id) => killing.includes(id));
}

test('the unchanged kernel upholds every claim, except after a failure with KASAN', () => {
  // With KASAN, reserved tables stay by design, including those made by a failed add.
  expect(unmutated).toEqual([[], ['failure-is-undone'], [], [], []]);
});

test('no mutant survives, except those that only a second thread can detect', () => {
  const survivors = [...killers].filter(([, by]) => by.length === 0).map(([mutant]) => mutant);
  const noticedAlone = ['unlock-forgotten', 'locked-again'];
  expect(survivors).toEqual(threadMutantIds.filter((id) => !noticedAlone.includes(id)));
});

test('every invariant kills a mutant, except the one about the core, which no mistake in vmem.c violates', () => {
  const killing = [...killers.values()].flat();
  expect(invariantIds.filter((id) => !killing.includes(id))).toEqual(['memory-goes-with-memmap']);
});

test('the kill table', () => {
  const lines = [...killers].map(([mutant, by]) => `${mutant}: ${by.join(' ')}`);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "drop-flush: flush-before-free flush-before-reuse flush-before-unlock
    drop-free-block: no-leaked-memmap failure-is-undone
    drop-free-page: no-leaked-memmap failure-is-undone
    drop-free-pte-table: no-leaked-tables failure-is-undone
    drop-free-pmd-table: no-leaked-tables failure-is-undone
    drop-clear-block: freed-once
    drop-clear-identity: identity-coverage direct-map-counters
    drop-clear-pte: identity-coverage failure-is-undone freed-once direct-map-counters
    drop-mark-used: vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    drop-mark-unused: no-leaked-memmap
    drop-mark-tail: no-leaked-memmap
    drop-set-tail: no-leaked-memmap
    drop-reset-tail: vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    drop-count-2g: direct-map-counters
    drop-count-1m: direct-map-counters
    drop-count-4k: direct-map-counters
    drop-lock: writes-under-mutex
    identity-without-mutex: writes-under-mutex
    drop-set-table: walk-stays-in-tables
    drop-set-identity: no-leaked-tables identity-coverage success-means-mapped failure-is-undone direct-map-counters
    drop-last-identity-page: no-leaked-tables identity-coverage success-means-mapped direct-map-counters
    free-block-twice: freed-once
    free-table-twice: freed-once
    count-twice: direct-map-counters
    unlock-before-flush: flush-before-free flush-before-unlock
    scan-table-always-empty: no-leaked-tables no-leaked-memmap identity-coverage vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped direct-map-counters
    scan-pte-table-never-empty: no-leaked-tables failure-is-undone
    scan-table-inverted: no-leaked-tables no-leaked-memmap identity-coverage vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped direct-map-counters
    block-always-unused: vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    block-never-unused: no-leaked-memmap
    tail-always-continues: vmemmap-coverage live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    tail-never-set: no-leaked-memmap unused-tail-valid
    leaf-read-as-none: no-leaked-memmap identity-coverage
    leaf-read-as-table: walk-stays-in-tables
    leaf-overwritten: no-leaked-memmap identity-coverage failure-is-undone direct-map-counters no-overwritten-entry
    mark-page-short: no-leaked-memmap
    mark-whole-block: vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    mark-used-at-block-start: vmemmap-coverage failure-is-undone live-memmap-not-marked live-memmap-not-zeroed unused-means-unused unused-tail-valid no-write-unmapped
    mark-used-a-page-late: vmemmap-coverage live-memmap-not-marked live-memmap-not-zeroed unused-means-unused no-write-unmapped
    flush-one-page: flush-covers-range
    tail-a-page-early: live-memmap-not-marked unused-tail-valid
    count-wrong-way: direct-map-counters
    error-lost: identity-coverage vmemmap-coverage success-means-mapped live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    no-rollback: no-leaked-tables no-leaked-memmap failure-is-undone
    no-table-freed: no-leaked-tables failure-is-undone
    no-mutex: writes-under-mutex
    no-marks: no-leaked-memmap
    no-memmap-freed: no-leaked-memmap
    free-before-clear: no-dangling-entry flush-before-free
    flush-range-only: flush-covers-range
    error-code-lost: identity-coverage vmemmap-coverage success-means-mapped live-memmap-not-marked unused-means-unused no-write-unmapped
    reserved-test-dropped: reserved-tables-kept
    continued-part-unmarked: vmemmap-coverage live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    looks-before-lock: 
    unlocked-to-allocate: 
    unlock-forgotten: locks-released no-self-deadlock
    locked-again: no-self-deadlock
    locks-inverted: 
    memmap-without-protection: entries-well-formed
    scan-without-end: calls-end
    address-after-clear: no-use-after-clear
    error-without-value: no-undefined-behaviour
    pud-table-not-linked: walk-stays-in-tables
    kasan-test-swapped: no-leaked-tables reserved-tables-kept
    front-marked-too-late: no-leaked-memmap vmemmap-coverage failure-is-undone live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    rest-of-block-not-marked: no-leaked-memmap
    shared-block-cleared-whole: vmemmap-coverage live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    pud-table-never-freed: no-leaked-tables failure-is-undone
    rollback-forgets-one: no-leaked-memmap failure-is-undone
    unaligned-part-not-populated: vmemmap-coverage success-means-mapped live-memmap-not-marked unused-means-unused unused-tail-valid no-write-unmapped
    leaf-removed-whole: no-leaked-tables failure-is-undone
    failed-add-ignored: identity-coverage success-means-mapped
    rollback-subtracts-more: failure-is-undone direct-map-counters
    table-freed-before-flush: flush-before-free
    flush-too-early: flush-before-free flush-before-unlock flush-covers-range
    wrong-block-freed: freed-once"
  `);
});

describe('with a second thread', () => {
  const shared: Partial<World> = {
    geometry: 'tiny5',
    structPage: 64,
    blocks: [[2]],
    dcss: { start: 0x30000, end: 0x31000 },
  };
  const worlds: readonly Partial<World>[] = [
    { ...shared, threads: ['hotplug', 'dcss'] },
    { ...shared, geometry: 'tiny3', threads: ['dcss', 'dumper-mutex', 'dumper-mutex'] },
  ];

  function brokenWith(mutant: string | null): string[] {
    const broken = worlds.flatMap((world) => brokenIn({ ...kernel, ...world, mutant }));
    return allInvariantIds.filter((id) => broken.includes(id));
  }

  test('the unchanged kernel upholds every claim', () => {
    expect(brokenWith(null)).toEqual([]);
  });

  test('mistakes in locking are detected', () => {
    const lines = threadMutantIds.map((mutant) => `${mutant}: ${brokenWith(mutant).join(' ')}`);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "looks-before-lock: walk-stays-in-tables no-overwritten-entry
      unlocked-to-allocate: walk-stays-in-tables no-overwritten-entry
      unlock-forgotten: locks-released no-deadlock
      locked-again: no-self-deadlock no-deadlock
      locks-inverted: no-deadlock"
    `);
  });
});
