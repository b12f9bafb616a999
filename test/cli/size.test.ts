/** tablewalk size: a whole report, its JSON, limits, and typing errors. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

const quiet = ['--color', 'never', '--quiet'];

test('a whole report', async () => {
  const { exitCode, stdout, stderr } = await cli(['size', ...quiet]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 size: linux-5.10, preset quick

    Contract  kernel: callers add, online and remove whole memory blocks,
              one call at a time
    Machine   tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB),
              48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3

    619 states of 74 bytes, 2,463 transitions, 80,853 steps, depth 15;
    complete.

    Growth
      depth  new states  growth  transitions
          0           1                   17
          1           7  x 7.00           37
          2          21  x 3.00          107
          3          43  x 2.05          187
          4          66  x 1.53          282
          5          72  x 1.09          316
          6         100  x 1.39          400
          7          84  x 0.84          306
          8          76  x 0.90          305
          9          70  x 0.92          243
         10          40  x 0.57          118
         11          17  x 0.42           66
         12          11  x 0.65           41
         13           7  x 0.64           24
         14           2  x 0.29            8
         15           2  x 1.00            6

    Components of the state
      x 9.67  all contents of memmap (together): 64 left without it
      x 3.03  all entries (together): 204 left without it
      x 2.58  pool of recycled contents: 240 left without it
      x 2.46  content of blocks: 252 left without it
      x 1.76  initialised memmap: 352 left without it
      x 1.76  what is live and initialised (together): 352 left without it
      x 1.21  remembered tail: 511 left without it
      x 1.00  entries cleared, not yet freed, entries in a TLB, flags: lost,
              to be flushed, identity p4d entries, identity pgd entries,
              identity pmd entries, identity pte entries, identity pud
              entries, live identity, live memmap, memmap p4d entries,
              memmap pgd entries, memmap pmd entries, memmap pte entries,
              memmap pud entries: follow from the rest.

    Operations
      enabled  taken  ways  new  ends  steps  operation
           57    336  5.89  146     0   49.8  add section 2
          562    562  1.00   26     0   51.0  remove section 2
          387    387  1.00   90    22    1.0  online section 2
           71    268  3.77  178     0   37.5  add section 3
          548    548  1.00   32     0   45.0  remove section 3
          362    362  1.00  146    33    1.0  online section 3

    Earlier forecasts
      after depth 4  138 states: 230 to 790 in all; found 619, inside, 1.5
                     times off the middle

    Smaller variants
      --sections 2     closes with 39 states, 15.9 times fewer
      --fresh zero     closes with 84 states, 7.4 times fewer
      --fail-allocs 0  closes with 160 states, 3.9 times fewer
      --ops 4          closes with 248 states, 2.5 times fewer
      --no-online      closes with 296 states, 2.1 times fewer

    Coverage
      Not reached, kinds of step:
        WARN_ON_ONCE() - needs a caller that breaks the rules, a walk that
          went wrong, or mainline with 3 or 4 levels
        free after the flush - needs a revision with freesAfterFlush
        load an entry without locks - needs --threads with dumper
        set_memory_*() on a leaf - needs --threads with set-memory
        pfn_to_online_page(); use a struct page - needs --threads with
          pfn-walker
        allocate a free page - needs --threads with allocator
        split a large leaf - needs a revision with splitsLargeLeaves
      Not reached, answers:
        vmem_add_mapping: read pud: leaf; vmem_add_mapping: read pud: table;
          vmem_add_mapping: scanTable p4d: in use; vmem_remove_mapping: read
          p4d: none; vmem_remove_mapping: read pgd: none;
          vmem_remove_mapping: read pud: none; vmem_remove_mapping: read
          pud: table; vmemmap_free: read p4d: none; vmemmap_populate:
          scanTable pte: empty; vmemmap_populate: tailIsSet: yes;
          vmemmap_populate: testUnused: all 0xFD
      Not reached, occasions:
        a reader without locks loaded an entry - needs --threads with dumper
        a reader used a struct page - needs --threads with pfn-walker
        another user allocated a page - needs --threads with allocator
        a call refused its range: -EINVAL, -ERANGE or a WARN - needs
          --contract any --misaligned
      718 histories end at a step that never returned one of its possible
      answers.
      29 of 29 invariants put to the test.

    Repeat:
      tablewalk size --color never --quiet
    "
  `);
});

test('with threads: long searches show only some levels, and the factor of each thread', async () => {
  const { stdout } = await cli([
    'size',
    ...['--geometry', 'tiny3', '--fail-allocs', '0', '--fresh', 'zero', '--sections', '2,3'],
    ...['--struct-page', '64', '--threads', 'hotplug,dcss', ...quiet],
  ]);
  expect(stdout.split('Coverage')[0]).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 size: linux-5.10, preset quick

    Contract  kernel: callers add, online and remove whole memory blocks, in
              interleaving threads
    Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
              64-byte-like struct page (2 PMDs a section), EDAT1 and EDAT2
    World     sections 2, 3, DCSS 0x70000-0x71000

    1,027 states of 115 bytes, 1,273 transitions, 1,273 steps, depth 76;
    complete.

    Growth
      depth  new states  growth  transitions
          0           1                    3
          4           3  x 1.00            3
          8           5  x 1.00            5
         12           5  x 1.00            5
         16           7  x 1.00            7
         20          15  x 1.00           17
         24          19  x 1.12           21
         28          19  x 1.00           21
         32          21  x 1.05           29
         36          24  x 0.92           32
         40          24  x 1.00           30
         44          24  x 1.00           30
         48          26  x 0.93           30
         52          18  x 0.90           22
         56          14  x 1.00           18
         60          14  x 1.17           18
         64           7  x 0.64            7
         68           4  x 1.00            4
         72           4  x 1.00            4
         76           2  x 0.50            2
      one level in 4 is shown; growth is from the level before it.

    Components of the state
      x 1.73  thread 1 (hotplug): all of it (together): 595 left without it
      x 1.69  thread 2 (dcss): all of it (together): 607 left without it
      x 1.64  initialised memmap: 628 left without it
      x 1.64  what is live and initialised (together): 628 left without it
      x 1.59  thread 1 (hotplug): position: 647 left without it
      x 1.49  thread 2 (dcss): position: 691 left without it
      x 1.00  content of blocks, entries cleared, not yet freed, entries in
              a TLB, flags: lost, to be flushed, identity pmd entries,
              identity pte entries, identity pud entries, live identity,
              live memmap, locks, memmap pmd entries, memmap pte entries,
              memmap pud entries, remembered tail, thread 1 (hotplug): own
              bytes, thread 2 (dcss): own bytes: follow from the rest.

    Operations
      runs in  taken  ways  new  ends  steps  operation
           94     94  1.00   86     0    1.0  add section 2
          124    124  1.00  109     0    1.0  remove section 2
           93     93  1.00    1     0    1.0  online section 2
           94     94  1.00   88     0    1.0  add section 3
          124    124  1.00  109     0    1.0  remove section 3
           93     93  1.00    3     0    1.0  online section 3
          273    273  1.00  273     0    1.0  load DCSS 0x70000-0x71000
          378    378  1.00  357     0    1.0  unload DCSS 0x70000-0x71000

    Earlier forecasts
      after depth 19  110 states: 120 to 2,200,000 in all; found 1,027,
                      inside, 15.4 times off the middle

    Smaller variants
      --threads dcss     closes with 31 states, 33.1 times fewer
      --merge sections   closes with 42 states, 24.5 times fewer
      --threads hotplug  closes with 209 states, 4.9 times fewer
      --sections 2       closes with 223 states, 4.6 times fewer
      --merge reads      closes with 523 states, 2.0 times fewer
      --no-online        closes with 628 states, 1.6 times fewer
      --ops 4            closes with 1,208 states, barely fewer
      --preemptions 1    closes with 1,912 states, barely fewer

    "
  `);
});

describe('at a limit', () => {
  test('shows a forecast and its limits', async () => {
    const { exitCode, stdout } = await cli(['size', '--max-states', '400', ...quiet]);
    expect(exitCode).toBe(0);
    const section = stdout.split('\nForecast\n')[1].split('\n\nEarlier forecasts')[0];
    expect(section).toMatchInlineSnapshot(`
      "  depth 8    43 to 120 new states
        depth 9    25 to 140 new states
        depth 10   13 to 150 new states
        the whole  560 to 1,600 states
        memory     341.3 KiB to 971.1 KiB
        A forecast extrapolates the last levels: low if their growth falls by
        equal amounts, high if by equal factors. docs/COMMANDS.md shows how
        accurate this was."
    `);
  });

  test('an interrupt ends it with partial results, and exit code 130', async () => {
    const { exitCode, stdout } = await cli(['size', ...quiet], { interrupts: 1 });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('preset quick\n\n1 scope not started.');
    expect(stdout).toContain('Repeat:');
    const { stdout: json } = await cli(['size', '--json', ...quiet], { interrupts: 1 });
    expect(JSON.parse(json)).toMatchObject({ interrupted: true, limit: { kind: 'interrupted' } });
  });
});

test('the JSON document has what scripts need', async () => {
  const { stdout } = await cli(['size', '--json', '--max-depth', '6', ...quiet]);
  const document = JSON.parse(stdout);
  expect(Object.keys(document)).toEqual([
    'schema',
    'tool',
    'revision',
    'states',
    'transitions',
    'closed',
    'seconds',
    'scopes',
    'coverage',
    'limit',
    'interrupted',
    'request',
  ]);
  expect(document).toMatchObject({
    schema: 'tablewalk/size/1',
    states: 310,
    closed: false,
    limit: { kind: 'depth', value: 6 },
    interrupted: false,
    scopes: [{ stateBytes: 74, levels: { length: 7 } }],
  });
  const [{ components, forecast, variants }] = document.scopes;
  expect(components[0]).toEqual({
    name: 'identity pgd entries',
    group: false,
    distinct: 310,
    factor: 1,
    sampledOneIn: 1,
  });
  // The scope has 619 states, so this forecast of 310 is wrong.
  expect(forecast.states).toMatchInlineSnapshot(`
    {
      "high": 1845.003,
      "low": 650.773,
      "middle": 1095.755,
    }
  `);
  expect(variants.map(({ flag }: { flag: string }) => flag)).toEqual([
    '--fail-allocs 0',
    '--fresh zero',
    '--sections 2',
    '--no-online',
    '--ops 4',
  ]);
});

test.each([
  ['--max-states', '0'],
  ['--max-memory', '1'],
  ['--max-depth', '0'],
  ['--time-limit', '1'],
  ['--geometry', 'tiny'],
])('%s %s is refused by name, value and rule', async (flag, value) => {
  const { exitCode, stdout, stderr } = await cli(['size', flag, value]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^tablewalk: error: ${flag} is ".*"; it must be `));
});

test('options of check that do not apply are unknown', async () => {
  for (const flag of ['--out', '--invariants', '--stop-at-first']) {
    const { exitCode, stderr } = await cli(['size', flag, 'x']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`unknown option ${flag}; it belongs to tablewalk check`);
  }
});

test('--help starts with examples', async () => {
  const { stdout } = await cli(['size', '--help']);
  expect(stdout).toMatch(/^Examples:\n {2}tablewalk size/);
  expect(stdout).toContain('(default: 1,000,000)');
});
