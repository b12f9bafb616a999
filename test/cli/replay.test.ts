/** tablewalk replay and tablewalk show: outcomes of stored counterexamples, and checks of the files. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

function stored(): string {
  return folder.write('x.json', formatVmem(falseSuccess()));
}

describe('replay and show', () => {
  test('reproduced: 0; fixed in another revision: 5', async () => {
    const file = stored();
    const same = await cli(['replay', file, '--json']);
    expect(same.exitCode).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({
      schema: 'tablewalk/replay/1',
      results: [{ file, outcome: 'reproduced' }],
    });
    const repaired = await cli(['replay', file, '--revision', 'error-kept']);
    expect(repaired.exitCode).toBe(5);
    expect(repaired.stdout).toMatch(/^fixed /);
  });

  test('an edited file: the operations decide the outcome, and mismatches are reported', async () => {
    const { expected, ...rest } = falseSuccess();
    const edited = { ...rest, expected: { ...expected, steps: 31 }, text: 'something else' };
    const file = folder.write('edited.json', formatVmem(edited));
    const note = `expected.steps is 31, and the operations take ${expected.steps}; text does not match the operations, which give "${rest.text}: add section 2 (allocation 7 fails)"`;
    const json = await cli(['replay', file, '--json']);
    expect(json.exitCode).toBe(0);
    expect(JSON.parse(json.stdout).results[0]).toMatchObject({ outcome: 'reproduced', note });
    const text = await cli(['replay', file]);
    expect(text.stdout.replaceAll(/\n +/g, ' ')).toContain(`note: ${note}`);
    // Another revision may take different steps, which is not an error in the file.
    const other = await cli(['replay', file, '--json', '--revision', 'linux-5.9']);
    expect(JSON.parse(other.stdout).results[0]).toMatchObject({ note: null });
  });

  test('an impossible operation: different, with its position', async () => {
    const { request, ...rest } = falseSuccess();
    const operations = [{ op: 'remove', sections: [2], failed: [], contents: [] }];
    const file = folder.write('y.json', formatVmem({ request, ...rest, operations }));
    const { exitCode, stdout } = await cli(['replay', file, '--json']);
    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout).results[0]).toMatchObject({
      outcome: 'different',
      operation: 1,
      reason: '"remove section 2" is not possible in this state',
    });
  });

  test('show prints the story, or a document that contains the file', async () => {
    const file = stored();
    const text = await cli(['show', file]);
    expect(text.exitCode).toBe(0);
    expect(text.stdout).toContain('<-- here: a call returned 0');
    const json = await cli(['show', file, '--format', 'json']);
    const { schema, counterexample, violatedAt } = JSON.parse(json.stdout);
    expect([schema, violatedAt]).toEqual(['tablewalk/show/1', 35]);
    expect(counterexample).toEqual(JSON.parse(formatVmem(falseSuccess())));
  });

  test('HTML is not printed to a terminal: 2', async () => {
    const { exitCode, stdout, stderr } = await cli(['show', stored(), '--format', 'html'], {
      isTTY: true,
    });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'tablewalk: error: --format html makes a page for a browser; name a file: --out page.html\n',
    );
  });

  test('unreadable files are refused by name: 2', async () => {
    const empty = folder.write('empty.json', '');
    const files = [empty, folder.at('none.json'), folder.at('none')];
    const runs = await Promise.all(files.map((file) => cli(['replay', file])));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    const messages = runs.map(({ stderr }) => folder.masked(stderr)).join('');
    expect(messages).toMatchInlineSnapshot(`
      "tablewalk: error: DIR/empty.json: the file is empty; a counterexample is a JSON document
      tablewalk: error: the path is "DIR/none.json"; there is no such file or directory
      tablewalk: error: the path is "DIR/none"; there is no such file or directory
      "
    `);
  });
});

/** A corpus file with changes; `undefined` removes a field. */
function edited(name: string, change: (file: Record<string, unknown>) => object): string {
  const file = JSON.parse(readFileSync(`corpus/${name}.json`, 'utf8'));
  return folder.write(`${name}.json`, JSON.stringify({ ...file, ...change(file) }));
}

describe('a file with threads', () => {
  test.each([
    ['F24-page-frame-walker--linux-5.10', 1, 'walk the page frames of section 2, continued'],
    ['F22-dumper-meets-dcss--linux-5.10', 1, 'dump the page tables at 0x70000'],
  ])('%s: violated later than recorded: different, never fixed', async (name, operation, by) => {
    const file = edited(name, ({ expected }) => ({ expected: { ...Object(expected), operation } }));
    const replay = await cli(['replay', file, '--json']);
    expect(JSON.parse(replay.stdout).results[0]).toMatchObject({
      outcome: 'different',
      operation: 3,
      reason: `the invariant is violated later, by "${by}"`,
    });
    const { exitCode, stderr } = await cli(['show', file]);
    expect([replay.exitCode, exitCode]).toEqual([5, 5]);
    expect(stderr).toContain(`the invariant is violated later, by "${by}"`);
    const dir = folder.at('kept');
    await cli(['corpus', 'add', file, '--allow-unreproduced', '--dir', dir]);
    expect((await cli(['corpus', 'run', '--expect', 'fixed', '--dir', dir])).exitCode).toBe(4);
    const { stdout } = await cli(['corpus', 'prune', '--dir', dir]);
    expect(folder.masked(stdout)).toBe(
      'nothing to remove: 1 counterexample in DIR/kept, none fixed or duplicated\n',
    );
  });

  test('no turns: refused', async () => {
    const file = edited('F24-page-frame-walker--linux-5.10', () => ({ turns: undefined }));
    for (const command of ['replay', 'show', 'explain', 'shrink']) {
      const { exitCode, stderr } = await cli([command, file]);
      expect([exitCode, folder.masked(stderr)]).toEqual([
        2,
        'tablewalk: error: DIR/F24-page-frame-walker--linux-5.10.json: turns is missing; request.threads names 2, so the file must contain the schedule, as pairs [thread, steps]\n',
      ]);
    }
  });

  test.each([
    // One step early: the walker runs while the memmap is still mapped, then the removal finishes
    // too: fixed.
    [
      [
        [1, 18],
        [2, 1],
        [1, 5],
        [2, 1],
      ],
      'fixed',
      null,
    ],
    // The schedule ends before the walker runs again; after that it would be too late.
    [
      [
        [1, 18],
        [2, 1],
        [1, 6],
      ],
      'different',
      'the invariant is violated after the turns of the file, by "walk the page frames of section 2, continued"',
    ],
  ])('turns %j: %s', async (turns, outcome, reason) => {
    const file = edited('F24-page-frame-walker--linux-5.10', () => ({ turns }));
    const { stdout } = await cli(['replay', file, '--json']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ outcome, reason });
  });

  test('without an expectation: the last operation must violate the claim', async () => {
    const file = edited('F24-page-frame-walker--linux-5.10', () => ({ expected: undefined }));
    const { stdout } = await cli(['replay', file, '--json']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ outcome: 'reproduced', operation: 3 });
    expect((await cli(['show', file])).exitCode).toBe(0);
  });
});

test('a kernel that crashes finishes no operation: different, not fixed', async () => {
  const { operations, ...rest } = falseSuccess();
  const succeeding = [{ ...operations[0], failed: [] }];
  const file = folder.write('crash.json', formatVmem({ ...rest, operations: succeeding }));
  const { exitCode, stdout } = await cli(['replay', file, '--revision', 'v2-9', '--json']);
  expect(exitCode).toBe(5);
  expect(JSON.parse(stdout).results[0]).toMatchObject({
    outcome: 'different',
    operation: 1,
    reason: 'the kernel crashes in "add section 2"',
  });
});
