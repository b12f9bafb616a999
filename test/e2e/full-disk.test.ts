/**
 * A disk of 64 KiB: output that does not fit ends with exit code 74, no partial file remains, and
 * older files are kept.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderForEachTest } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'dist/main/main.js');
const story = join(root, 'corpus/F02-mark-left-out--linux-5.10.json');
const folder = folderForEachTest();

const diskBytes = 64 * 1024;
const script = '"$0" "$@"';

/**
 * A small disk, where this process may mount one. Elsewhere the shell limits the length of a file in
 * blocks of 512 bytes, and the error is EFBIG instead of ENOSPC.
 */
let isMounted = false;
let disk = '';

beforeEach(() => {
  disk = folder.at('disk');
  mkdirSync(disk);
  const options = ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk];
  isMounted = spawnSync('mount', options).status === 0;
});
afterEach(() => {
  if (isMounted) expect(spawnSync('umount', [disk]).status).toBe(0);
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `target`: the file to which the shell redirects the output; `room`: free bytes on the disk. */
function run(
  argv: readonly string[],
  room: number,
  target = '>/dev/null',
  env: Readonly<Record<string, string>> = {},
): Ran {
  if (isMounted) writeFileSync(join(disk, 'filler'), Buffer.alloc(diskBytes - room));
  const limit = isMounted ? '' : `ulimit -f ${Math.ceil(room / 512)}; trap "" XFSZ; `;
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${limit}${script} ${target}`, process.execPath, main, ...argv],
    { cwd: disk, encoding: 'utf8', env: { ...process.env, ...env } },
  );
  return { status, stdout, stderr: stderr.replaceAll(disk, 'DISK') };
}

const reason = (): string =>
  isMounted ? 'no space left on the device' : 'the file would be too large';
const files = (): string[] => readdirSync(disk).filter((name) => name !== 'filler');
const sizeOf = (name: string): number => statSync(join(disk, name)).size;

test.each(['json', 'itf', 'html'])('show --format %s: stdout in a file', (format) => {
  // Each document is longer than the disk.
  const { status, stderr } = run(['show', story, '--format', format], 16 * 1024, '>out');
  expect([status, stderr]).toEqual([
    74,
    `tablewalk: error: stdout cannot be written: ${reason()}\n`,
  ]);
  // The shell created the file. It contains all that fits.
  expect(sizeOf('out')).toBe(16 * 1024);
});

test('show: output that fits is written, and the exit code is that of the verdict', () => {
  expect(run(['show', story], 16 * 1024, '>out')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(sizeOf('out')).toBeGreaterThan(1000);
});

test.each(['json', 'html'])('show --format %s --out: the older file stays', (format) => {
  writeFileSync(join(disk, 'out'), 'older');
  const argv = ['show', story, '--format', format, '--out', 'out', '--force'];
  const { status, stderr } = run(argv, 16 * 1024);
  expect([status, stderr]).toEqual([74, `tablewalk: error: --out is "out"; ${reason()}\n`]);
  expect(readFileSync(join(disk, 'out'), 'utf8')).toBe('older');
  expect(files()).toEqual(['out']);
});

const series = ['series', 'v2', '--revisions', 'linux-5.10', '--contract', 'kernel', '--quiet'];

test('series --html: no partial file remains', () => {
  const few = ['--max-states', '10', '--no-files', '--invariants', 'success-means-mapped'];
  const { status, stderr } = run([...series, ...few, '--html', 'page.html'], 4096);
  expect([status, stderr]).toEqual([74, `tablewalk: error: --html is "page.html"; ${reason()}\n`]);
  expect(files()).toEqual([]);
});

test('check --checkpoint: the first checkpoint is kept, the verdict is reported, exit 74', () => {
  // The states of this search take 200 KiB, the first checkpoint less than 2 KiB.
  const argv = ['check', '--no-files', '--quiet', '--invariants', 'freed-once'];
  const saved = [...argv, '--checkpoint', 'c', '--max-states', '600'];
  const { status, stderr } = run(saved, 8 * 1024, '>/dev/null');
  expect([status, stderr]).toEqual([
    74,
    `tablewalk: error: the checkpoint c cannot be written: ${reason()}; there is nothing newer to resume\n`,
  ]);
  expect(files()).toEqual(['c']);
  const resumed = spawnSync(process.execPath, [main, 'check', '--resume', 'c', '--no-files'], {
    cwd: disk,
    encoding: 'utf8',
  });
  expect(resumed.stderr).toContain('a search that has not started');
});

test('a summary that does not fit leaves the file as it was', () => {
  const older = 'older\n';
  writeFileSync(join(disk, 'summary'), older);
  // No file is fixed, and the table is larger than a page of the disk.
  const argv = ['corpus', 'run', '--dir', join(root, 'corpus'), '--expect', 'fixed'];
  const { status, stderr } = run([...argv, '--reporter', 'github'], 4096, '>/dev/null', {
    GITHUB_STEP_SUMMARY: 'summary',
  });
  expect([status, stderr]).toEqual([
    74,
    `tablewalk: error: the summary is "summary"; ${reason()}\n`,
  ]);
  expect(readFileSync(join(disk, 'summary'), 'utf8')).toBe(older);
});

test('sample --seeds: a store that cannot grow is unchanged, and the result is reported', () => {
  const older = `# mine\n`;
  writeFileSync(join(disk, 'seeds'), older.padStart(4090, '#'));
  const argv = ['sample', '--runs', '50', '--no-files', '--no-shrink', '--quiet'];
  // Here stdout is a pipe.
  const { status, stdout, stderr } = run([...argv, '--seeds', 'seeds'], 4096, '');
  expect([status, stderr]).toEqual([
    74,
    `tablewalk: error: the store of seeds is "seeds"; ${reason()}\n`,
  ]);
  expect(sizeOf('seeds')).toBe(4090);
  expect(stdout).toContain('VIOLATED');
  expect(stdout).toMatch(/^Seeds .*\d+ seeds not written/m);
});

const check = ['check', '--no-files', '--invariants', 'freed-once'];

test('stdout and stderr closed or full: no stack trace and no crash', () => {
  const run = (target: string): unknown => {
    const argv = ['-c', `${script} ${target}`, process.execPath, main, ...check];
    const { status, stdout, stderr } = spawnSync('sh', argv, { encoding: 'utf8' });
    return [status, stdout !== '', stderr.replaceAll(/^tablewalk: \d.*\n/gm, 'COST ')];
  };
  const full = 'tablewalk: error: stdout cannot be written: no space left on the device\n';
  expect(run('>/dev/full')).toEqual([74, false, `COST ${full}`]);
  expect(run('2>/dev/full')).toEqual([74, true, '']);
  expect(run('>/dev/full 2>&1')).toEqual([74, false, '']);
  // Node opens /dev/null for closed descriptors, so no expected output is lost.
  expect(run('>&-')).toEqual([0, false, 'COST ']);
  expect(run('2>&-')).toEqual([0, true, '']);
  expect(run('>&- 2>&- <&-')).toEqual([0, false, '']);
});
