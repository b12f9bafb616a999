/**
 * One bad file among others: every format names it, the others are processed, and the exit code is 2.
 */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { falseSuccess, neighbourMarked, onRevision } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

async function run(...argv: readonly string[]): Promise<readonly [number, string, string]> {
  const { exitCode, stdout, stderr } = await cli(argv);
  return [exitCode, folder.masked(stdout), folder.masked(stderr)];
}

const oneOfThree = 'tablewalk: error: 1 of 3 files cannot be read\n';

describe('counterexamples', () => {
  beforeEach(() => {
    folder.write('a.json', formatVmem(falseSuccess()));
    folder.write('b.json', '{"schema": ');
    folder.write('c.json', formatVmem(neighbourMarked()));
  });

  test('replay: text', async () => {
    expect(await run('replay', folder.path)).toMatchInlineSnapshot(`
      [
        2,
        "reproduced  DIR/a.json
        linux-5.10 violates success-means-mapped in operation 1 of 1
        note: text does not match the operations, which give "linux-5.10
          violates success-means-mapped: add section 2 (allocation 7 fails)"
      reproduced  DIR/c.json
        linux-5.10 violates live-memmap-not-marked in operation 2 of 2
        note: text does not match the operations, which give "linux-5.10
          violates live-memmap-not-marked: add section 2 (allocation 7 fails);
          add section 3"
      unreadable  DIR/b.json: the JSON ends early, after 11 characters: is the file truncated?

      2 counterexamples: 2 reproduced, 0 fixed, 0 different, 1 file unreadable
      ",
        "tablewalk: error: 1 of 3 files cannot be read
      ",
      ]
    `);
  });

  test('corpus run, with and without a gate', async () => {
    const [exitCode, stdout, stderr] = await run('corpus', 'run', '--dir', folder.path);
    expect([exitCode, stderr]).toEqual([2, oneOfThree]);
    expect(stdout).toBe((await run('replay', folder.path))[1]);
    const gate = await run('corpus', 'run', '--dir', folder.path, '--expect', 'reproduced');
    expect([gate[0], gate[1].split('\n').slice(-2)]).toMatchInlineSnapshot(`
      [
        2,
        [
          "FAILED: 0 counterexamples not reproduced, 1 file unreadable",
          "",
        ],
      ]
    `);
  });

  test('corpus list', async () => {
    expect(await run('corpus', 'list', '--dir', folder.path)).toMatchInlineSnapshot(`
      [
        2,
        "DIR/a.json  linux-5.10  success-means-mapped    1 operation   32 steps
      DIR/c.json  linux-5.10  live-memmap-not-marked  2 operations  60 steps
      unreadable  DIR/b.json: the JSON ends early, after 11 characters: is the file truncated?

      2 counterexamples in DIR, 1 file unreadable
      ",
        "tablewalk: error: 1 of 3 files cannot be read
      ",
      ]
    `);
  });

  test('corpus prune checks the others, and removes nothing', async () => {
    folder.write('d.json', formatVmem(falseSuccess()));
    expect(await run('corpus', 'prune', '--dir', folder.path, '--yes')).toMatchInlineSnapshot(`
      [
        2,
        "would remove  DIR/d.json  (duplicate: has the same story as DIR/a.json)
      unreadable  DIR/b.json: the JSON ends early, after 11 characters: is the file truncated?

      1 of 4 counterexamples would be removed; nothing is removed while a file cannot be read, 1 file unreadable
      ",
        "tablewalk: error: 1 of 4 files cannot be read
      ",
      ]
    `);
    const left = ['a', 'b', 'c', 'd'].filter((name) => existsSync(folder.at(`${name}.json`)));
    expect(left).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([
    [['replay', '--json']],
    [['corpus', 'run', '--json', '--dir']],
    [['corpus', 'list', '--json', '--dir']],
    [['corpus', 'prune', '--json', '--dir']],
  ])('JSON: %j', async (argv) => {
    const [exitCode, stdout, stderr] = await run(...argv, folder.path);
    expect([exitCode, stderr]).toEqual([2, oneOfThree]);
    const { unreadable } = JSON.parse(stdout);
    expect(unreadable).toEqual([{ file: 'DIR/b.json', error: expect.stringContaining('JSON') }]);
  });

  test.each(['junit', 'sarif', 'github'])('%s: an error, not a failure', async (reporter) => {
    const [exitCode, stdout] = await run('replay', '--reporter', reporter, folder.path);
    expect(exitCode).toBe(2);
    expect(stdout).toMatchSnapshot();
  });

  test('several files, all unreadable: only errors', async () => {
    folder.write('a.json', '');
    folder.write('c.json', '[]');
    const [exitCode, stdout, stderr] = await run('replay', folder.path);
    expect([exitCode, stderr]).toEqual([2, 'tablewalk: error: 3 of 3 files cannot be read\n']);
    expect(stdout.match(/^unreadable {2}DIR/gm)).toHaveLength(3);
  });

  test('neither another revision nor a gate hides the error', async () => {
    folder.write('c.json', formatVmem(onRevision('error-kept', falseSuccess())));
    expect((await run('replay', folder.path))[0]).toBe(2);
    const argv = ['corpus', 'run', '--expect', 'reproduced', '--dir', folder.path];
    expect((await run(...argv))[0]).toBe(2);
  });
});

describe('recordings', () => {
  const golden = 'test/golden/linux-5.10.t5-56-adv.jsonl.gz';

  beforeEach(() => {
    mkdirSync(folder.at('sub'));
    copyFileSync(golden, folder.at('a.jsonl.gz'));
    folder.write('b.jsonl.gz', readFileSync(golden).subarray(0, 1000));
    folder.write('sub/c.jsonl', '{"no": "header"}\n');
  });

  test('conform: text', async () => {
    expect(await run('conform', '--quiet', folder.path)).toMatchInlineSnapshot(`
      [
        2,
        "unreadable  DIR/b.jsonl.gz: is not a complete gzip file (unexpected end of file)
      unreadable  DIR/sub/c.jsonl: line 1: format is missing; it must be "vmem-trace/1", the only known format
      UNDECIDED: 2 of 3 recordings cannot be read: 1 recording, 140 operations, 825 events, 2 files unreadable
      ",
        "tablewalk: error: 2 of 3 files cannot be read
      ",
      ]
    `);
  });

  test('conform: JSON', async () => {
    const [exitCode, stdout] = await run('conform', '--quiet', '--json', folder.path);
    const { verdict, traces, unreadable } = JSON.parse(stdout);
    expect([exitCode, verdict, traces]).toEqual([2, 'undecided', 1]);
    expect(unreadable.map(({ file }: { file: string }) => file)).toEqual([
      'DIR/b.jsonl.gz',
      'DIR/sub/c.jsonl',
    ]);
  });

  test.each(['junit', 'sarif', 'github'])('conform: %s', async (reporter) => {
    const [, stdout] = await run('conform', '--quiet', '--reporter', reporter, folder.path);
    expect(stdout).toMatchSnapshot();
  });
});
