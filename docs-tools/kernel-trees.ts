/** Kernel sources from the Debian packages linux-source-*: only the few files that are needed. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The unpacked parts of a kernel. */
const wanted = [
  'Makefile',
  'arch/s390/mm',
  'arch/x86/mm/init_64.c',
  'arch/arm64/mm/mmu.c',
  'mm/sparse-vmemmap.c',
];

/** Without apt, only existing trees are used. APT_CONFIG may select a different apt root. */
export async function fetchKernelTrees(folder: string): Promise<void> {
  for (const name of await packageNames()) {
    const version = name.replace('linux-source-', '');
    const tree = resolve(folder, `linux-${version}`);
    if (existsSync(tree)) continue;
    try {
      await run('apt-get', ['download', name], { cwd: folder });
      await unpack(folder, name, tree);
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      process.stderr.write(`kernel-texts: ${name} is skipped: ${reason}\n`);
    }
  }
}

async function packageNames(): Promise<string[]> {
  try {
    const { stdout } = await run('apt-cache', ['pkgnames', 'linux-source-']);
    return stdout
      .split('\n')
      .filter((name) => /^linux-source-\d+\.\d+$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** The package contains a tar file of the kernel; Debian tools unpack both as streams. */
async function unpack(folder: string, name: string, tree: string): Promise<void> {
  const file = readdirSync(folder).find(
    (one) => one.startsWith(`${name}_`) && one.endsWith('.deb'),
  );
  if (file === undefined) throw new Error('apt-get downloaded nothing');
  mkdirSync(tree);
  const inner = `./usr/src/${name}.tar.xz`;
  const names = wanted.map((one) => `"${name}/${one}"`).join(' ');
  const script =
    'set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -xO "$2" | ' +
    `tar -xJ --strip-components=1 -C "$3" --wildcards ${names}`;
  await run('bash', ['-c', script, 'unpack', join(folder, file), inner, tree]);
}
