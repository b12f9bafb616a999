/** Parts of recording that need no guest: walks, module commands, the watch list, the initramfs. */
import { expect, test } from 'vitest';
import { revisionOf } from '../../../../src/subjects/vmem/on-machine/guest-information.ts';
import {
  directoryMode,
  executableMode,
  initramfs,
} from '../../../../src/subjects/vmem/on-machine/initramfs.ts';
import {
  moduleCommands,
  parsePlan,
  plannedText,
  walkOf,
} from '../../../../src/subjects/vmem/on-machine/plan.ts';
import { parseSymbols, watchList } from '../../../../src/subjects/vmem/on-machine/watch-list.ts';
import { systemMap } from '../../../commands/record/fake-kit.ts';
import { messageOf } from '../../../support/input-error.ts';

const walk = {
  operations: 50,
  sections: [592, 593, 594],
  mapFrom: 0x2d00000000,
  isVirtioMem: false,
};

test('a walk is determined by its seed, and unplugs only plugged sections', () => {
  const operations = walkOf({ ...walk, seed: 1 });
  expect(operations).toEqual(walkOf({ ...walk, seed: 1 }));
  expect(operations).not.toEqual(walkOf({ ...walk, seed: 2 }));
  expect(operations.slice(0, 8).map(plannedText)).toMatchInlineSnapshot(`
    [
      "add 593",
      "add 594",
      "remove 593",
      "add 592 (allocation 9 fails)",
      "add 593",
      "map 0x2d80000000 0x2d80200000",
      "remove 594",
      "remove 593",
    ]
  `);
  const live = new Set<number>();
  for (const planned of operations) {
    if (planned.op === 'add') for (const section of planned.sections) live.add(section);
    if (planned.op !== 'remove') continue;
    expect(live.has(planned.sections[0])).toBe(true);
    live.delete(planned.sections[0]);
  }
});

test('with virtio-mem, a walk requests sizes', () => {
  const operations = walkOf({ ...walk, operations: 3, seed: 1, isVirtioMem: true });
  expect(operations.map(plannedText)).toMatchInlineSnapshot(`
    [
      "plug 1 sections",
      "plug 1 sections",
      "plug 3 sections",
    ]
  `);
});

test('operations as commands of the guest module', () => {
  const plan = parsePlan(
    'plan.json',
    JSON.stringify({
      schema: 'tablewalk/plan/1',
      operations: [
        { op: 'add', sections: [592, 593], failed: [3, 5] },
        { op: 'add', sections: [592], contents: [{ attempt: 2, marked: [[0, 1048576]] }] },
        { op: 'unload', start: '0x2500000000', end: '0x2500003000' },
        { op: 'free', start: '0x3d300000000', end: '0x3d300002000' },
      ],
    }),
  );
  expect(plan.map((planned) => moduleCommands(planned, 0x10000000))).toMatchInlineSnapshot(`
    [
      [
        "reset",
        "fail 3",
        "fail 5",
        "add 2500000000 20000000",
      ],
      [
        "reset",
        "fill 2 0 100000",
        "add 2500000000 10000000",
      ],
      [
        "reset",
        "unmap 2500000000 3000",
      ],
      [
        "reset",
        "free 3d300000000 3d300002000",
      ],
    ]
  `);
});

test('an invalid plan', () => {
  const errorOf = (plan: unknown) => messageOf(() => parsePlan('p', JSON.stringify(plan)));
  expect([
    errorOf({ schema: 'tablewalk/plan/1', operations: [] }),
    errorOf({ schema: 'tablewalk/plan/1', operations: [{ op: 'shrink' }] }),
    errorOf({ schema: 'tablewalk/plan/1', operations: [{ op: 'add', sections: [] }] }),
    errorOf({ schema: 'tablewalk/plan/1', operations: [{ op: 'map', start: '1', end: '0x2' }] }),
  ]).toMatchInlineSnapshot(`
    [
      "p: operations is a list of 0; it must be at least one operation",
      "p: operations[0].op is "shrink"; it must be add, online, remove (with sections), load, unload, map, unmap, populate, free (with start and end) or plug",
      "p: operations[0].sections is a list of 0; it must be a list of at least one section",
      "p: operations[0].start is "1"; it must be a hexadecimal address such as "0x2500000000"",
    ]
  `);
});

test('the watch list names text, entry points, their callees, and variables', () => {
  const symbols = parseSymbols('System.map', systemMap);
  expect(watchList('System.map', symbols, 0x3ffe0000000n)).toMatchInlineSnapshot(`
    "T 3ffe0119d60 3ffe0119de8 vmem_free_pages
    T 3ffe0119de8 3ffe011a638 vmem_crst_alloc
    T 3ffe011a638 3ffe011a658 modify_pagetable
    T 3ffe011a658 3ffe011a6d0 vmemmap_free
    T 3ffe011a6d0 3ffe011a748 vmem_remove_mapping
    T 3ffe011a748 3ffe011a7f8 vmem_add_mapping
    T 3ffe02f04f8 3ffe02f27a8 vmem_pte_alloc
    T 3ffe02f27a8 3ffe02f4b68 vmemmap_populate
    E 3ffe011a748 vmem_add_mapping
    E 3ffe011a6d0 vmem_remove_mapping
    E 3ffe02f27a8 vmemmap_populate
    E 3ffe011a658 vmemmap_free
    F 3ffe01f3348 __get_free_pages
    F 3ffe011ca90 page_table_alloc
    A 3ffe02f4b68 vmemmap_alloc_block
    F 3ffe01f0c48 free_pages
    F 3ffe011ccd0 page_table_free
    F 3ffe0292a24 memset
    F 3ffe029e2e0 memchr_inv
    M 3ffe02f6ed0 mutex_lock 3ffe03bd430
    M 3ffe02f6760 mutex_unlock 3ffe03bd430
    V 3ffe0484000 root
    V 3ffe048b0e8 unused
    V 3ffe048b0f8 count0
    V 3ffe048b100 count1
    V 3ffe048b108 count2
    V 3ffe0488240 VMALLOC_START
    V 3ffe0488248 vmemmap
    "
  `);
});

test('cpio can unpack the initramfs', () => {
  const content = Buffer.from('content');
  const archive = initramfs([
    { path: 'bin', mode: directoryMode, content: new Uint8Array(0) },
    { path: 'bin/x', mode: executableMode, content },
  ]);
  expect(archive.length % 4).toBe(0);
  // Both kernels and cpio read these fields: magic, modes, sizes and names.
  const text = archive.toString('latin1');
  expect(text.match(/070701[0-9A-Fa-f]{104}/g)).toHaveLength(3);
  expect(text.slice(0, 110)).toMatchInlineSnapshot(
    `"07070100000001000041ed0000000000000000000000010000000000000000000000000000000000000000000000000000000400000000"`,
  );
  expect(text).toContain('bin/x\0content');
});

test('the revision for each kernel version', () => {
  const versions = [
    '5.8.1',
    '5.9.0-rc1',
    '5.10.262',
    '5.15.0',
    '6.1.0-50-s390x',
    '6.12.9',
    '6.18.1',
    '6.19.0',
    '7.2.13+deb14',
  ];
  expect(versions.map((version) => `${version} ${revisionOf(version)}`)).toMatchInlineSnapshot(`
    [
      "5.8.1 base",
      "5.9.0-rc1 linux-5.9",
      "5.10.262 linux-5.10",
      "5.15.0 linux-5.10",
      "6.1.0-50-s390x mainline",
      "6.12.9 linux-6.12",
      "6.18.1 linux-6.12",
      "6.19.0 linux-7.2",
      "7.2.13+deb14 linux-7.2",
    ]
  `);
});
