/** Errors that are reported before the search: paths that cannot be written, and too many threads. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory } from '../../src/files/make-directory.ts';
import { tryFile } from '../../src/files/write-whole.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { writeVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

test('missing parent directories are created; a second call does nothing', () => {
  const deep = folder.at('a', 'b', 'c');
  expect(makeDirectory(deep)).toEqual([folder.at('a'), folder.at('a', 'b'), deep]);
  expect(makeDirectory(deep)).toEqual([]);
  expect(makeDirectory('.')).toEqual([]);
  expect(statSync(deep).isDirectory()).toBe(true);
});

test('a file in place of a directory is a system error', () => {
  const file = folder.write('file', '');
  expect(() => makeDirectory(file)).toThrow('EEXIST');
  expect(() => makeDirectory(join(file, 'below'))).toThrow('ENOTDIR');
});

// mkdir below /proc fails with ENOENT although /proc exists, which made Node's recursive mkdir loop
// forever.
test.each(['/proc/x', '/proc/x/y', '/proc/self/x'])('%s is refused immediately', async (place) => {
  expect(() => writeVmem(place, falseSuccess())).toThrow(
    `--out is "${place}"; it cannot be created there`,
  );
  expect(() => tryFile('--html', join(place, 'page.html'))).toThrow(
    `--html is "${place}/page.html"; it cannot be created there`,
  );
  for (const argv of [['check'], ['sample'], ['series', 'v1']]) {
    const { exitCode, stdout, stderr } = await cli([...argv, '--out', place]);
    expect([exitCode, stdout, stderr]).toEqual([
      2,
      '',
      `tablewalk: error: --out is "${place}"; it cannot be created there\n`,
    ]);
  }
});

test('more threads than a counterexample can hold are refused before the search', async () => {
  const argv = ['--threads', 'hotplug,dcss,dumper', '--readers', 'pfn-walker,allocator'];
  for (const command of ['check', 'sample', 'size']) {
    const { exitCode, stdout, stderr } = await cli([command, ...argv]);
    expect([exitCode, stdout, stderr]).toEqual([
      2,
      '',
      'tablewalk: error: 5 threads are given (hotplug, dcss, dumper, pfn-walker, allocator); at most 4 run in one scope: remove some of --threads or --readers\n',
    ]);
  }
});
