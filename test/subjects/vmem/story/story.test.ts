/** The story of a counterexample, whole: what a kernel developer gets to read. */
import { describe, expect, test } from 'vitest';
import type { Counterexample } from '../../../../src/counterexample/counterexample.ts';
import { buildScope } from '../../../../src/subjects/vmem/build-scope.ts';
import { execute } from '../../../../src/subjects/vmem/execution/executor.ts';
import { tellStory } from '../../../../src/subjects/vmem/story/story.ts';
import { lineColumns } from '../../../../src/text/paragraph.ts';
import {
  counterexampleOf,
  falseSuccess,
  invariantOf,
  neighbourMarked,
  step,
} from '../../../support/counterexamples.ts';

function story(counterexample: Counterexample, file: string | null = null): string {
  const { operations } = execute(buildScope(counterexample.request), counterexample);
  const invariant = invariantOf(counterexample.invariant);
  return tellStory({ counterexample, operations, invariant, file });
}

const oneLeaf = { edat1: false, edat2: false };

test('a false success is told call by call, and the pointer stands at the return', () => {
  expect(story(falseSuccess(), 'out/x.json')).toMatchInlineSnapshot(`
    "linux-5.10 violates success-means-mapped
    A call that returns 0 leaves its whole range mapped.

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

     1. add section 2 (allocation 7 fails)
         vmem_add_mapping(0x20000, 0x10000)
           alloc p4d table t1
           set pgd 0x0 -> t1
           alloc pud table t2
           set p4d 0x20000 -> t2
           set pud 0x20000 -> identity
           count direct-map pud leaves +1
           = 0
         vmemmap_populate(0x8c000, 0x92000)
           alloc p4d table t3
           set pgd 0x80000 -> t3
           alloc pud table t4
           set p4d 0x80000 -> t4
           alloc pmd table t5
           set pud 0x80000 -> t5
           alloc block b1
           set pmd 0x8c000 -> b1
           alloc pmd table: FAILS
           = 0
           <-- here: a call returned 0 and part of its range is not mapped

    Why it matters: The caller goes on and uses memory that is not there.
    Promised by: contract of vmemmap_populate() and vmem_add_mapping().
    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes or what it held when it was freed; runs of any length;
      one thread calls vmem.c; nobody walks the tables meanwhile; a TLB may
      hold whatever was reachable since the last flush; a flush drops it
      all.
    Reproduce:
      tablewalk replay out/x.json
    Found again by:
      tablewalk check --revision linux-5.10 \\
        --invariants success-means-mapped"
  `);
});

test('a violation at a step: the pointer stands at the step', () => {
  expect(story(neighbourMarked())).toMatchInlineSnapshot(`
    "linux-5.10 violates live-memmap-not-marked
    The memmap of a live section is never overwritten with the unused mark.

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

     1. add section 2 (allocation 7 fails): ok
         vmem_add_mapping(0x20000, 0x10000) = 0
         vmemmap_populate(0x8c000, 0x92000) = 0
     2. add section 3
         vmem_add_mapping(0x30000, 0x10000)
           set pud 0x30000 -> identity
           count direct-map pud leaves +1
           = 0
         vmemmap_populate(0x92000, 0x98000)
           alloc pmd table t6
           set pud 0x90000 -> t6
           alloc block b2
           set pmd 0x90000 -> b2
           memset 0x92000 +1536 = 0
           memset 0x90000 +8192 = 0xFD
           <-- here: live memmap was overwritten with 0xFD
           alloc block b3
           set pmd 0x94000 -> b3
           = 0

    Why it matters: Struct pages in use turn into 0xFD.
    Promised by: 280abe14b6e0, the same bug in the x86 port.
    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes or what it held when it was freed; runs of any length;
      one thread calls vmem.c; nobody walks the tables meanwhile; a TLB may
      hold whatever was reachable since the last flush; a flush drops it
      all.
    Reproduce:
      tablewalk check --revision linux-5.10 \\
        --invariants live-memmap-not-marked"
  `);
});

test('what follows the violation is told shortly', () => {
  const fallback = counterexampleOf('flush-before-free', [step('add', 2), step('remove', 2)], 0);
  const counterexample = { ...fallback, request: { ...fallback.request, ...oneLeaf } };
  const told = story(counterexample).split('\n');
  const from = told.findIndex((line) => line.startsWith(' 2. '));
  expect(told.slice(from, told.indexOf('', from)).join('\n')).toMatchInlineSnapshot(`
    " 2. remove section 2
         vmemmap_free(0x8c000, 0x92000)
           free page p1
           <-- here: something was freed while a TLB may hold it
           clear pte 0x8c000 (was p1)
           free page p2
           ... 16 steps not shown ...
           free table t8
           clear pgd 0x80000 (was t8)
           flush TLB 0x8c000-0x92000
         vmem_remove_mapping(0x20000, 0x10000)"
  `);
});

describe('every story', () => {
  const stories = [falseSuccess(), neighbourMarked()].map((one) => story(one, 'out/x.json'));

  test.each(stories)('fits 72 columns', (told) => {
    const long = told.split('\n').filter((line) => line.length > lineColumns());
    expect(long).toEqual([]);
  });

  test.each(stories)('is plain ASCII', (told) => {
    expect(told).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
