/** tablewalk corpus list, run and prune: gates; nothing is removed unless requested. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { corpusForEachTest } from '../support/corpus-folder.ts';
import { falseSuccess, neighbourMarked, onRevision } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { formatVmem } from '../support/vmem-files.ts';

const corpus = corpusForEachTest();

describe('list and run', () => {
  beforeEach(async () => {
    await corpus.add(
      corpus.beside('a.json', falseSuccess()),
      corpus.beside('b.json', neighbourMarked()),
    );
  });

  test('list: one line a file', async () => {
    expect(await corpus.run('list')).toMatchInlineSnapshot(`
      [
        0,
        "DIR/corpus/linux-5.10--live-memmap-not-marked.json  linux-5.10  live-memmap-not-marked  2 operations  60 steps
      DIR/corpus/linux-5.10--success-means-mapped.json    linux-5.10  success-means-mapped    1 operation   32 steps

      2 counterexamples in DIR/corpus
      ",
      ]
    `);
    const { stdout } = await cli(['corpus', 'list', '--dir', corpus.path, '--json']);
    expect(JSON.parse(corpus.around.masked(stdout))).toMatchInlineSnapshot(`
      {
        "action": "list",
        "directory": "DIR/corpus",
        "entries": [
          {
            "file": "DIR/corpus/linux-5.10--live-memmap-not-marked.json",
            "invariant": "live-memmap-not-marked",
            "operations": 2,
            "revision": "linux-5.10",
            "steps": 60,
          },
          {
            "file": "DIR/corpus/linux-5.10--success-means-mapped.json",
            "invariant": "success-means-mapped",
            "operations": 1,
            "revision": "linux-5.10",
            "steps": 32,
          },
        ],
        "limit": null,
        "notFinished": [],
        "schema": "tablewalk/corpus/1",
        "unreadable": [],
      }
    `);
  });

  test('run: 0 if all reproduce, 5 if not, 4 from a gate', async () => {
    const repaired = ['--revision', 'error-kept'];
    const codes: number[] = [];
    for (const argv of [
      [],
      repaired,
      ['--expect', 'reproduced'],
      ['--expect', 'fixed'],
      [...repaired, '--expect', 'reproduced'],
    ]) {
      codes.push((await corpus.run('run', ...argv))[0]);
    }
    expect(codes).toEqual([0, 5, 0, 4, 4]);
    expect(await corpus.run('run', ...repaired, '--expect', 'fixed')).toMatchInlineSnapshot(`
      [
        0,
        "fixed  DIR/corpus/linux-5.10--live-memmap-not-marked.json
        error-kept runs all 2 operations and live-memmap-not-marked holds
      fixed  DIR/corpus/linux-5.10--success-means-mapped.json
        error-kept runs all 1 operation and success-means-mapped holds

      2 counterexamples: 0 reproduced, 2 fixed, 0 different
      PASSED: all are fixed
      ",
      ]
    `);
  });

  test('run --json: results, and unexpected outcomes', async () => {
    const argv = ['corpus', 'run', '--dir', corpus.path, '--expect', 'fixed', '--json'];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(4);
    expect(JSON.parse(corpus.around.masked(stdout))).toMatchInlineSnapshot(`
      {
        "action": "run",
        "directory": "DIR/corpus",
        "expected": "fixed",
        "limit": null,
        "notFinished": [],
        "results": [
          {
            "file": "DIR/corpus/linux-5.10--live-memmap-not-marked.json",
            "invariant": "live-memmap-not-marked",
            "note": "text does not match the operations, which give "linux-5.10 violates live-memmap-not-marked: add section 2 (allocation 7 fails); add section 3"",
            "operation": 2,
            "operations": 2,
            "outcome": "reproduced",
            "reason": null,
            "revision": "linux-5.10",
          },
          {
            "file": "DIR/corpus/linux-5.10--success-means-mapped.json",
            "invariant": "success-means-mapped",
            "note": "text does not match the operations, which give "linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)"",
            "operation": 1,
            "operations": 1,
            "outcome": "reproduced",
            "reason": null,
            "revision": "linux-5.10",
          },
        ],
        "schema": "tablewalk/corpus/1",
        "unexpected": [
          "DIR/corpus/linux-5.10--live-memmap-not-marked.json",
          "DIR/corpus/linux-5.10--success-means-mapped.json",
        ],
        "unreadable": [],
      }
    `);
  });

  test('a missing or empty directory, or a file, is rejected', async () => {
    const empty = corpus.around.at('empty');
    mkdirSync(empty);
    for (const dir of [empty, corpus.around.at('none'), corpus.around.at('a.json')]) {
      for (const action of ['list', 'run', 'prune']) {
        const { exitCode, stdout, stderr } = await cli(['corpus', action, '--dir', dir]);
        expect([exitCode, stdout]).toEqual([2, '']);
        expect(stderr).toMatch(/^tablewalk: error: .*\n$/);
      }
    }
  });
});

describe('prune', () => {
  beforeEach(async () => {
    await corpus.add(
      corpus.beside('a.json', falseSuccess()),
      corpus.beside('b.json', neighbourMarked()),
    );
    writeFileSync(join(corpus.path, 'z-again.json'), formatVmem(falseSuccess()));
    const fixed = formatVmem(onRevision('error-kept', falseSuccess()));
    writeFileSync(join(corpus.path, 'y-fixed.json'), fixed);
  });

  test('it lists obsolete files, and removes nothing', async () => {
    const before = corpus.files();
    expect(await corpus.run('prune')).toMatchInlineSnapshot(`
      [
        0,
        "would remove  DIR/corpus/y-fixed.json  (fixed: success-means-mapped holds on error-kept)
      would remove  DIR/corpus/z-again.json  (duplicate: has the same story as DIR/corpus/linux-5.10--success-means-mapped.json)

      2 of 4 counterexamples would be removed; add --yes to remove them
      ",
      ]
    `);
    expect(await corpus.run('prune', '--dry-run')).toEqual(await corpus.run('prune'));
    expect((await corpus.run('prune', '--dry-run', '--yes'))[0]).toBe(2);
    expect(corpus.files()).toEqual(before);
  });

  test('--yes removes only fixed files and duplicates', async () => {
    expect((await corpus.run('prune', '--yes', '--json'))[0]).toBe(0);
    expect(corpus.files()).toEqual([
      'linux-5.10--live-memmap-not-marked.json',
      'linux-5.10--success-means-mapped.json',
    ]);
    expect(await corpus.run('prune', '--yes')).toMatchInlineSnapshot(`
      [
        0,
        "nothing to remove: 2 counterexamples in DIR/corpus, none fixed or duplicated
      ",
      ]
    `);
  });

  test('one unreadable file prevents all removals', async () => {
    writeFileSync(join(corpus.path, 'zz.json'), '{');
    const before = corpus.files();
    expect((await corpus.run('prune', '--yes'))[0]).toBe(2);
    expect(corpus.files()).toEqual(before);
  });
});
