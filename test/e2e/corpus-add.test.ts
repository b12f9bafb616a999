/** Processes from dist add to one corpus at the same time: no file is lost. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Counterexample } from '../../src/counterexample/counterexample.ts';
import { CorpusFolder } from '../support/corpus-folder.ts';
import { counterexampleOf, step } from '../support/counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));
const corpus = new CorpusFolder(folderForEachTest());
const processes = 17;
/** Starting seventeen processes at once is slow on a busy machine. */
const patience = 600_000;

/**
 * A different story for each number, all with the same name: N times add and remove, then the false
 * success.
 */
function story(number: number): Counterexample {
  const before = Array.from({ length: number }, () => [step('add', 2), step('remove', 2)]);
  return counterexampleOf('success-means-mapped', [...before.flat(), step('add', 2, [7])], 0);
}

/** Runs all at once, and returns the last line of each. */
function addAll(files: readonly string[]): Promise<(string | undefined)[]> {
  const argv = (file: string) => [main, 'corpus', 'add', file, '--dir', corpus.path];
  return Promise.all(
    files.map(
      (file) =>
        new Promise<string | undefined>((resolve) => {
          execFile(process.execPath, argv(file), (_, text) =>
            resolve(text.trim().split('\n').at(-1)),
          );
        }),
    ),
  );
}

test(
  '17 stories that want the same name: all are stored',
  async () => {
    const files = Array.from({ length: processes }, (_, number) =>
      corpus.beside(`${number}.json`, story(number)),
    );
    const lines = await addAll(files);
    expect(lines).toEqual(files.map(() => `1 counterexample added to ${corpus.path}`));
    expect(corpus.files()).toHaveLength(processes);
    // Each is complete and has a different story.
    expect((await corpus.run('run'))[0]).toBe(0);
    expect((await corpus.run('prune'))[1]).toContain('nothing to remove');
  },
  patience,
);

test(
  '17 times the same story: it is stored once',
  async () => {
    const text = formatVmem(story(0));
    const files = Array.from({ length: processes }, (_, number) =>
      corpus.around.write(`${number}.json`, text),
    );
    const lines = await addAll(files);
    const one = `1 counterexample added to ${corpus.path}`;
    const none = `0 counterexamples added to ${corpus.path}, 1 skipped`;
    expect(lines.filter((line) => line === one)).toHaveLength(1);
    expect(lines.filter((line) => line === none)).toHaveLength(processes - 1);
    expect(corpus.files()).toHaveLength(1);
  },
  patience,
);
