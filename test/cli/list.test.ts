/** tablewalk list: each topic, as text and as JSON. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

test('threads: what each role does, and its locks, outermost first', async () => {
  const { stdout } = await cli(['list', 'threads']);
  expect(stdout).toMatchInlineSnapshot(`
    "callers
      all operations of hotplug and DCSS, one at a time.
      Locks: none
    hotplug
      adds, onlines and removes memory blocks.
      Locks: mem_hotplug_lock
    hotplug-unlocked
      the same without mem_hotplug_lock, which every kernel takes.
      Locks: none
    dcss
      loads and unloads the DCSS.
      Locks: dcss_lock
    dumper
      dumps page tables, as ptdump does: with mem_hotplug_lock, without
        vmem_mutex.
      Locks: mem_hotplug_lock
    dumper-unlocked
      dumps page tables without any lock, as ptdump_check_wx.
      Locks: none
    dumper-mutex
      dumps page tables with mem_hotplug_lock and, inside it, vmem_mutex: a
        possible repair.
      Locks: mem_hotplug_lock, then vmem_mutex
    dumper-inverted
      takes the same two locks in the wrong order: a wrong version of that
        repair.
      Locks: vmem_mutex, then mem_hotplug_lock
    pfn-walker
      uses struct pages of sections that are online, without a lock.
      Locks: none
    set-memory
      set_memory_*() on plugged memory, under cpa_mutex.
      Locks: cpa_mutex
    set-memory-4k
      set_memory_4k() on plugged memory: splits large leaves, under
        cpa_mutex.
      Locks: cpa_mutex
    allocator
      allocates any free page, at any time.
      Locks: none
    "
  `);
});

test.each(['revisions', 'invariants', 'features', 'presets', 'threads', 'goals', 'claims'])(
  '%s',
  async (topic) => {
    const text = await cli(['list', topic]);
    const json = await cli(['list', topic, '--json']);
    expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
    const entries: { name?: string; id?: string }[] = JSON.parse(json.stdout)[topic];
    // An empty line precedes the usage of a name.
    const [entriesText] = text.stdout.split('\n\n');
    const names = entriesText.split('\n').filter((line) => /^\S/.test(line));
    expect(names).toEqual(entries.map(({ name, id }) => name ?? id));
  },
);

test('names of variants of listed revisions', async () => {
  const uses = await Promise.all(
    ['revisions', 'features', 'mutants', 'goals'].map(async (topic) => {
      const { stdout } = await cli(['list', topic]);
      return stdout.split('\n\n').slice(1).join();
    }),
  );
  expect(uses.join('')).toMatchInlineSnapshot(`
    "A variant has features switched (list features), or contains a mistake
    (list mutants): linux-5.10+keepsErrorCode, linux-5.10+no-takesMutex,
    linux-5.10+mutant-drop-flush. It is accepted wherever a revision is.
    A variant of a revision: linux-5.10+keepsErrorCode with a feature,
    linux-5.10+no-takesMutex without one.
    A revision with one mistake: --revision linux-5.10+mutant-drop-flush. It
    is accepted wherever a revision is, except by mutate, which injects
    mistakes itself.
    "
  `);
});

test('presets: the meaning of tiny machines and sizes of struct page', async () => {
  const { stdout } = await cli(['list', 'presets']);
  const [, ...notes] = stdout.split('\n\n');
  expect(notes.join('\n\n')).toMatchInlineSnapshot(`
    "A preset is a scope to start from; options change it. Defaults:
    linux-5.10; EDAT1 and EDAT2, no KASAN; callers that keep the contract of
    the kernel; runs of any length; one allocation may fail in an operation;
    fresh memory holds zeroes, or what the kernel left in it.

    Machine: tiny5, unless it names another. It has five levels of tables,
    like the largest machines, so that the code of every level runs, but
    tables of 2 to 8 entries, sections of 16 pages (64 KiB) and PMDs of 16
    KiB, so that all states can be visited. tiny3 and tiny4 have fewer
    levels. real3, real4 and real5 are real machines: tables of 256 and 2048
    entries, sections of 256 MiB, PMDs of 1 MiB.

    struct page: only the number of PMDs that the memmap of a section takes
    matters. A tiny section has few pages, so a "48-byte-like" struct page
    is 32 times as large, and takes 1.5 PMDs: two sections share a block, as
    with 56 bytes on a real machine (3.5 PMDs). 56-byte-like takes 1.75;
    64-byte-like takes 2, and nothing is shared.
    "
  `);
});
