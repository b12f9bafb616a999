/** tablewalk claims in this process: text, JSON, messages and exit codes. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

describe('tablewalk claims', () => {
  test('tells a claim, what it needs, and what happens without it', async () => {
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
      All of it: one thread; a TLB may hold whatever was reachable since the
      last flush; at most one allocation fails in one operation, where nothing
      else is said.
      "
    `);
  });

  test('says the same as JSON', async () => {
    const argv = ['claims', '--only', 'one-walker,tlb-strict-pages', '--json', '--quiet'];
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([exitCode, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout);
    expect(document.schema).toBe('tablewalk/claims/1');
    const told = document.claims.map((claim: Record<string, unknown>) => [
      claim['id'],
      claim['verdict'],
      claim['minimalSets'],
      claim['violation'] === null,
    ]);
    expect(told).toMatchObject([
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
  });

  test('a wrong id is answered with the nearest', async () => {
    const { exitCode, stderr } = await cli(['claims', '--only', 'tlb-autor']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean tlb-author?');
  });

  test('a signal ends it after the claim that is under way', async () => {
    const { exitCode, stdout } = await cli(['claims', '--only', 'mutex'], { interrupts: 1 });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('Interrupted: the claims behind these were not judged.');
  });

  test('a second signal leaves at once', async () => {
    const { left } = await cli(['claims', '--only', 'mutex'], { interrupts: 2 });
    expect(left).toEqual([130]);
  });
});
