/** Directories for output: made from the top down, and refused at once where nothing can be made. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { preparePlace, writeCounterexample } from '../../src/cli-api.ts';
import { makeDirectory } from '../../src/run/make-directory.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tablewalk-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('whatever is missing above it is made, and a second time nothing happens', () => {
  const deep = join(directory, 'a', 'b', 'c');
  makeDirectory(deep);
  makeDirectory(deep);
  makeDirectory('.');
  expect(statSync(deep).isDirectory()).toBe(true);
});

test('a file in the way is an error of the system', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(() => makeDirectory(file)).toThrow('EEXIST');
  expect(() => makeDirectory(join(file, 'below'))).toThrow('ENOTDIR');
});

// mkdir below /proc fails with ENOENT though /proc is there: Node's own recursion never ended.
test.each(['/proc/x', '/proc/x/y', '/proc/self/x'])('%s is refused at once', async (place) => {
  expect(() => writeCounterexample(place, falseSuccess())).toThrow(
    `--out is "${place}"; it cannot be created there`,
  );
  expect(() => preparePlace('--html', join(place, 'page.html'))).toThrow(
    `--html is "${place}/page.html"; it cannot be written: ENOENT`,
  );
  const { exitCode, stderr } = await cli(['check', '--out', place, '--quiet']);
  expect([exitCode, stderr]).toEqual([
    2,
    `tablewalk: error: --out is "${place}"; it cannot be created there\n`,
  ]);
});
