/** Counterexample files on disk: one clear error for any kind of file, without blocking. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHashedName } from '../../src/counterexample/files.ts';
import { InputError } from '../../src/errors.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem, readVmem, writeVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

const good = formatVmem(falseSuccess());

function refusal(file: string): string {
  try {
    readVmem(file);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return folder.masked(error.message);
  }
}

test('a byte order mark and CRLF line ends are accepted', () => {
  const file = folder.write('windows.json', `\ufeff${good.replaceAll('\n', '\r\n')}`);
  expect(readVmem(file)).toEqual(falseSuccess());
});

test('anything but a counterexample is refused', () => {
  const pipe = folder.at('pipe.json');
  execFileSync('mkfifo', [pipe]);
  const inner = folder.at('folder.json');
  mkdirSync(inner);
  const loop = folder.at('loop.json');
  symlinkSync(loop, loop);
  const huge = folder.write('huge.json', '');
  truncateSync(huge, 100 * 2 ** 20);
  const files = [
    pipe,
    '/dev/zero',
    inner,
    loop,
    huge,
    folder.at('none.json'),
    join(huge, 'x.json'),
    folder.at(`${'x'.repeat(300)}.json`),
    folder.write('utf-16.json', Buffer.from(`\ufeff${good}`, 'utf16le')),
    folder.write(
      'junk.json',
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
    ),
    folder.write('zeros.json', new Uint8Array(4096)),
    folder.write('two.json', good + good),
  ];
  const messages = files.map((file) => refusal(file).replaceAll(/x{300}/g, 'X'));
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "DIR/pipe.json: is not a regular file; save its content to a file first
    /dev/zero: is not a regular file; save its content to a file first
    the counterexample is "DIR/folder.json"; it is a directory
    the counterexample is "DIR/loop.json"; too many symbolic links
    DIR/huge.json: the file has 104857600 bytes; a counterexample has at most 16777216
    the counterexample is "DIR/none.json"; there is no such file or directory
    the counterexample is "DIR/huge.json/x.json"; a part of the path is not a directory
    the counterexample is "DIR/X.json"; the name is too long
    DIR/utf-16.json: the content is not UTF-8 text; a counterexample is JSON
    DIR/junk.json: the content is not UTF-8 text; a counterexample is JSON
    DIR/zeros.json: the content is not JSON (Unexpected token ' ', " "... is not valid JSON)
    DIR/two.json: the content is not JSON (Unexpected non-whitespace character after JSON at position 1072)"
  `);
});

test('a different story never replaces a file: a hash is appended to its name', () => {
  const first = falseSuccess();
  const other = { ...first, request: { ...first.request, structPage: 56 as const } };
  const written = [first, other, first, other].map((one) =>
    folder.masked(writeVmem(folder.path, one)),
  );
  const names = ['linux-5.10--success-means-mapped', 'linux-5.10--success-means-mapped--HASH'];
  const hidden = written.map((file) => file.replace(/--[0-9a-f]{8}\.json$/, '--HASH.json'));
  expect(hidden).toEqual([...names, ...names].map((name) => `DIR/${name}.json`));
  expect(readdirSync(folder.path)).toHaveLength(2);
});

test('the same story from another scope gets its own file, because a file records its scope', () => {
  const first = falseSuccess();
  // The scope allows a second failure, which did not occur.
  const wider = { ...first, request: { ...first.request, failAllocs: 2 } };
  const written = [first, wider, first, wider].map((one) => writeVmem(folder.path, one));
  expect(written.map(isHashedName)).toEqual([false, true, false, true]);
  expect(new Set(written).size).toBe(2);
  expect(written.slice(0, 2).map(readVmem)).toEqual([first, wider]);
});

test('check --struct-page 48, then 56: two stories, two files, and a message', async () => {
  const out = folder.at('out');
  const check = async (structPage: string) => {
    const { exitCode, stderr } = await cli([
      ...['check', '--struct-page', structPage, '--invariants', 'success-means-mapped'],
      ...['--out', out],
    ]);
    expect(exitCode).toBe(1);
    return folder.masked(stderr).split('\n').slice(1, -2);
  };
  expect(await check('48')).toEqual(['tablewalk: 1 counterexample written to DIR/out']);
  const first = readFileSync(join(out, 'linux-5.10--success-means-mapped.json'), 'utf8');
  const said = (await check('56')).map((line) => line.replace(/--[0-9a-f]{8}\./, '--HASH.'));
  expect(said).toEqual([
    'tablewalk: 1 counterexample written to DIR/out',
    'tablewalk: another counterexample has the short name, so a hash was added to the name of linux-5.10--success-means-mapped--HASH.json',
  ]);
  const files = readdirSync(out).map((name) => readVmem(join(out, name)));
  expect(files.map(({ request }) => request.structPage).sort()).toEqual([48, 56]);
  expect(readFileSync(join(out, 'linux-5.10--success-means-mapped.json'), 'utf8')).toBe(first);
});

test('the same story, written by another version, replaces the file', () => {
  writeVmem(folder.path, { ...falseSuccess(), tool: 'older' });
  const file = writeVmem(folder.path, falseSuccess());
  expect(readdirSync(folder.path)).toEqual(['linux-5.10--success-means-mapped.json']);
  expect(readFileSync(file, 'utf8')).toBe(good);
});

test('the same file is not written again', () => {
  const file = writeVmem(folder.path, falseSuccess());
  const { ino } = statSync(file);
  expect(writeVmem(folder.path, falseSuccess())).toBe(file);
  expect(statSync(file).ino).toBe(ino);
});

test('other files are not touched', () => {
  folder.write('linux-5.10--success-means-mapped.json', '{"mine": true}');
  const file = writeVmem(folder.path, falseSuccess());
  expect(folder.masked(file)).toMatch(
    /^DIR\/linux-5\.10--success-means-mapped--[0-9a-f]{8}\.json$/,
  );
  expect(readFileSync(folder.at('linux-5.10--success-means-mapped.json'), 'utf8')).toBe(
    '{"mine": true}',
  );
});
