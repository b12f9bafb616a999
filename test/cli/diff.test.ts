/** tablewalk diff: whole reports and exit codes. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

test('a difference is a story of both revisions', async () => {
  const { exitCode, stdout, stderr } = await cli([
    'diff',
    'v2-8',
    'v2-9',
    '--geometry',
    'tiny3',
    '--fail-allocs',
    '0',
  ]);
  expect([exitCode, stderr]).toEqual([1, 'tablewalk: 52 pairs of states in 0.0 s\n']);
  expect(stdout).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 diff: v2-8 and v2-9, preset quick

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3
    Compared  return values, crashes, mappings, tables, live memory,
              direct-map counters, which unused parts of memmap are marked
              (the remembered tail counts as marked)

    52 pairs of states, 89 transitions, depth 5

    DIFFERENT: v2-8 and v2-9 differ after 5 operations

     1. add section 2: ok
     2. remove section 2: ok
     3. add section 2 (allocation 4 returns memory with 16384 bytes of 0xFD
        in it): ok
         vmem_add_mapping(0x20000, 0x10000) = 0
         vmemmap_populate(0x8c000, 0x92000) = 0
     4. add section 3: ok
     5. remove section 2
       v2-8:
         vmemmap_free(0x8c000, 0x92000)
           free block b3
           clear pmd 0x8c000 (was b3)
           free table t3
           clear pud 0x80000 (was t3)
           memset 0x90000 +8192 = 0xFD
           scan 0x90000 +16384: not all 0xFD
           flush TLB 0x8c000-0x92000
         vmem_remove_mapping(0x20000, 0x10000)
           clear pud 0x20000 (was identity)
           count direct-map pud leaves -1
           flush TLB 0x20000-0x30000
       v2-9:
         vmemmap_free(0x8c000, 0x92000)
           free block b3
           clear pmd 0x8c000 (was b3)
           free table t3
           clear pud 0x80000 (was t3)
           memset 0x90000 +8192 = 0xFD
           scan 0x90000 +16384: all 0xFD
           free block b4
           clear pmd 0x90000 (was b4)
           flush TLB 0x8c000-0x92000
         vmem_remove_mapping(0x20000, 0x10000)
           clear pud 0x20000 (was identity)
           count direct-map pud leaves -1
           flush TLB 0x20000-0x30000

    What differs:
      memmap:
        v2-8  block at 0x90000
        v2-9  nothing
      unused memmap that is marked:
        v2-8  0x90000-0x92000
        v2-9  nothing

    Assumptions: no allocation fails; fresh memory holds zeroes or its
      content from when it was freed; runs of any length; one thread calls
      vmem.c; no other thread walks the tables; allocation n fails in both
      or in neither; recycled memory has contents that are possible in both;
      memmap in use is not read before the core has written it.
    Repeat:
      tablewalk diff v2-8 v2-9 --geometry tiny3 --fail-allocs 0
    "
  `);
});

test('if nothing differs, the report says how much was compared', async () => {
  const { exitCode, stdout } = await cli([
    'diff',
    'v2-8',
    'v2-9',
    '--geometry',
    'tiny3',
    '--fresh',
    'zero',
    '--quiet',
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 diff: v2-8 and v2-9, preset quick

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3
    Compared  return values, crashes, mappings, tables, live memory,
              direct-map counters, which unused parts of memmap are marked
              (the remembered tail counts as marked)

    94 pairs of states, 354 transitions, depth 6, both crash in 3

    SAME: no difference in 94 pairs of states, closed

    Assumptions: at most one allocation fails in one operation; fresh memory
      holds zeroes; runs of any length; one thread calls vmem.c; no other
      thread walks the tables; allocation n fails in both or in neither;
      memmap in use is not read before the core has written it.
    Repeat:
      tablewalk diff v2-8 v2-9 --geometry tiny3 --fresh zero --quiet
    "
  `);
});

test('two revisions that crash immediately are not called equal: exit 3, the reason, and advice', async () => {
  const { exitCode, stdout } = await cli(['diff', 'v2-8', 'v2-9', '--quiet']);
  expect(exitCode).toBe(3);
  expect(stdout.split('\n').slice(11, 18)).toMatchInlineSnapshot(`
    [
      "1 pair of states, 6 transitions, depth 0, both crash in 2",
      "",
      "UNDECIDED: only failures and crashes were compared",
      "In tiny5 no call that maps ever returns 0: v2-8 and v2-9 do not link a",
      "new pud table (repaired by bffc2f7aa963), so with more than three levels",
      "every add crashes. Use --geometry tiny3 to judge the rest.",
      "",
    ]
  `);
  const json = await cli(['diff', 'v2-8', 'v2-9', '--quiet', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    verdict: 'undecided',
    closed: false,
    hints: [expect.stringContaining('Use --geometry tiny3 to judge the rest.')],
    scopes: [{ crashes: 2, maps: false }],
  });
});

test('scopes in which only crashes were compared are named', async () => {
  const argv = ['diff', 'v2-8', 'v2-9', '--preset', 'levels', '--fresh', 'zero', '--quiet'];
  const { exitCode, stdout } = await cli(argv);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('SAME: no difference in 96 pairs of states');
  expect(stdout).toContain('In tiny4, tiny5 no call that maps ever returns 0: v2-8 and v2-9');
});

test('a preset of several scopes, two runs of allocations that differ, a limit', async () => {
  const several = await cli(['diff', 'linux-5.10', 'repaired', '--preset', 'levels', '--quiet']);
  expect(several.exitCode).toBe(1);
  expect(several.stdout.split('\n').slice(0, 22)).toMatchInlineSnapshot(`
    [
      "tablewalk 0.1.0 diff: linux-5.10 and repaired, preset levels",
      "",
      "Contract  kernel: callers add, online and remove whole memory blocks,",
      "          one call at a time",
      "World     sections 2, 3",
      "Compared  return values, crashes, mappings, tables, live memory,",
      "          direct-map counters, which unused parts of memmap are marked",
      "          (the remembered tail counts as marked)",
      "",
      "tiny3, struct page 48, EDAT1 and EDAT2: 3 pairs of states, 3",
      "  transitions, depth 1",
      "tiny4, struct page 48, EDAT1 and EDAT2: 1 pair of states, 0 transitions,",
      "  depth 0",
      "tiny5, struct page 48, EDAT1 and EDAT2: 1 pair of states, 0 transitions,",
      "  depth 0",
      "",
      "DIFFERENT: linux-5.10 and repaired differ after 1 operation",
      "",
      "On tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB), 48-byte-like",
      "   struct page (1.5 PMDs a section), EDAT1 and EDAT2",
      "",
      " 1. add section 2 (allocation 3 fails)",
    ]
  `);
  const limited = await cli(['diff', 'linux-5.9', 'linux-5.10', '--max-states', '50', '--quiet']);
  expect(limited.exitCode).toBe(3);
  expect(limited.stdout.split('\n').slice(10, 16)).toMatchInlineSnapshot(`
    [
      "",
      "50 pairs of states, 93 transitions, depth 3, both crash in 1, 38 pairs",
      "  not explored",
      "",
      "UNDECIDED: no difference so far, but the limit of pairs was reached",
      "",
    ]
  `);
  const bounded = await cli(['diff', 'base', 'v2-1', '--ops', '2', '--quiet']);
  expect(bounded.exitCode).toBe(0);
  expect(bounded.stdout).toContain('runs of at most 2 operations');
});

test('wrong words and Ctrl-C', async () => {
  const unknown = await cli(['diff', 'v2-8', 'v2-10']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toMatch(
    /^tablewalk: error: revision b is "v2-10"; it must be one of the \d+ that tablewalk list revisions lists; did you mean v2-1\?\n$/,
  );
  const without = await cli(['diff', 'v2-8']);
  expect([without.exitCode, without.stderr]).toEqual([
    2,
    "tablewalk: error: missing required argument 'b'; see tablewalk diff --help\n",
  ]);
  const option = await cli(['diff', 'v2-8', 'v2-9', '--revision', 'base']);
  expect(option.exitCode).toBe(2);
  expect((await cli(['diff', 'base', 'v2-1'], { interrupts: 1 })).exitCode).toBe(130);
});
