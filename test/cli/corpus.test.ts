/** tablewalk corpus: what is stored, what is refused, what a gate says, and that nothing is lost unasked. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Counterexample, formatCounterexample } from '../../src/trace/counterexample.ts';
import {
  counterexampleOf,
  falseSuccess,
  neighbourMarked,
  onRevision,
  step,
} from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
let corpus = '';
beforeEach(() => {
  corpus = folder.at('corpus');
});

function stored(name: string, counterexample: Counterexample): string {
  return folder.write(name, formatCounterexample(counterexample));
}

/** Exit code, and what was said, with the folder of this test as DIR. */
async function told(action: string, ...argv: string[]): Promise<[number, string]> {
  const { exitCode, stdout, stderr } = await cli(['corpus', action, ...argv, '--dir', corpus]);
  return [exitCode, folder.masked(stdout + stderr)];
}

const add = (...argv: string[]) => told('add', ...argv);

const files = () => readdirSync(corpus);

describe('add', () => {
  test('each under a name that says what it is, whole, in the newest form', async () => {
    const text = formatCounterexample(falseSuccess());
    const { schema, request, invariant, operations, expected, claim } = JSON.parse(text);
    const short = { schema, request, invariant, operations };
    const file = folder.write('short.json', JSON.stringify(short));
    expect(await add(file, stored('b.json', neighbourMarked()))).toMatchInlineSnapshot(`
      [
        0,
        "added  DIR/corpus/linux-5.10--success-means-mapped.json  (from DIR/short.json)
      added  DIR/corpus/linux-5.10--live-memmap-not-marked.json  (from DIR/b.json)

      2 counterexamples added to DIR/corpus
      ",
      ]
    `);
    const written = JSON.parse(
      readFileSync(join(corpus, 'linux-5.10--success-means-mapped.json'), 'utf8'),
    );
    expect(written.expected).toEqual(expected);
    expect(written.claim).toBe(claim);
    expect(written.text).toBe(
      'linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)',
    );
    expect(files()).toEqual([
      'linux-5.10--live-memmap-not-marked.json',
      'linux-5.10--success-means-mapped.json',
    ]);
  });

  test('another story of the same claim gets another name; --name chooses one', async () => {
    const others = ['', '-fallback', '-no-edat'].map(
      (what) => `corpus/F01-lost-error-code${what}--linux-5.10.json`,
    );
    expect((await add(...others))[0]).toBe(0);
    const file = stored('a.json', neighbourMarked());
    expect((await add(file, '--name', 'a-name'))[0]).toBe(0);
    const taken = stored('b.json', onRevision('mainline', falseSuccess()));
    expect((await add(taken, '--name', 'a-name.json'))[0]).toBe(2);
    expect(files()).toEqual([
      'a-name.json',
      'linux-5.10--success-means-mapped--tiny3-64-kernel-2.json',
      'linux-5.10--success-means-mapped--tiny3-64-kernel.json',
      'linux-5.10--success-means-mapped.json',
    ]);
  });

  test('a story that is told already is refused, whatever else the file says', async () => {
    const file = stored('a.json', falseSuccess());
    await add(file);
    const { request, ...rest } = falseSuccess();
    const wider = { ...request, blocks: [[2], [3], [4]], failAllocs: Infinity };
    const again = stored('b.json', { ...rest, request: wider, text: 'told otherwise', tool: '9' });
    expect(await add(again)).toMatchInlineSnapshot(`
      [
        2,
        "tablewalk: error: DIR/b.json: tells the same story as DIR/corpus/linux-5.10--success-means-mapped.json: the same operations on the same machine break the same claim
      ",
      ]
    `);
    expect(await add(join(corpus, files()[0]))).toMatchInlineSnapshot(`
      [
        2,
        "tablewalk: error: DIR/corpus/linux-5.10--success-means-mapped.json: is in the corpus already
      ",
      ]
    `);
    expect(files()).toHaveLength(1);
  });

  test('all or none: what does not reproduce is refused, unless it is asked for', async () => {
    const good = stored('a.json', falseSuccess());
    const fixed = stored('b.json', onRevision('error-kept', falseSuccess()));
    const impossible = counterexampleOf('freed-once', [step('remove', 2)], 1);
    const different = stored('c.json', impossible);
    expect(await add(good, fixed)).toMatchInlineSnapshot(`
      [
        2,
        "tablewalk: error: DIR/b.json: does not reproduce: all operations happen, and the claim holds; --allow-unreproduced stores it all the same
      ",
      ]
    `);
    expect(await add(good, different)).toMatchInlineSnapshot(`
      [
        2,
        "tablewalk: error: DIR/c.json: does not reproduce: "remove section 2" is not possible in this state; --allow-unreproduced stores it all the same
      ",
      ]
    `);
    expect(readdirSync(folder.path)).not.toContain('corpus');
    expect(await add(good, fixed, '--allow-unreproduced')).toMatchInlineSnapshot(`
      [
        0,
        "added  DIR/corpus/linux-5.10--success-means-mapped.json  (from DIR/a.json)
      added, fixed  DIR/corpus/error-kept--success-means-mapped.json  (from DIR/b.json)

      2 counterexamples added to DIR/corpus
      ",
      ]
    `);
  });

  test('names that are no names of files are refused', async () => {
    const file = stored('a.json', falseSuccess());
    for (const name of ['../x', '.x', '', 'a b', 'x'.repeat(200)]) {
      const [exitCode, text] = await add(file, '--name', name);
      expect([exitCode, text]).toEqual([2, expect.stringContaining('--name is "')]);
    }
    const two = stored('b.json', neighbourMarked());
    expect(await add(file, two, '--name', 'x')).toMatchInlineSnapshot(`
      [
        2,
        "tablewalk: error: --name is "x"; it needs one file, not 2
      ",
      ]
    `);
  });
});

describe('list and run', () => {
  beforeEach(async () => {
    await add(stored('a.json', falseSuccess()), stored('b.json', neighbourMarked()));
  });

  test('list: one line a file', async () => {
    expect(await told('list')).toMatchInlineSnapshot(`
      [
        0,
        "DIR/corpus/linux-5.10--live-memmap-not-marked.json  linux-5.10  live-memmap-not-marked  2 operations  60 steps
      DIR/corpus/linux-5.10--success-means-mapped.json    linux-5.10  success-means-mapped    1 operation   32 steps

      2 counterexamples in DIR/corpus
      ",
      ]
    `);
    const { stdout } = await cli(['corpus', 'list', '--dir', corpus, '--json']);
    expect(JSON.parse(folder.masked(stdout))).toMatchInlineSnapshot(`
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
        "schema": "tablewalk/corpus/1",
      }
    `);
  });

  test('run: 0 if all reproduce, 5 if not, and a gate ends with 4', async () => {
    const repaired = ['--revision', 'error-kept'];
    const codes: number[] = [];
    for (const argv of [
      [],
      repaired,
      ['--expect', 'reproduced'],
      ['--expect', 'fixed'],
      [...repaired, '--expect', 'reproduced'],
    ]) {
      codes.push((await told('run', ...argv))[0]);
    }
    expect(codes).toEqual([0, 5, 0, 4, 4]);
    expect(await told('run', ...repaired, '--expect', 'fixed')).toMatchInlineSnapshot(`
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

  test('run --json: results, and what is not as expected', async () => {
    const argv = ['corpus', 'run', '--dir', corpus, '--expect', 'fixed', '--json'];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(4);
    expect(JSON.parse(folder.masked(stdout))).toMatchInlineSnapshot(`
      {
        "action": "run",
        "directory": "DIR/corpus",
        "expected": "fixed",
        "results": [
          {
            "file": "DIR/corpus/linux-5.10--live-memmap-not-marked.json",
            "invariant": "live-memmap-not-marked",
            "note": "text is not what the operations do, which is "linux-5.10 violates live-memmap-not-marked: add section 2 (allocation 7 fails); add section 3"",
            "operation": 2,
            "operations": 2,
            "outcome": "reproduced",
            "reason": null,
            "revision": "linux-5.10",
          },
          {
            "file": "DIR/corpus/linux-5.10--success-means-mapped.json",
            "invariant": "success-means-mapped",
            "note": "text is not what the operations do, which is "linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)"",
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
      }
    `);
  });

  test('a folder that is none, or empty, or a file, is refused', async () => {
    const empty = folder.at('empty');
    mkdirSync(empty);
    for (const dir of [empty, folder.at('none'), folder.at('a.json')]) {
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
    await add(stored('a.json', falseSuccess()), stored('b.json', neighbourMarked()));
    writeFileSync(join(corpus, 'z-again.json'), formatCounterexample(falseSuccess()));
    const fixed = formatCounterexample(onRevision('error-kept', falseSuccess()));
    writeFileSync(join(corpus, 'y-fixed.json'), fixed);
  });

  test('it tells what it would remove, and removes nothing', async () => {
    const before = files();
    expect(await told('prune')).toMatchInlineSnapshot(`
      [
        0,
        "would remove  DIR/corpus/y-fixed.json  (fixed: success-means-mapped holds on error-kept)
      would remove  DIR/corpus/z-again.json  (duplicate: tells the same story as DIR/corpus/linux-5.10--success-means-mapped.json)

      2 of 4 counterexamples would be removed; add --yes to remove them
      ",
      ]
    `);
    expect(await told('prune', '--dry-run')).toEqual(await told('prune'));
    expect((await told('prune', '--dry-run', '--yes'))[0]).toBe(2);
    expect(files()).toEqual(before);
  });

  test('--yes removes what is fixed or told twice, and nothing else', async () => {
    expect((await told('prune', '--yes', '--json'))[0]).toBe(0);
    expect(files()).toEqual([
      'linux-5.10--live-memmap-not-marked.json',
      'linux-5.10--success-means-mapped.json',
    ]);
    expect(await told('prune', '--yes')).toMatchInlineSnapshot(`
      [
        0,
        "nothing to remove: 2 counterexamples in DIR/corpus, none fixed or told twice
      ",
      ]
    `);
  });

  test('one file that cannot be read, and nothing is removed', async () => {
    writeFileSync(join(corpus, 'zz.json'), '{');
    const before = files();
    expect((await told('prune', '--yes'))[0]).toBe(2);
    expect(files()).toEqual(before);
  });
});
