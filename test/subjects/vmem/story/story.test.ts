/** Complete stories of counterexamples, as a kernel developer reads them. */

import { describe, expect, test } from 'vitest';
import type { Counterexample } from '../../../../src/counterexample/counterexample.ts';
import { storyText } from '../../../../src/counterexample/story.ts';
import { vmem } from '../../../../src/subjects/vmem/subject.ts';
import { lineColumns } from '../../../../src/text/paragraph.ts';
import {
  counterexampleOf,
  falseSuccess,
  invariantOf,
  neighbourMarked,
  step,
} from '../../../support/counterexamples.ts';

function story(counterexample: Counterexample, file: string | null = null): string {
  const invariant = invariantOf(counterexample.invariant);
  return storyText(vmem, { counterexample, invariant, file });
}

const oneLeaf = { edat1: false, edat2: false };

test('a false success is shown call by call, with the marker at the return', () => {
  expect(story(falseSuccess(), 'out/x.json')).toMatchInlineSnapshot(`
    "linux-5.10 violates success-means-mapped
    A call that returns 0 leaves its whole range mapped.

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

     1. add section 2 (allocation 7 fails)
         vmem_add_mapping(0x20000, 0x10000) = 0
         vmemmap_populate(0x8c000, 0x92000) = 0
           16  alloc p4d table t3
           17  set pgd 0x80000 -> t3
           20  alloc pud table t4
           21  set p4d 0x80000 -> t4
           24  alloc pmd table t5
           25  set pud 0x80000 -> t5
           28  alloc block b1
           29  set pmd 0x8c000 -> b1
           31  alloc pmd table: FAILS (allocation 7)
               return = 0
               <-- here: a call returned 0 and part of its range is not
                   mapped
         changed so far: identity +0x20000-0x30000; tables +t1 ... t5 (5);
           memmap +b1 at 0x8c000; pud leaves counted 0 -> 1; live memmap NOT
           mapped: 0x90000-0x92000
         (9 of 32 steps shown; tablewalk show --all-steps shows all)

    Why it matters: The caller uses memory that is not mapped.
    Promised by: contract of vmemmap_populate() and vmem_add_mapping().
    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes or its content from when it was freed; runs of any
      length; one thread calls vmem.c; no other thread walks the tables; a
      TLB may hold whatever was reachable since the last flush; a flush
      drops everything.
    Reproduce:
      tablewalk replay out/x.json
    Reproduce with:
      tablewalk check --revision linux-5.10 \\
        --invariants success-means-mapped"
  `);
});

test('a violation at a step: the marker is at the step', () => {
  expect(story(neighbourMarked())).toMatchInlineSnapshot(`
    "linux-5.10 violates live-memmap-not-marked
    The memmap of a live section is never overwritten with the unused mark.

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

     1. add section 2 (allocation 7 fails)
         vmem_add_mapping(0x20000, 0x10000) = 0
         vmemmap_populate(0x8c000, 0x92000) = 0
           31  alloc pmd table: FAILS (allocation 7)
               return = 0
               <-- at rest a live page of memmap is not mapped
               <-- a call returned 0 and part of its range is not mapped
         changed: identity +0x20000-0x30000; tables +t1 ... t5 (5); memmap
           +b1 at 0x8c000; pud leaves counted 0 -> 1; live memmap NOT
           mapped: 0x90000-0x92000
     2. add section 3
         vmem_add_mapping(0x30000, 0x10000) = 0
         vmemmap_populate(0x92000, 0x98000) = 0
           48  alloc pmd table t6
           49  set pud 0x90000 -> t6
           52  alloc block b2
           53  set pmd 0x90000 -> b2
           55  memset 0x92000 +1536 = 0
           56  memset 0x90000 +8192 = 0xFD
               <-- here: live memmap was overwritten with 0xFD
           58  alloc block b3
           59  set pmd 0x94000 -> b3
         changed so far: identity +0x30000-0x40000; tables +t6 (pmd); memmap
           +b2 at 0x90000; 0xFD in b2: 0x90000-0x92000; pud leaves counted 1
           -> 2; live memmap is all mapped again
         (9 of 60 steps shown)

    Why it matters: Struct pages in use turn into 0xFD.
    Promised by: 280abe14b6e0, the same bug in the x86 port.
    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes or its content from when it was freed; runs of any
      length; one thread calls vmem.c; no other thread walks the tables; a
      TLB may hold whatever was reachable since the last flush; a flush
      drops everything.
    Reproduce:
      tablewalk check --revision linux-5.10 \\
        --invariants live-memmap-not-marked"
  `);
});

test('steps after the violation are summarised', () => {
  const fallback = counterexampleOf('flush-before-free', [step('add', 2), step('remove', 2)], 0);
  const counterexample = { ...fallback, request: { ...fallback.request, ...oneLeaf } };
  const reported = story(counterexample).split('\n');
  const from = reported.findIndex((line) => line.startsWith(' 2. '));
  expect(reported.slice(from, reported.indexOf('', from)).join('\n')).toMatchInlineSnapshot(`
    " 2. remove section 2
         vmemmap_free(0x8c000, 0x92000)
           121  free page p1
                <-- here: something was freed while a TLB may hold it
           122  clear pte 0x8c000 (was p1)
           124  free page p2
         vmem_remove_mapping(0x20000, 0x10000)
         changed so far: memmap -p1 at 0x8c000; an entry names the freed p1
           (0x8c000-0x8d000)
         (3 of 248 steps shown)"
  `);
});

describe('every story', () => {
  const stories = [falseSuccess(), neighbourMarked()].map((one) => story(one, 'out/x.json'));

  test.each(stories)('fits 72 columns', (reported) => {
    const long = reported.split('\n').filter((line) => line.length > lineColumns());
    expect(long).toEqual([]);
  });

  test.each(stories)('is plain ASCII', (reported) => {
    expect(reported).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
