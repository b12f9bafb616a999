/** Fakes for recording: a compiler, QEMU with a guest that has a console, a kernel. */
import { chmodSync, readFileSync } from 'node:fs';
import { pagesLog } from '../../subjects/vmem/recordings/log/logs.ts';
import type { TemporaryFolder } from '../../support/temporary-folder.ts';

/** The symbols of the kernel from which pages.log was recorded. */
export const systemMap = `
0000000000119d60 t vmem_free_pages
0000000000119de8 T vmem_crst_alloc
000000000011a638 t modify_pagetable
000000000011a658 T vmemmap_free
000000000011a6d0 T vmem_remove_mapping
000000000011a748 T vmem_add_mapping
000000000011a7f8 t _memcpy_real
000000000011ca90 T page_table_alloc
000000000011ccd0 T page_table_free
00000000001f0c48 T free_pages
00000000001f3348 T __get_free_pages
0000000000292a24 W memset
000000000029e2e0 T memchr_inv
00000000002f04f8 T vmem_pte_alloc
00000000002f27a8 T vmemmap_populate
00000000002f4b68 T vmemmap_alloc_block
00000000002f6760 T mutex_unlock
00000000002f6ed0 T mutex_lock
00000000003bd430 d vmem_mutex
0000000000484000 B swapper_pg_dir
0000000000488240 B VMALLOC_START
0000000000488248 B vmemmap
000000000048b0e8 b unused_pmd_start
000000000048b0f8 B direct_pages_count
`;

export interface FakeGuest {
  /** The output of plugin and module: the log of a complete recording. */
  readonly log?: string;
  /** The operation in which the guest crashes. */
  readonly crashIn?: number;
  /** Console output in place of a boot. */
  readonly noBoot?: string;
  /** Offset added to the addresses of System.map at the first boot. */
  readonly address?: string;
  /** Address of vmemmap_free in the running kernel; by default kallsyms does not list it. */
  readonly otherAddress?: string;
  /** Console output when memory is onlined; the guest then ends unless it is `ONLINE`. */
  readonly online?: string;
  readonly hasPlugin?: boolean;
}

/** The plan from which pages.log was recorded. */
const pagesPlan = {
  schema: 'tablewalk/plan/1',
  operations: [
    { op: 'load', start: '0x2500000000', end: '0x2500003000' },
    { op: 'unload', start: '0x2500000000', end: '0x2500003000' },
    { op: 'load', start: '0x2500000000', end: '0x2500003000', failed: [2] },
    { op: 'populate', start: '0x3d300000000', end: '0x3d300002000' },
    { op: 'free', start: '0x3d300000000', end: '0x3d300002000' },
  ],
};

/** Writes everything into the folder; returns the arguments of a recording, and the environment. */
export function fakeKit(folder: TemporaryFolder, guest: FakeGuest = {}) {
  const { crashIn = 0, noBoot, address = '000000000011a748', hasPlugin = true } = guest;
  const { log = pagesLog, otherAddress, online = 'ONLINE' } = guest;
  const other = otherAddress === undefined ? '' : `echo '${otherAddress} T vmemmap_free'`;
  const information = log
    .split('\n')
    .filter((line) => /^I \w+ [0-9a-f]+$/.test(line) && !line.startsWith('I kernel'));
  const pieces = log
    .split(/^# .*\n/m)
    .slice(1)
    .map((text) => text.trimEnd());
  for (const [index, piece] of pieces.entries()) {
    const cut = index + 1 === crashIn ? piece.slice(0, piece.indexOf('\nR ')) : piece;
    folder.write(`piece-${index + 1}`, `${cut}\n`);
  }
  folder.write('information', `${information.join('\n')}\n`);
  const script = `#!/bin/sh
here=${folder.path}
echo "$@" >> "$here/started"
for word in "$@"; do
  case "$word" in *,log=*) log=\${word#*,log=}; log=\${log%%,*} ;; esac
done
${hasPlugin ? 'test -n "$log" && echo boot > "$log"' : ''}
${noBoot === undefined ? '' : `echo '${noBoot}'; exit 1`}
echo 'TABLEWALK-READY 5.10.262'
n=0
while read -r line; do
  case "$line" in
  *kallsyms*)
    echo '${address} T vmem_add_mapping'
    ${other} ;;
  'uname -r') echo 5.10.262 ;;
  insmod*) echo LOADED ;;
  'echo online'*)
    echo "$line" >> "$here/commands"
    echo '${online}'
    ${online === 'ONLINE' ? ':' : 'exit 0'} ;;
  head*) cat "$here/information" ;;
  printf*)
    n=$((n + 1))
    echo "$line" >> "$here/commands"
    cat "$here/piece-$n" >> "$log"
    if [ $n = ${crashIn} ]; then
      echo 'Unable to handle kernel pointer dereference in virtual kernel address space'
      echo 'Kernel panic - not syncing: Fatal exception: panic_on_oops'
      exit 0
    fi
    echo 'map 0' ;;
  esac
  echo 'TABLEWALK-DONE 0'
done
`;
  const executable = (name: string, text: string): string => {
    const path = folder.write(name, text);
    chmodSync(path, 0o755);
    return path;
  };
  const busybox = new Uint8Array(64);
  busybox.set([0x7f, 0x45, 0x4c, 0x46, 2, 2, 1]);
  busybox[19] = 22;
  folder.write('busybox', busybox);
  folder.write('vmlinuz', 'a kernel');
  folder.write('tablewalk.ko', 'a module');
  const argv = [
    ...['record', '--kernel', folder.at('vmlinuz')],
    ...['--symbols', folder.write('System.map', systemMap)],
    ...['--qemu', executable('qemu', script)],
    ...['--plan', folder.write('plan.json', JSON.stringify(pagesPlan))],
    ...['--out', folder.at('out.jsonl')],
  ];
  const compiler = executable('cc', '#!/bin/sh\nfor word; do last=$word; done\nexit 0\n');
  return { argv, env: { CC: compiler } };
}

export function readIn(folder: TemporaryFolder, name: string): string {
  return readFileSync(folder.at(name), 'utf8');
}
