/**
 * A small file may cause hours of work, so every command that executes files has limits and handles
 * Ctrl-C.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { hugeLoadFile } from '../support/huge-load.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();

const hugeLoad = (): string => folder.write('huge.json', hugeLoadFile());

const commands = [
  ['replay'],
  ['explain'],
  ['show'],
  ['show', '--format', 'json'],
  ['show', '--format', 'itf'],
  ['show', '--format', 'html'],
];

test.each(commands)('%j: time, memory and Ctrl-C', async (...words) => {
  const [command, ...options] = words;
  const argv = [command, hugeLoad(), ...options];
  let time = 0;
  const late = await cli([...argv, '--time-limit', '5s'], { now: () => (time += 1000) });
  expect([late.exitCode, late.stdout]).toEqual([3, '']);
  expect(late.stderr).toBe(
    'tablewalk: undecided: stopped by the time limit (5 s); nothing was finished: raise the limit (--time-limit, --max-memory)\n',
  );
  const byDefault = await cli(argv, { now: () => (time += 1000) });
  expect(byDefault.stderr).toContain('stopped by the time limit (60 s)');
  let bytes = 0;
  const large = await cli([...argv, '--max-memory', '1M'], { heapBytes: () => (bytes += 100_000) });
  expect([large.exitCode, large.stdout]).toEqual([3, '']);
  expect(large.stderr).toContain('stopped by the limit of memory (1 MiB)');
  let looks = 0;
  const interrupted = await cli(argv, { isInterrupted: () => ++looks > 10 });
  expect([interrupted.exitCode, interrupted.stdout]).toEqual([130, '']);
  expect(interrupted.stderr).toBe('tablewalk: interrupted: nothing was finished\n');
});

/** A fast file, one that takes minutes, and one that is never reached. */
function threeFiles(): string {
  const directory = folder.at('three');
  mkdirSync(directory, { recursive: true });
  const quick = 'corpus/F01-lost-error-code--linux-5.10.json';
  copyFileSync(quick, join(directory, 'a.json'));
  copyFileSync(hugeLoad(), join(directory, 'b.json'));
  copyFileSync(quick, join(directory, 'c.json'));
  return directory;
}

test.each([
  ['replay', []],
  ['corpus run', ['--expect', 'reproduced']],
  ['corpus prune', ['--yes']],
])('%s of several files: finished and unfinished ones', async (name, more) => {
  const directory = threeFiles();
  const place = name === 'replay' ? [directory] : ['--dir', directory];
  const argv = [...name.split(' '), ...place, ...more];
  // Each poll advances the clock by a second, and the first file is polled a few times.
  let time = 0;
  const late = await cli([...argv, '--time-limit', '60s'], { now: () => (time += 1000) });
  const left = `2 files not finished, the first is ${directory}/b.json`;
  expect(late.exitCode).toBe(3);
  expect(reported(late.stdout)).toContain(`UNDECIDED: stopped by the time limit (60 s); ${left}`);
  expect(late.stdout).not.toContain('PASSED');
  let bytes = 0;
  const large = await cli([...argv, '--max-memory', '100M'], { heapBytes: () => (bytes += 2e6) });
  expect(large.exitCode).toBe(3);
  expect(reported(large.stdout)).toContain(
    // A memory limit ends the work on one file; c.json is still processed.
    `stopped by the limit of memory (100 MiB); 1 file not finished: ${directory}/b.json`,
  );
  let looks = 0;
  const interrupted = await cli([...argv, '--json'], { isInterrupted: () => ++looks > 50 });
  expect(interrupted.exitCode).toBe(130);
  expect(JSON.parse(interrupted.stdout)).toMatchObject({
    limit: { kind: 'interrupted', value: 0 },
    notFinished: [join(directory, 'b.json'), join(directory, 'c.json')],
  });
  expect(readdirSync(directory)).toEqual(['a.json', 'b.json', 'c.json']);
});

/** Removes the line breaks that wrapping inserts into a sentence. */
function reported(text: string): string {
  return text.replaceAll(/\n */g, ' ');
}

test('corpus run stopped after an unexpected outcome: the gate fails', async () => {
  const argv = ['corpus', 'run', '--dir', threeFiles(), '--expect', 'fixed', '--time-limit', '60s'];
  let time = 0;
  const { exitCode, stdout } = await cli(argv, { now: () => (time += 1000) });
  expect([exitCode, stdout]).toEqual([4, expect.stringContaining('FAILED: 1 counterexample')]);
});

test('corpus run --reporter junit: an error for each unfinished file', async () => {
  const argv = ['corpus', 'run', '--dir', threeFiles(), '--reporter', 'junit'];
  let time = 0;
  const { stdout } = await cli([...argv, '--time-limit', '60s'], { now: () => (time += 1000) });
  expect(stdout).toContain('tests="3" failures="0" errors="2"');
  expect(stdout).toContain('not finished: stopped by the time limit (60 s)');
});

test('corpus add stores nothing until all files were executed', async () => {
  const corpus = folder.at('added');
  const argv = ['corpus', 'add', threeFiles(), '--dir', corpus];
  let looks = 0;
  const { exitCode, stderr } = await cli(argv, { isInterrupted: () => ++looks > 50 });
  expect([exitCode, stderr]).toEqual([130, 'tablewalk: interrupted: nothing was finished\n']);
  expect(existsSync(corpus)).toBe(false);
});

test('conform: compared and uncompared recordings', async () => {
  const [first, second] = ['linux-5.10.qemu-56-basic', 'linux-5.10.qemu-56-failures'].map(
    (name) => `test/golden/${name}.jsonl.gz`,
  );
  let looks = 0;
  const counting = { isInterrupted: () => ++looks < 0 };
  expect((await cli(['conform', first], counting)).exitCode).toBe(0);
  // Recordings are polled one after another, so this poll is within the second one.
  const most = looks + 5;
  looks = 0;
  const argv = ['conform', first, second];
  const { exitCode, stdout } = await cli(argv, { isInterrupted: () => ++looks > most });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(
    /^UNDECIDED: stopped by an interrupt: 1 recording, .* 1 file not finished\n$/,
  );
  let time = 0;
  const late = await cli([...argv, '--json', '--time-limit', `${most}s`], {
    now: () => (time += 1000),
  });
  expect(late.exitCode).toBe(3);
  expect(JSON.parse(late.stdout)).toMatchObject({
    verdict: 'undecided',
    traces: 1,
    limit: { kind: 'time' },
    notFinished: [second],
  });
});

test('bisect: the rows so far', async () => {
  const argv = ['bisect', 'corpus/F02-mark-left-out--linux-5.10.json'];
  let looks = 0;
  const counting = { isInterrupted: () => ++looks < 0 };
  await cli(argv, counting);
  const most = Math.floor(looks / 2);
  let time = 0;
  const late = await cli([...argv, '--time-limit', `${most}s`], { now: () => (time += 1000) });
  expect(late.exitCode).toBe(3);
  expect(reported(late.stdout)).toContain(
    `UNDECIDED: stopped by the time limit (${most} s); older revisions were not judged.`,
  );
  const none = await cli(['bisect', hugeLoad(), '--time-limit', '5s'], {
    now: () => (time += 1000),
  });
  expect([none.exitCode, none.stdout]).toEqual([3, '']);
});

test('check: a scope ended by the time limit reports the limit of the run, not the remaining time', async () => {
  // Each poll advances the clock by 8 ms: the first of three scopes of 619 states is closed after 328
  // ms.
  let time = 0;
  const argv = ['check', '--preset', 'levels', '--no-files', '--json', '--time-limit', '500ms'];
  const { exitCode, stdout } = await cli(argv, { now: () => (time += 8) });
  const { limit, scopes } = JSON.parse(stdout);
  const ofRun = { kind: 'time', value: 500 };
  const limits = scopes.map((scope: { limit?: unknown }) => scope.limit ?? null);
  expect([exitCode, limit]).toEqual([1, ofRun]);
  expect(limits).toEqual([null, ofRun, { kind: 'not-started', value: null }]);
});
