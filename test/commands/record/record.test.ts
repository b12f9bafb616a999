/**
 * tablewalk record with a script in place of QEMU: the requests it gets, the files that are kept, and
 * errors.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pagesLog } from '../../subjects/vmem/recordings/log/logs.ts';
import { cli } from '../../support/fake-io.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';
import { fakeKit, readIn, systemMap } from './fake-kit.ts';

const folder = folderForEachTest();

/** The arguments with one option changed. */
function changed(argv: readonly string[], option: string, value: string): string[] {
  const at = argv.indexOf(option);
  return argv.map((word, index) => (index === at + 1 ? value : word));
}

test('a plan is performed, and the log of the plugin becomes a recording that conforms', async () => {
  const { argv, env } = fakeKit(folder);
  const { exitCode, stdout, stderr } = await cli(argv, { env });
  expect(folder.masked(stderr)).toMatchInlineSnapshot(`
    "tablewalk: 1 of 5: load 0x2500000000 0x2500003000
    tablewalk: 2 of 5: unload 0x2500000000 0x2500003000
    tablewalk: 3 of 5: load 0x2500000000 0x2500003000 (allocation 2 fails)
    tablewalk: 4 of 5: populate 0x3d300000000 0x3d300002000
    tablewalk: 5 of 5: free 0x3d300000000 0x3d300002000
    "
  `);
  expect(folder.masked(stdout)).toMatchInlineSnapshot(`
    "DIR/out.jsonl: 5 calls of vmem.c, 50 events
      Linux 5.10.262, compared as linux-5.10; evidence: every write, and the
      tables after each call; 5 of 5 planned operations performed
      the machine has no EDAT1: every leaf is a page of 4 KiB, and no memmap
      block is shared (unpatched QEMU offers neither EDAT1 nor EDAT2)
    RECORDED
    "
  `);
  expect(exitCode).toBe(0);
  expect(readIn(folder, 'commands')).toMatchInlineSnapshot(`
    "printf 'reset
    map 2500000000 3000' > /proc/tablewalk; cat /proc/tablewalk
    printf 'reset
    unmap 2500000000 3000' > /proc/tablewalk; cat /proc/tablewalk
    printf 'reset
    fail 2
    map 2500000000 3000' > /proc/tablewalk; cat /proc/tablewalk
    printf 'reset
    populate 3d300000000 3d300002000' > /proc/tablewalk; cat /proc/tablewalk
    printf 'reset
    free 3d300000000 3d300002000' > /proc/tablewalk; cat /proc/tablewalk
    "
  `);
  const conform = await cli(['conform', folder.at('out.jsonl'), '--quiet']);
  expect(conform.stdout).toBe('CONFORMS: 1 recording, 5 operations, 50 events\n');
  expect(existsSync(folder.at('out.jsonl.log'))).toBe(false);
});

test('the log that is kept can be converted again, also when compressed', async () => {
  const { argv, env } = fakeKit(folder);
  await cli([...argv, '--keep-log', folder.at('kept.log'), '--quiet'], { env });
  const out = folder.at('again.jsonl.gz');
  const { exitCode, stdout } = await cli([
    'record',
    '--from-log',
    folder.at('kept.log'),
    '--out',
    out,
    '--json',
  ]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(folder.masked(stdout))).toMatchInlineSnapshot(`
    {
      "crash": null,
      "edat1": false,
      "events": 50,
      "evidence": "writes",
      "file": "DIR/again.jsonl.gz",
      "kernel": "5.10.262",
      "operations": 5,
      "performed": null,
      "planned": null,
      "revision": "linux-5.10",
      "schema": "tablewalk/record/1",
      "unfinished": null,
    }
  `);
  const again = gunzipSync(readFileSync(out)).toString();
  expect(again).toBe(readIn(folder, 'out.jsonl').replace('"name":"out"', '"name":"again"'));
});

test('if the guest crashes, the recording up to the crash is kept', async () => {
  const { argv, env } = fakeKit(folder, { crashIn: 3 });
  const { exitCode, stdout } = await cli([...argv, '--quiet'], { env });
  expect(exitCode).toBe(3);
  expect(folder.masked(stdout)).toMatchInlineSnapshot(`
    "DIR/out.jsonl: 2 calls of vmem.c, 21 events
      Linux 5.10.262, compared as linux-5.10; evidence: every write, and the
      tables after each call; 2 of 5 planned operations performed
      the machine has no EDAT1: every leaf is a page of 4 KiB, and no memmap
      block is shared (unpatched QEMU offers neither EDAT1 nor EDAT2)
      the guest crashed: Unable to handle kernel pointer dereference in
      virtual kernel address space
      the recording ends before vmem_add_mapping 0x2500000000 0x3000, which
      did not return
    RECORDED up to the end of the guest
    "
  `);
  const conform = await cli(['conform', folder.at('out.jsonl'), '--quiet']);
  expect(conform.stdout).toBe('CONFORMS: 1 recording, 2 operations, 21 events\n');
});

test('a kernel at a random address is booted again with that address', async () => {
  const { argv, env } = fakeKit(folder, { address: '000003ffe011a748' });
  const { stderr } = await cli(argv, { env });
  expect(stderr.split('\n')[0]).toBe(
    'tablewalk: the kernel runs at System.map + 0x3ffe0000000: booting again',
  );
  expect(readIn(folder, 'started').trim().split('\n')).toHaveLength(2);
});

test('the System.map of another build is refused', async () => {
  const far = { address: '000003ffe011a748', otherAddress: '000003ffe011a658' };
  const same = fakeKit(folder, far);
  expect((await cli([...same.argv, '--force', '--quiet'], same)).exitCode).toBe(0);
  const { argv, env } = fakeKit(folder, { ...far, otherAddress: '000003ffe011a660' });
  const { exitCode, stderr } = await cli([...argv, '--force', '--quiet'], { env });
  expect(`${exitCode} ${folder.masked(stderr)}`).toBe(
    '2 tablewalk: error: DIR/System.map: is not the System.map of this kernel: vmem_add_mapping, vmemmap_populate, vmemmap_free lie at other distances from each other; take the System.map of the same build\n',
  );
});

test('each missing prerequisite has a one-line error', async () => {
  const { argv, env } = fakeKit(folder);
  const errorOf = async (words: readonly string[], environment = env): Promise<string> => {
    const { exitCode, stderr } = await cli([...words, '--quiet'], { env: environment });
    return folder.masked(`${exitCode} ${stderr}`).trim();
  };
  const lacking = (name: string) =>
    folder.write(`without-${name}`, systemMap.replace(new RegExp(`.* ${name}\n`), ''));
  const symbols = (name: string) => errorOf(changed(argv, '--symbols', lacking(name)));
  const errors = [
    await errorOf(['record', '--out', folder.at('x.jsonl')]),
    await errorOf(changed(argv, '--out', folder.at('x.json'))),
    await errorOf(changed(argv, '--kernel', folder.at('none'))),
    await errorOf(changed(argv, '--qemu', folder.at('none'))),
    await errorOf(argv, { CC: folder.at('none') }),
    await errorOf(changed(argv, '--symbols', folder.at('busybox'))),
    await symbols('vmemmap_free'),
    await symbols('vmem_mutex'),
    await symbols('page_table_alloc'),
    await errorOf([...argv, '--busybox', folder.at('vmlinuz')]),
    await errorOf([...argv, '--busybox', folder.at('none')]),
    await errorOf([...argv, '--no-module']),
    await errorOf(changed(argv, '--plan', folder.write('p', '{"schema":"tablewalk/plan/1"}'))),
    await errorOf(['record', '--from-log', 'x', '--seed', '1', '--out', 'y.jsonl']),
  ];
  expect(errors).toMatchInlineSnapshot(`
    [
      "2 tablewalk: error: --kernel is missing: the image to boot, or --from-log a log to convert",
      "2 tablewalk: error: --out is DIR/x.json; it must end in .jsonl or .jsonl.gz",
      "2 tablewalk: error: DIR/none: no such file or directory",
      "2 tablewalk: error: DIR/none: no such program: QEMU is needed, 10.0 or later (Debian: qemu-system-s390x); name it with --qemu",
      "2 tablewalk: error: DIR/none: no such program: a C compiler is needed to build the QEMU plugin; install one (Debian: gcc), or name it with CC",
      "2 tablewalk: error: DIR/busybox: holds no symbols; a System.map has lines such as "0000000000119de8 T vmemmap_free"",
      "2 tablewalk: error: DIR/without-vmemmap_free: has no vmemmap_free: the kernel was built without memory hotplug, or the compiler inlined the function",
      "2 tablewalk: error: DIR/without-vmem_mutex: has no vmem_mutex: it must list static variables, as the System.map of a build does",
      "2 tablewalk: error: DIR/without-page_table_alloc: has no page_table_alloc and no page_table_alloc_noprof: vmem.c allocates with it",
      "2 tablewalk: error: DIR/vmlinuz: is not a program for s390x; use busybox from Debian's busybox-static:s390x (record/README.md)",
      "2 tablewalk: error: DIR/none: no such file: the guest needs busybox for s390x, of Debian's busybox-static:s390x (record/README.md); name it with --busybox",
      "2 tablewalk: error: the kernel has no /sys/devices/system/memory: it was built without memory hotplug",
      "2 tablewalk: error: DIR/p: operations is missing; it must be a list of operations",
      "2 tablewalk: error: --from-log only converts: remove --seed",
    ]
  `);
});

test('a guest that does not boot, and a QEMU that cannot load plugins', async () => {
  const noBoot = fakeKit(folder, { noBoot: 'Kernel panic - not syncing: No working init found.' });
  const first = await cli([...noBoot.argv, '--quiet'], noBoot);
  const noPlugin = fakeKit(folder, { hasPlugin: false });
  const second = await cli([...noPlugin.argv, '--quiet'], noPlugin);
  expect(
    [first, second].map(({ exitCode, stderr }) =>
      `${exitCode} ${folder.masked(stderr)}`.replace(/\S*tablewalk-record-\w+/, 'TEMPORARY'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "2 tablewalk: error: DIR/vmlinuz: the guest does not boot: Kernel panic - not syncing: No working init found.
    ",
      "2 tablewalk: error: DIR/qemu: does not load the plugin TEMPORARY/tablewalk-trace.so: QEMU 10.0 or later is needed
    ",
    ]
  `);
});

test('a log that cannot be converted is kept', async () => {
  const { argv, env } = fakeKit(folder);
  folder.write('piece-2', 'C vmem_add_mapping 0 1000 0 0\n');
  const { exitCode, stderr } = await cli([...argv, '--quiet'], { env });
  expect(exitCode).toBe(2);
  expect(folder.masked(stderr)).toMatch(/^tablewalk: error: DIR\/out\.jsonl\.log:\d+: /);
  expect(folder.masked(stderr)).toContain(' (the log is kept as DIR/out.jsonl.log)');
  expect(readIn(folder, 'out.jsonl.log')).toContain(pagesLog.split('\n')[20]);
  rmSync(folder.at('out.jsonl.log'));
});

test('an existing file is kept, --force overwrites it', async () => {
  const { argv, env } = fakeKit(folder);
  for (const [option, name] of [
    ['--out', 'out.jsonl'],
    ['--keep-log', 'kept.log'],
  ] as const) {
    folder.write(name, 'MY NOTES');
    const full = [...argv, '--keep-log', folder.at('kept.log'), '--quiet'];
    const { exitCode, stderr } = await cli(full, { env });
    expect(exitCode).toBe(2);
    expect(folder.masked(stderr)).toContain(
      `${option} is "DIR/${name}"; the file exists: choose another name, or overwrite it with --force`,
    );
    expect(readIn(folder, name)).toBe('MY NOTES');
    expect((await cli([...full, '--force'], { env })).exitCode).toBe(0);
    rmSync(folder.at('out.jsonl'));
    rmSync(folder.at('kept.log'));
  }
});
