/** tablewalk corpus add: the stored files, their names, and refused input. */

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { corpusForEachTest } from '../support/corpus-folder.ts';
import {
  counterexampleOf,
  falseSuccess,
  neighbourMarked,
  onRevision,
  step,
} from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { formatVmem } from '../support/vmem-files.ts';

const corpus = corpusForEachTest();

test('each file is stored whole, under a descriptive name, in the newest format', async () => {
  const text = formatVmem(falseSuccess());
  const { schema, request, invariant, operations, expected, claim } = JSON.parse(text);
  const short = { schema, request, invariant, operations };
  const file = corpus.around.write('short.json', JSON.stringify(short));
  expect(await corpus.add(file, corpus.beside('b.json', neighbourMarked()))).toMatchInlineSnapshot(`
    [
      0,
      "added  DIR/corpus/linux-5.10--success-means-mapped.json  (from DIR/short.json)
    added  DIR/corpus/linux-5.10--live-memmap-not-marked.json  (from DIR/b.json)

    2 counterexamples added to DIR/corpus
    ",
    ]
  `);
  const written = JSON.parse(
    readFileSync(join(corpus.path, 'linux-5.10--success-means-mapped.json'), 'utf8'),
  );
  expect(written.expected).toEqual(expected);
  expect(written.claim).toBe(claim);
  expect(written.text).toBe(
    'linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)',
  );
  expect(corpus.files()).toEqual([
    'linux-5.10--live-memmap-not-marked.json',
    'linux-5.10--success-means-mapped.json',
  ]);
});

test('a second story for the same claim gets a different name; --name sets the name', async () => {
  const others = ['', '-fallback', '-no-edat'].map(
    (what) => `corpus/F01-lost-error-code${what}--linux-5.10.json`,
  );
  expect((await corpus.add(...others))[0]).toBe(0);
  const file = corpus.beside('a.json', neighbourMarked());
  expect((await corpus.add(file, '--name', 'a-name'))[0]).toBe(0);
  const taken = corpus.beside('b.json', onRevision('mainline', falseSuccess()));
  expect((await corpus.add(taken, '--name', 'a-name.json'))[0]).toBe(2);
  expect(corpus.files()).toEqual([
    'a-name.json',
    'linux-5.10--success-means-mapped--tiny3-64-kernel-2.json',
    'linux-5.10--success-means-mapped--tiny3-64-kernel.json',
    'linux-5.10--success-means-mapped.json',
  ]);
});

test('a story that is already stored is skipped and counted, even if the rest of the file differs', async () => {
  const file = corpus.beside('a.json', falseSuccess());
  await corpus.add(file);
  const { request, ...rest } = falseSuccess();
  const wider = { ...request, blocks: [[2], [3], [4]], failAllocs: Infinity };
  const again = corpus.beside('b.json', {
    ...rest,
    request: wider,
    text: 'reported otherwise',
    tool: '9',
  });
  const other = corpus.beside('c.json', neighbourMarked());
  const twice = corpus.beside('d.json', neighbourMarked());
  const stored = join(corpus.path, corpus.files()[0]);
  expect(await corpus.add(again, other, twice, stored)).toMatchInlineSnapshot(`
    [
      0,
      "added  DIR/corpus/linux-5.10--live-memmap-not-marked.json  (from DIR/c.json)
    skipped  DIR/b.json  (has the same story as DIR/corpus/linux-5.10--success-means-mapped.json)
    skipped  DIR/d.json  (has the same story as DIR/c.json)
    skipped  DIR/corpus/linux-5.10--success-means-mapped.json  (is in the corpus)

    1 counterexample added to DIR/corpus, 3 skipped
    ",
    ]
  `);
  expect(corpus.files()).toHaveLength(2);
  const { stdout } = await cli(['corpus', 'add', again, '--dir', corpus.path, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    added: [],
    skipped: [{ from: again, sameAs: stored }],
  });
  // A name is useless if no file is stored.
  expect(await corpus.add(again, '--name', 'other')).toMatchInlineSnapshot(`
    [
      2,
      "tablewalk: error: --name is "other.json"; the same story is already stored as DIR/corpus/linux-5.10--success-means-mapped.json; rename that file instead
    ",
    ]
  `);
});

test('files from several runs, into an existing empty folder', async () => {
  mkdirSync(corpus.path);
  const runs = ['1', '2', '3', '4', '5', '6'].map((seed) => {
    const folder = corpus.around.at(`seed-${seed}`);
    mkdirSync(folder);
    corpus.beside(`seed-${seed}/found.json`, falseSuccess());
    return folder;
  });
  corpus.beside('seed-3/more.json', neighbourMarked());
  const [exitCode, text] = await corpus.add(...runs);
  expect(exitCode).toBe(0);
  expect(text).toContain('2 counterexamples added to DIR/corpus, 5 skipped\n');
});

test('all or nothing: one file that does not reproduce rejects all, unless allowed', async () => {
  const good = corpus.beside('a.json', falseSuccess());
  const fixed = corpus.beside('b.json', onRevision('error-kept', falseSuccess()));
  const impossible = counterexampleOf('freed-once', [step('remove', 2)], 1);
  const different = corpus.beside('c.json', impossible);
  expect(await corpus.add(good, fixed)).toMatchInlineSnapshot(`
    [
      2,
      "tablewalk: error: DIR/b.json: does not reproduce: all operations run, and the claim holds; --allow-unreproduced stores it anyway
    ",
    ]
  `);
  expect(await corpus.add(good, different)).toMatchInlineSnapshot(`
    [
      2,
      "tablewalk: error: DIR/c.json: does not reproduce: "remove section 2" is not possible in this state; --allow-unreproduced stores it anyway
    ",
    ]
  `);
  expect(readdirSync(corpus.around.path)).not.toContain('corpus');
  expect(await corpus.add(good, fixed, '--allow-unreproduced')).toMatchInlineSnapshot(`
    [
      0,
      "added  DIR/corpus/linux-5.10--success-means-mapped.json  (from DIR/a.json)
    added, fixed  DIR/corpus/error-kept--success-means-mapped.json  (from DIR/b.json)

    2 counterexamples added to DIR/corpus
    ",
    ]
  `);
});

test('names that are not file names are rejected', async () => {
  const file = corpus.beside('a.json', falseSuccess());
  for (const name of ['../x', '.x', '', 'a b', 'x'.repeat(200)]) {
    const [exitCode, text] = await corpus.add(file, '--name', name);
    expect([exitCode, text]).toEqual([2, expect.stringContaining('--name is "')]);
  }
  const two = corpus.beside('b.json', neighbourMarked());
  expect(await corpus.add(file, two, '--name', 'x')).toMatchInlineSnapshot(`
    [
      2,
      "tablewalk: error: --name is "x"; it needs one file, not 2
    ",
    ]
  `);
});

test.each([
  ['F24-page-frame-walker--linux-5.10', 2],
  ['F22-dumper-meets-dcss--linux-5.10', 2],
])(
  '%s keeps the operation that violates the claim, whether or not the file names it',
  async (name, operation) => {
    const file = `corpus/${name}.json`;
    const text = readFileSync(file, 'utf8');
    const { expected: _, ...unsaid } = JSON.parse(text);
    expect((await corpus.add(file, '--name', 'said'))[0]).toBe(0);
    // It is stored unchanged: equal counterexamples have equal bytes.
    expect(readFileSync(join(corpus.path, 'said.json'), 'utf8')).toBe(text);
    rmSync(corpus.path, { recursive: true });
    const silent = corpus.around.write('unsaid.json', JSON.stringify(unsaid));
    expect((await corpus.add(silent, '--name', 'unsaid'))[0]).toBe(0);
    const written = JSON.parse(readFileSync(join(corpus.path, 'unsaid.json'), 'utf8'));
    expect(written.expected).toMatchObject({ operation });
  },
);
