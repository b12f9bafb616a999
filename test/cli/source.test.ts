/** C sources on the command line: source, conform, check and replay with --source. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const own = 'test/c/own-vmem.c';
const text = readFileSync(own, 'utf8');
const recording = 'test/golden/linux-5.10.t5-56-bugs.jsonl.gz';

/** Writes the source with one fragment replaced. */
function edited(from: string, to: string): string {
  expect(text.split(from)).toHaveLength(2);
  folder.write('vmem.c', text.replace(from, to));
  return folder.at('vmem.c');
}

const dropFlush = (): string =>
  edited('	if (!job.plug)\n		flush_tlb_kernel_range(job.from, job.to);\n', '');

test('source prints the names that a file defines and uses', async () => {
  const { exitCode, stdout } = await cli(['source', own]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "test/c/own-vmem.c
    git blob ec96d814bad3d78fc9435b95278a9c31702deb8a
    not a revision that tablewalk knows
    entry points: vmemmap_populate vmemmap_free vmem_add_mapping
      vmem_remove_mapping vmem_add_range
    functions that they reach: all_or_nothing plug unplug modify_pagetable
      walk_root new_upper_table walk_p4ds part_of drop_p4d_table walk_puds
      drop_pud_table is_ours_alone give_back fill_pud_entry walk_blocks
      drop_block_table count_leaves fill_block_entry enter_block leave_block
      walk_pages drop_page_table new_page_table remember_rest fill_rest
    static variables: unused_sub_pmd_start (the remembered tail)
    treated as machine steps: WARN_ON_ONCE __get_free_pages
      flush_tlb_kernel_range free_pages memchr_inv memset mutex_lock
      mutex_unlock p4d_clear p4d_deref p4d_none p4d_offset p4d_populate
      page_table_alloc page_table_free pgd_clear pgd_deref pgd_none
      pgd_populate pmd_clear pmd_deref pmd_large pmd_none pmd_offset
      pmd_populate pte_clear pte_none pte_offset_kernel pte_pfn pud_clear
      pud_deref pud_large pud_none pud_offset pud_populate set_pte
      update_page_count vmemmap_alloc_block
    treated as arithmetic: ALIGN ALIGN_DOWN PageReserved __pa __pte __va
      crst_table_init debug_pagealloc_enabled get_order memset64
      p4d_addr_end pfn_to_phys pgd_addr_end pgd_offset_k pgprot_val
      phys_to_page pmd_addr_end pmd_val pte_val pud_addr_end pud_val
    treated as values: CRST_ALLOC_ORDER EINVAL ENOMEM ERANGE GFP_KERNEL
      MACHINE_HAS_EDAT1 MACHINE_HAS_EDAT2 MACHINE_HAS_NX NUMA_NO_NODE
      P4D_MASK P4D_SIZE PAGE_KERNEL PAGE_MASK PAGE_SIZE PGDIR_MASK
      PGDIR_SIZE PG_DIRECT_MAP_1M PG_DIRECT_MAP_2G PG_DIRECT_MAP_4K PMD_MASK
      PMD_SIZE PTRS_PER_PTE PUD_MASK PUD_SIZE REGION3_KERNEL SEGMENT_KERNEL
      VMALLOC_START VMEM_MAX_PHYS _PAGE_INVALID _PAGE_NOEXEC
      _REGION2_ENTRY_EMPTY _REGION3_ENTRY_EMPTY _REGION_ENTRY_NOEXEC
      _SEGMENT_ENTRY_EMPTY _SEGMENT_ENTRY_NOEXEC init_mm
    configuration assumed off: CONFIG_KASAN
    UNDERSTOOD
    "
  `);
});

test('source lists every error in a file, and exits with 2', async () => {
  const file = edited('flush_tlb_kernel_range(', 'flush_tlb_kernel_rnage(');
  const { exitCode, stdout } = await cli(['source', file]);
  expect(exitCode).toBe(2);
  expect(stdout).toContain(
    'vmem.c:431:3: in modify_pagetable(): flush_tlb_kernel_rnage() is not defined in vmem.c and is not known; did you mean flush_tlb_kernel_range?\n                    flush_tlb_kernel_rnage(job.from, job.to);\n                    ^^^^^^^^^^^^^^^^^^^^^^\n',
  );
  expect(stdout).toContain('NOT UNDERSTOOD in 1 place');
});

test('conform compares a source with recordings', async () => {
  const good = await cli(['conform', recording, '--source', own, '--quiet']);
  expect(good).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('CONFORMS') });
  const bad = await cli(['conform', recording, '--source', dropFlush(), '--quiet']);
  expect(bad).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('["flush"') });
  // What the source did, with its line.
  expect(bad.stdout).toMatch(/model {2}\["unlock"\], at vmem\.c:\d+ \w+\(\)/);
});

test('check finds a missing flush; replay tries the counterexample on another source', async () => {
  const out = folder.at('out');
  const file = dropFlush();
  const claim = ['--invariants', 'flush-before-unlock'];
  const found = await cli([
    'check',
    '--source',
    file,
    ...claim,
    '--stop-at-first',
    '--out',
    out,
    '--quiet',
  ]);
  expect(found.exitCode).toBe(1);
  expect(found.stdout).toMatch(/vmem\.c@[0-9a-f]{12} violates flush-before-unlock/);
  // The command can be pasted, because it contains the path as given and not only the file name.
  expect(found.stdout.replaceAll(/ \\\n */g, ' ')).toContain(`check --source ${file} `);
  const same = await cli(['replay', out, '--source', file]);
  expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 reproduced') });
  const repaired = await cli(['replay', out, '--source', own]);
  expect(repaired).toMatchObject({ exitCode: 5, stdout: expect.stringContaining('1 fixed') });
});

test('reading a source stops at limits and on Ctrl-C', async () => {
  let now = 0;
  folder.write('long.c', `${text}${'int x;\n'.repeat(20_000)}`);
  const long = folder.at('long.c');
  for (const argv of [
    ['source', long],
    ['check', '--source', long],
    ['conform', recording, '--source', long],
  ]) {
    const late = await cli([...argv, '--time-limit', '1s'], {
      now: () => (now += 600),
    });
    expect([argv, late.exitCode]).toEqual([argv, 3]);
    expect(late.stderr).toContain(
      'nothing was finished: raise the limit (--time-limit, --max-memory)',
    );
    const interrupted = await cli(argv, { isInterrupted: () => true });
    expect(interrupted).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('interrupted: nothing was finished'),
    });
  }
  const large = await cli(['source', long, '--max-memory', '1M'], { heapBytes: () => 2 ** 21 });
  expect(large.exitCode).toBe(3);
});

test('a counterexample of another source is refused', async () => {
  const out = folder.at('out');
  const claim = ['--invariants', 'success-means-mapped'];
  await cli(['check', '--source', own, ...claim, '--out', out, '--quiet']);
  const name = (await cli(['replay', out, '--source', own])).stdout.match(/[^/\s]*\.json/)?.[0];
  const file = `${out}/${name}`;
  const other = readFileSync(file, 'utf8').replaceAll(
    /own-vmem\.c@[0-9a-f]{12}/g,
    'vmem.c@0123456789ab',
  );
  folder.write('other.json', other);
  const { exitCode, stderr } = await cli(['replay', folder.at('other.json')]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    'revision is the C source vmem.c@0123456789ab, which was not read; name the text with --source',
  );
});

test.each([
  [['conform', recording, '--with', own], '--with needs --source'],
  [['check', '--with', own], '--with needs --source'],
  [['check', '--source', own, '--revision', 'base'], 'they are mutually exclusive'],
  [['check', '--source', '/nothing/there.c'], '/nothing/there.c'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await cli(argv);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
