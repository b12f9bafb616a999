/** tablewalk claims in this process: text, JSON, messages and exit codes. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

describe('tablewalk claims', () => {
  test('reports a claim, its assumptions, and the effect of dropping them', async () => {
    const { exitCode, stdout, stderr } = await cli(['claims', '--only', 'one-walker']);
    expect([exitCode, stderr]).toEqual([0, 'tablewalk: claim 1 of 1: one-walker\n']);
    expect(stdout).toMatchInlineSnapshot(`
      "tablewalk 0.1.0: the claims of
      "s390: implement and optimize vmemmap_free()"

       1. "consolidating ... single walker"
          cover letter of v2.
          Means: walk-stays-in-tables; freed-once.
          Judged on: tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
            56-byte-like struct page (1.75 PMDs a section), EDAT1 and EDAT2,
            and 2 variations.
          HOLDS on v2-9 UNDER ASSUMPTIONS:
          if the kernel has three levels of tables.
            - without three-levels: 1 operation, 4 steps: v2-9 violates
              walk-stays-in-tables: add section 1
          With all assumptions: v1-9 holds, linux-5.9 holds, linux-5.10 holds,
            mainline holds.
          Note: The new walker forgets to link a pud table; three levels hide
            it (F03).

      1 claim: 0 hold, 1 hold under assumptions, 0 fail, 0 undecided; 30
      searches, 5,664 states, each closed: runs of any length.
      Unless stated otherwise: one thread; a TLB may hold whatever was
      reachable since the last flush; at most one allocation fails in an
      operation.
      "
    `);
  });

  test('a question is answered for the kernel itself; other code has its own section', async () => {
    const argv = ['claims', '--only', 'tlb-strict-tables,tlb-ranged-pages', '--quiet'];
    expect((await cli(argv)).stdout).toMatchInlineSnapshot(`
      "tablewalk 0.1.0: the claims of
      "s390: implement and optimize vmemmap_free()"

       1. May page tables be handed out to others before the flush?
          strict: tables, with other users of the allocator.
          Means: flush-before-free.
          Judged on: tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
            56-byte-like struct page (1.75 PMDs a section), EDAT1 and EDAT2.
          YES: linux-5.10 frees page tables before the flush, even if: no
            allocation fails.
          Shortest: 2 operations, 21 steps: linux-5.10 violates
            flush-before-free: map 0x10000-0x14000; unmap 0x10000-0x14000
          The answer would be NO if the code were: strict-order, where what
            was cleared is flushed, and only then freed.
          With all assumptions: v2-6 violated (2 operations), v1-9 violated (2
            operations), v2-9 violated (2 operations), linux-5.9 violated (2
            operations), mainline violated (2 operations).
          Note: Only identity mappings are added and removed, so only tables
            are freed.

       2. Does the range of the flush cover all pages that were unmapped?
          ranged flush of other architectures: pages.
          Means: flush-covers-range (flushMissedLeaf).
          Judged on: tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
            64-byte-like struct page (2 PMDs a section), EDAT1 and EDAT2.
          NO: linux-5.10 unmaps pages outside the range that it flushes.
          YES on linux-5.10 UNDER ASSUMPTIONS:
          if memmap of a section fills whole PMDs (64 bytes).
            - without whole-pmds: 2 operations, 41 steps: linux-5.10 violates
              flush-covers-range: add section 2 (allocation 3 fails); remove
              section 2
          The answer would be YES if the code were: strict-order, where what
            was cleared is flushed, and only then freed.
          With all assumptions: v2-7 holds, v2-8 holds, v1-9 holds, v2-9
            holds, linux-5.9 holds, mainline holds, strict-order holds.
          Note: A shared block reaches beyond the section that frees it. s390
            ignores the range.

      2 questions: 1 yes, 1 no, 0 undecided; 20 searches, 854 states, each
      closed: runs of any length.
      Unless stated otherwise: one thread; a TLB may hold whatever was
      reachable since the last flush; at most one allocation fails in an
      operation.
      "
    `);
  });

  test('JSON marks an assumption that changes the code', async () => {
    const argv = ['claims', '--only', 'tlb-ranged-pages', '--json', '--quiet'];
    const [claim] = JSON.parse((await cli(argv)).stdout).claims;
    expect(claim.scope.revision).toBe('linux-5.10');
    // Another kernel (strict-order) upholds it, and so does 64-byte struct page: two kinds of
    // assumption sets.
    expect(claim.minimalSets).toMatchObject([
      { code: 'strict-order', assumptions: ['freed-after-flush'] },
      { code: null, assumptions: ['whole-pmds'] },
    ]);
    expect(
      claim.assumptions.map(({ id, changesCode }: Record<string, unknown>) => [id, changesCode]),
    ).toEqual([
      ['freed-after-flush', true],
      ['whole-pmds', false],
      ['no-failure', false],
    ]);
  });

  test('agrees with JSON', async () => {
    const argv = ['claims', '--only', 'one-walker,tlb-strict-pages', '--json', '--quiet'];
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([exitCode, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout);
    expect(document.schema).toBe('tablewalk/claims/1');
    const reported = document.claims.map((claim: Record<string, unknown>) => [
      claim['id'],
      claim['verdict'],
      claim['minimalSets'],
      claim['violation'] === null,
    ]);
    expect(reported).toMatchObject([
      [
        'one-walker',
        'conditional',
        [
          {
            assumptions: ['three-levels'],
            without: [
              {
                assumption: 'three-levels',
                violation: { invariant: 'walk-stays-in-tables', operations: 1, steps: 4 },
              },
            ],
          },
        ],
        true,
      ],
      ['tlb-strict-pages', 'fails', [], false],
    ]);
    expect(
      document.claims.map((claim: Record<string, unknown>) => [claim['kind'], claim['answer']]),
    ).toEqual([
      ['claim', null],
      ['question', { word: 'yes', sentence: 'v2-5 frees memmap before the flush' }],
    ]);
  });

  test('a wrong id: the nearest one is suggested', async () => {
    const { exitCode, stderr } = await cli(['claims', '--only', 'tlb-autor']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean tlb-author?');
  });

  test('a signal ends it after the current claim', async () => {
    const { exitCode, stdout } = await cli(['claims', '--only', 'mutex'], { interrupts: 1 });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('Interrupted: the remaining claims were not judged.');
  });

  test('a second signal exits immediately', async () => {
    const { left } = await cli(['claims', '--only', 'mutex'], { interrupts: 2 });
    expect(left).toEqual([130]);
  });
});
