/**
 * Output files: complete or absent; links are followed; devices and FIFOs are kept; concurrent
 * writers.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { InputError, OutputError } from '../../src/errors.ts';
import {
  appendWhole,
  createWhole,
  replaceWhole,
  tryDirectory,
  tryFile,
} from '../../src/files/write-whole.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

const read = (name: string): string => readFileSync(folder.at(name), 'utf8');

test('a file is created with its parent folders, replaced, and keeps its permissions', () => {
  const file = folder.at('a', 'b', 'file');
  replaceWhole('--out', file, 'one');
  chmodSync(file, 0o640);
  replaceWhole('--out', file, (write) => {
    write(Buffer.from('tw'));
    write(Buffer.from('o'));
  });
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder.at('a', 'b'))).toEqual(['file']);
});

test('a symbolic link is followed, even to a file that does not exist yet', () => {
  mkdirSync(folder.at('real'));
  symlinkSync('real/file', folder.at('first'));
  symlinkSync('first', folder.at('second'));
  replaceWhole('--out', folder.at('second'), 'one');
  replaceWhole('--out', folder.at('second'), 'two');
  expect(lstatSync(folder.at('first')).isSymbolicLink()).toBe(true);
  expect(lstatSync(folder.at('second')).isSymbolicLink()).toBe(true);
  expect(read('real/file')).toBe('two');
});

test('a device stays a device, and a FIFO transfers the bytes', () => {
  replaceWhole('--out', '/dev/null', 'gone');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  const fifo = folder.at('fifo');
  execFileSync('mkfifo', [fifo]);
  // One descriptor for both ends, so that open does not block.
  const both = openSync(fifo, 'r+');
  replaceWhole('--out', fifo, 'hello');
  const bytes = Buffer.alloc(16);
  expect(bytes.subarray(0, readSync(both, bytes)).toString()).toBe('hello');
  closeSync(both);
  expect(statSync(fifo).isFIFO()).toBe(true);
});

test('a partial write is an error: a full device is an OutputError', () => {
  for (const write of [replaceWhole, appendWhole]) {
    expect(() => write('--out', '/dev/full', 'x')).toThrow(
      new OutputError('--out is "/dev/full"; no space left on the device'),
    );
  }
});

test('one of several concurrent writers succeeds, and an existing file stays', () => {
  const file = folder.at('file');
  expect(createWhole('--out', file, 'one')).toBe(true);
  expect(createWhole('--out', file, 'two')).toBe(false);
  symlinkSync('nowhere', folder.at('link'));
  expect(createWhole('--out', folder.at('link'), 'two')).toBe(false);
  expect(read('file')).toBe('one');
  expect(readdirSync(folder.path).sort()).toEqual(['file', 'link']);
});

test('appended text follows the existing content', () => {
  appendWhole('--seeds', folder.at('deep', 'seeds'), 'one\n');
  appendWhole('--seeds', folder.at('deep', 'seeds'), 'two\n');
  expect(read('deep/seeds')).toBe('one\ntwo\n');
});

test('a trial write leaves no trace, and refuses paths that cannot be written', () => {
  tryDirectory('--out', folder.at('a', 'b'));
  tryFile('--html', folder.at('a', 'b', 'page.html'));
  expect(readdirSync(folder.path)).toEqual([]);
  const file = folder.write('file', '');
  const refused = [
    () => tryDirectory('--out', file),
    () => tryDirectory('--out', `${file}/below`),
    () => tryFile('--html', folder.path),
    () => tryFile('--html', `${file}/page.html`),
    () => tryFile('--html', '/proc/page.html'),
    () => tryFile('--html', folder.at('x'.repeat(300))),
  ].map((attempt) => {
    try {
      attempt();
      return 'accepted';
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return folder.masked(error.message).replace(/x{300}/, 'X');
    }
  });
  expect(refused).toEqual([
    '--out is "DIR/file"; a part of the path is not a directory',
    '--out is "DIR/file/below"; a part of the path is not a directory',
    '--html is "DIR"; it is a directory',
    '--html is "DIR/file/page.html"; a part of the path is not a directory',
    '--html is "/proc/page.html"; it cannot be created there',
    '--html is "DIR/X"; the name is too long',
  ]);
});
