/** The files of `record/` that run under QEMU and in the guest, built for one recording. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../../errors.ts';
import { packageFolder } from '../../../files/package.ts';
import { orInputError } from '../../../files/read-lines.ts';
import {
  type ArchivedFile,
  consoleMode,
  directoryMode,
  executableMode,
  fileMode,
  initramfs,
} from './initramfs.ts';

/** The folder `record/` of the package, beside src and dist. */
const kit = fileURLToPath(new URL('record/', packageFolder));

/** Compiles the plugin into `folder`; returns its path. Throws `InputError` if there is no compiler. */
export function buildPlugin(folder: string, compiler: string): string {
  const plugin = join(folder, 'tablewalk-trace.so');
  const argv = ['-O2', '-fPIC', '-shared', '-o', plugin, join(kit, 'plugin/tablewalk-trace.c')];
  const { error, status, stderr } = spawnSync(compiler, argv, { encoding: 'utf8' });
  if (error !== undefined) {
    throw new InputError(
      `${compiler}: no such program: a C compiler is needed to build the QEMU plugin; install one (Debian: gcc), or name it with CC`,
    );
  }
  if (status !== 0) {
    const [first = ''] = stderr.split('\n').filter((line) => line.includes('error'));
    throw new InputError(`${compiler} cannot compile the QEMU plugin: ${first.trim()}`);
  }
  return plugin;
}

/** Writes the initramfs into `folder`; returns its path. */
export function buildInitramfs(folder: string, busybox: string, module: string | null): string {
  const empty = new Uint8Array(0);
  const read = (path: string): Uint8Array => orInputError(path, () => readFileSync(path));
  const program = read(busybox);
  if (!isS390xProgram(program)) {
    throw new InputError(
      `${busybox}: is not a program for s390x; use busybox from Debian's busybox-static:s390x (record/README.md)`,
    );
  }
  const files: ArchivedFile[] = [
    { path: 'dev', mode: directoryMode, content: empty },
    { path: 'dev/console', mode: consoleMode, content: empty, device: [5, 1] },
    { path: 'bin', mode: directoryMode, content: empty },
    { path: 'bin/busybox', mode: executableMode, content: program },
    { path: 'init', mode: executableMode, content: read(join(kit, 'initramfs-init')) },
  ];
  if (module !== null) files.push({ path: 'tablewalk.ko', mode: fileMode, content: read(module) });
  const path = join(folder, 'initramfs');
  writeFileSync(path, initramfs(files));
  return path;
}

/** An ELF file of big-endian 64 bits for machine 22. */
function isS390xProgram(bytes: Uint8Array): boolean {
  const [a, b, c, d, wide, order] = bytes;
  const isElf = a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46;
  return isElf && wide === 2 && order === 2 && bytes[19] === 22;
}
