/** tablewalk shrink in this process. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shrinkText } from '../../src/commands/shrink/report.ts';
import { shrinkFile } from '../../src/commands/shrink/run.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { plain } from '../../src/text/paragraph.ts';
import { falseSuccess, onRevision } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

async function sampled(argv: readonly string[], invariant: string): Promise<string> {
  const options = ['--invariants', invariant, '--out', folder.path, '--no-shrink', '--quiet'];
  const { exitCode } = await cli(['sample', ...argv, ...options]);
  expect(exitCode).toBe(1);
  return folder.at(`linux-5.10--${invariant}.json`);
}

const tiny = () => sampled(['--seed', '2', '--runs', '20'], 'unused-means-unused');

/** The report, with a file name of the same length on every machine. */
async function report(file: string): Promise<string> {
  const result = await shrinkFile(vmem, file, {
    now: () => 0,
    signal: new AbortController().signal,
    triesMax: 5000,
    elapsedMsMax: Infinity,
  });
  return shrinkText(vmem, { ...result, file: 'x.json' }, 'x.shrunk.json', plain);
}

describe('exact', () => {
  test('a random walk in a tiny geometry', async () => {
    expect(await report(await tiny())).toMatchInlineSnapshot(`
      "x.json: from 12 operations, 439 steps to 5 operations, 203 steps
      MINIMAL: removing any one or any two of its operations makes the
      violation disappear.

        tried  kept
        26     2     removing consecutive operations
        16     0     removing two operations
        1      0     letting a failed allocation succeed
        2      0     fresh memory with less 0xFD in it
        51     1     removing one of these, and moving a failure or content
        76     0     replacing a failure or content by another failure
        2      1     a smaller scope

      linux-5.10 violates unused-means-unused
      A memmap block is freed only if no live section uses any of it.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
                48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3

       1. add section 2
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
           changed: identity +0x20000-0x30000; tables +t1 ... t6 (6); memmap
             +b1 at 0x8c000 +b2 at 0x90000; unused_pmd_start none -> 0x92000;
             pud leaves counted 0 -> 1
       2. remove section 2
           vmemmap_free(0x8c000, 0x92000)
           vmem_remove_mapping(0x20000, 0x10000)
           changed: identity -0x20000-0x30000; tables -t1 ... t6 (6); memmap
             -b1 at 0x8c000 -b2 at 0x90000; unused_pmd_start 0x92000 -> none;
             pud leaves counted 1 -> 0
       3. add section 2 (allocation 8 returns memory with 16384 bytes of 0xFD
          in it)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
             131  alloc block b4 (allocation 8, with 0xFD in it)
           changed: identity +0x20000-0x30000; tables +t7 ... t12 (6); memmap
             +b3 at 0x8c000 +b4 at 0x90000; 0xFD in b4: 0x90600-0x94000;
             unused_pmd_start none -> 0x92000; pud leaves counted 0 -> 1
       4. add section 3
           vmem_add_mapping(0x30000, 0x10000) = 0
           vmemmap_populate(0x92000, 0x98000) = 0
             154  is unused_pmd_start 0x92000: yes
           changed: identity +0x30000-0x40000; memmap +b5 at 0x94000;
             unused_pmd_start 0x92000 -> none; pud leaves counted 1 -> 2
       5. remove section 2
           vmemmap_free(0x8c000, 0x92000)
             168  free block b3
             169  clear pmd 0x8c000 (was b3)
             172  free table t11
             173  clear pud 0x80000 (was t11)
             178  memset 0x90000 +8192 = 0xFD
             179  scan 0x90000 +16384: all 0xFD
             180  free block b4
                  <-- here: a mapped block was freed while part of it is live
             181  clear pmd 0x90000 (was b4)
             188  flush TLB 0x8c000-0x92000
           vmem_remove_mapping(0x20000, 0x10000)
           changed so far: tables -t11 (pmd); memmap -b3 at 0x8c000 -b4 at
             0x90000; an entry names the freed b4 (0x90000-0x94000); live
             memmap NOT mapped: 0x92000-0x94000
           (11 of 203 steps shown; tablewalk show --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: no allocation fails; fresh memory holds zeroes or its
        content from when it was freed; runs of any length; one thread calls
        vmem.c; no other thread walks the tables; a TLB may hold whatever was
        reachable since the last flush; a flush drops everything.
      Reproduce:
        tablewalk replay x.shrunk.json
      Reproduce with:
        tablewalk check --revision linux-5.10 --fail-allocs 0 \\
          --invariants unused-means-unused"
    `);
  });

  test('a random walk in a real geometry', async () => {
    const argv = ['--preset', 'real', '--seed', '1', '--runs', '10'];
    expect(await report(await sampled(argv, 'unused-means-unused'))).toMatchInlineSnapshot(`
      "x.json: from 28 operations, 12,900 steps to 5 operations, 2,703 steps
      MINIMAL: removing any one or any two of its operations makes the
      violation disappear.

        tried  kept
        29     4     removing consecutive operations
        12     0     removing two operations
        2      0     fresh memory with less 0xFD in it
        15     0     removing one of these, and moving a failure or content
        68     0     replacing a failure or content by another failure
        2      1     a smaller scope

      linux-5.10 violates unused-means-unused
      A memmap block is freed only if no live section uses any of it.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   real3 (3 levels, root pud, section 256 MiB, PMD 1 MiB),
                56-byte struct page (3.5 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3

       1. add section 2
           vmem_add_mapping(0x20000000, 0x10000000) = 0
           vmemmap_populate(0x3d280700000, 0x3d280a80000) = 0
           changed: identity +0x20000000-0x30000000; tables +t1 (pmd) +t2
             (pmd); memmap +b1 at 0x3d280700000 +b2 at 0x3d280800000 +b3 at
             0x3d280900000 +b4 at 0x3d280a00000; unused_pmd_start none ->
             0x3d280a80000; pmd leaves counted 0 -> 256
       2. remove section 2
           vmemmap_free(0x3d280700000, 0x3d280a80000)
           vmem_remove_mapping(0x20000000, 0x10000000)
           changed: identity -0x20000000-0x30000000; tables -t1 (pmd) -t2
             (pmd); memmap -b1 at 0x3d280700000 -b2 at 0x3d280800000 -b3 at
             0x3d280900000 -b4 at 0x3d280a00000; unused_pmd_start
             0x3d280a80000 -> none; pmd leaves counted 256 -> 0
       3. add section 2 (allocation 6 returns memory with 1048576 bytes of
          0xFD in it)
           vmem_add_mapping(0x20000000, 0x10000000) = 0
           vmemmap_populate(0x3d280700000, 0x3d280a80000) = 0
             1623  alloc block b8 (allocation 6, with 0xFD in it)
           changed: identity +0x20000000-0x30000000; tables +t3 (pmd) +t4
             (pmd); memmap +b5 at 0x3d280700000 +b6 at 0x3d280800000 +b7 at
             0x3d280900000 +b8 at 0x3d280a00000; 0xFD in b8:
             0x3d280a00038-0x3d280b00000; unused_pmd_start none ->
             0x3d280a80000; pmd leaves counted 0 -> 256
       4. add section 3
           vmem_add_mapping(0x30000000, 0x10000000) = 0
           vmemmap_populate(0x3d280a80000, 0x3d280e00000) = 0
             2150  is unused_pmd_start 0x3d280a80000: yes
           changed: identity +0x30000000-0x40000000; memmap +b9 at
             0x3d280b00000 +b10 at 0x3d280c00000 +b11 at 0x3d280d00000;
             unused_pmd_start 0x3d280a80000 -> none; pmd leaves counted 256 ->
             512
       5. remove section 2
           vmemmap_free(0x3d280700000, 0x3d280a80000)
             2166  free block b5
             2167  clear pmd 0x3d280700000 (was b5)
             2169-2173  ... and so on, 3 times, up to: free block b7; clear
                          pmd 0x3d280900000 (was b7)
             2176  memset 0x3d280a00000 +524288 = 0xFD
             2177  scan 0x3d280a00000 +1048576: all 0xFD
             2178  free block b8
                   <-- here: a mapped block was freed while part of it is live
             2179  clear pmd 0x3d280a00000 (was b8)
             2182  flush TLB 0x3d280700000-0x3d280a80000
           vmem_remove_mapping(0x20000000, 0x10000000)
           changed so far: memmap -b5 at 0x3d280700000 -b6 at 0x3d280800000
             -b7 at 0x3d280900000 -b8 at 0x3d280a00000; an entry names the
             freed b8 (0x3d280a00000-0x3d280b00000); live memmap NOT mapped:
             0x3d280a80000-0x3d280b00000
           (14 of 2,703 steps shown; tablewalk show --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: no allocation fails; fresh memory holds zeroes or its
        content from when it was freed; runs of any length; one thread calls
        vmem.c; no other thread walks the tables; a TLB may hold whatever was
        reachable since the last flush; a flush drops everything.
      Reproduce:
        tablewalk replay x.shrunk.json"
    `);
  });
});

describe('tablewalk shrink', () => {
  test('writes the smaller file next to it, and that file reproduces; a second run reports that it is minimal', async () => {
    const file = await tiny();
    const { exitCode, stdout, stderr } = await cli(['shrink', file, '--json']);
    const out = file.replace('.json', '.shrunk.json');
    expect([exitCode, stderr]).toEqual([0, `tablewalk: written to ${out}\n`]);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'tablewalk/shrink/1',
      file,
      from: { operations: 12 },
      minimal: true,
      out,
    });
    expect(document.to.operations).toBeLessThan(7);
    expect(document).not.toHaveProperty('limit');
    expect((await cli(['replay', out])).exitCode).toBe(0);
    const again = await cli(['shrink', out, '--out', out, '--force', '--quiet']);
    expect([again.exitCode, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain('MINIMAL ALREADY');
    expect(readdirSync(folder.path)).toHaveLength(2);
  });

  test('at a limit: the result so far is valid, and reported as incomplete', async () => {
    const file = await tiny();
    const out = folder.at('new', 'y.json');
    const tries = await cli(['shrink', file, '--out', out, '--max-tries', '3']);
    expect(tries.exitCode).toBe(3);
    expect(tries.stdout).toMatch(/STOPPED by --max-tries 3: the result is valid, but/);
    expect((await cli(['replay', out])).exitCode).toBe(0);
    let time = 0;
    const late = await cli(['shrink', file, '--time-limit', '2s', '--json'], {
      now: () => (time += 10),
    });
    expect(late.exitCode).toBe(3);
    expect(JSON.parse(late.stdout)).toMatchObject({
      minimal: false,
      limit: { kind: 'time', value: 2000 },
    });
  });

  test('Ctrl-C ends it with partial results; the second exits immediately', async () => {
    const file = await tiny();
    const { exitCode, stdout, left } = await cli(['shrink', file], { interrupts: 1 });
    expect([exitCode, left]).toEqual([130, []]);
    expect(stdout).toContain('STOPPED by an interrupt');
    expect((await cli(['shrink', file, '--force'], { interrupts: 2 })).left).toEqual([130]);
  });

  test('progress, without a terminal', async () => {
    let time = 0;
    const { stderr } = await cli(['shrink', await tiny()], { now: () => (time += 1000) });
    expect(stderr).toMatch(/^tablewalk: \d+ tries, \d+ operations left$/m);
  });

  test('a file that does not reproduce: 5, and nothing is written', async () => {
    const repaired = onRevision('repaired', falseSuccess());
    const file = folder.write('x.json', formatVmem(repaired));
    const { exitCode, stdout, stderr } = await cli(['shrink', file]);
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toContain('this does not reproduce as recorded (the invariant holds)');
    expect(existsSync(folder.at('x.shrunk.json'))).toBe(false);
  });

  test('bad input: 2', async () => {
    const file = await tiny();
    folder.write('half.json', readFileSync(file, 'utf8').slice(0, 200));
    for (const argv of [
      ['no-such-file.json'],
      [folder.at('half.json')],
      [file, '--out', folder.path],
      [file, '--max-tries', '0'],
      [],
    ]) {
      const { exitCode, stdout } = await cli(['shrink', ...argv]);
      expect([exitCode, stdout]).toEqual([2, '']);
    }
  });
});
