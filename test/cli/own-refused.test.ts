/** Rejected user-defined systems, one line each, and the lists of a system. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { ownRuns } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const lostWakeup = 'examples/bounded-buffer/lost-wakeup.mjs';
const tokenRing = 'test/toys/models/token-ring.mjs';
const lateFlag = 'test/toys/models/late-flag.ts';
const folder = folderForEachTest();
const { printed } = ownRuns(folder);

test.each([
  [
    ['size', lostWakeup, '--sections', '2'],
    '--sections is given with examples/bounded-buffer/lost-wakeup.mjs; it is an option of vmem.c: leave out one of the two',
  ],
  [
    ['size', lostWakeup, '--no-edat1'],
    '--no-edat1 is given with examples/bounded-buffer/lost-wakeup.mjs; it is an option of vmem.c: leave out one of the two',
  ],
  [
    ['size', lostWakeup, '--source', 'vmem.c'],
    '--source is given with examples/bounded-buffer/lost-wakeup.mjs; it is an option of vmem.c: leave out one of the two',
  ],
  [
    ['size', 'no-such.mjs'],
    'the file of a system is "no-such.mjs"; there is no such file or directory',
  ],
  [
    ['size', 'README.md'],
    'the file of a system is "README.md"; its name must end in .mjs, .js, .cjs, .ts, .mts',
  ],
])('%j is refused', async (argv, message) => {
  expect(await cli(argv)).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: `tablewalk: error: ${message}\n`,
  });
});

test.each(['mutate', 'series', 'conform', 'source', 'replay', 'show', 'bisect', 'diff'])(
  '%s with the file of a system: the error names the right command',
  async (command) => {
    expect(await cli([command, lostWakeup])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `tablewalk: error: ${command} does not accept the file of a system, such as ${lostWakeup}: check, sample and size search it, list has its names with --system, and show, replay, shrink, explain, corpus and ui take the counterexamples that a search wrote\n`,
    });
  },
);

test('list shows the names of a system', async () => {
  expect(await printed('list', 'goals', '--system', tokenRing)).toMatchInlineSnapshot(`
    "half-way
      the token comes to node 2.
    exit code 0"
  `);
  expect(await printed('list', 'presets', '--system', tokenRing)).toMatchInlineSnapshot(`
    "tablewalk: error: the topic is "presets"; test/toys/models/token-ring.mjs has invariants and goals
    exit code 2"
  `);
});

test('options of vmem.c are refused for counterexamples of a system, too', async () => {
  await cli(['check', tokenRing, '--out', folder.path]);
  const file = folder.at('token-ring--kept.json');
  for (const [flag, value] of [
    ['--revision', 'v2-8'],
    ['--source', 'vmem.c'],
  ]) {
    expect(await cli(['replay', file, flag, value])).toMatchObject({
      exitCode: 2,
      stderr: `tablewalk: error: ${flag} is given with ${tokenRing}; it is an option of vmem.c: leave out one of the two\n`,
    });
  }
});

test('list invariants of a system: without an explanation why they matter', async () => {
  expect(await printed('list', 'invariants', '--system', lateFlag)).toMatchInlineSnapshot(`
    "alone
      Never two threads are inside.
    exit code 0"
  `);
});
