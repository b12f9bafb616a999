/** tablewalk bisect: a row for each revision, the first bad one or the suspects, and the exit codes. */

import { expect, test } from 'vitest';
import { counterexampleOf, falseSuccess, onRevision, step } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();
const falseSuccessFile = (): string => folder.write('x.json', formatVmem(falseSuccess()));

test('the direct parent is good: this revision introduced it', async () => {
  const file = 'corpus/F02-mark-left-out--linux-5.10.json';
  const { exitCode, stdout } = await cli(['bisect', file, '--good', 'v2-7']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "linux-5.10 violates unused-means-unused
    A memmap block is freed only if no live section uses any of it.

    bad   linux-5.10     operation 3 violates the claim
    bad   linux-5.9      operation 3 violates the claim
    bad   linux-5.9-rc1  operation 3 violates the claim
    bad   v2-9           operation 3 violates the claim
    good  v2-8           all operations run, and the claim holds
    good  v2-7           all operations run, and the claim holds

    FIRST BAD: v2-9
      [PATCH v2 9/9] s390/vmemmap: avoid memset when populating consecutive
      sections
    "
  `);
});

test('unknown revisions in between: suspects; if the crash is repaired, exactly one', async () => {
  const { exitCode, stdout } = await cli(['bisect', falseSuccessFile(), '--good', 'v2-1']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "linux-5.10 violates success-means-mapped
    A call that returns 0 leaves its whole range mapped.

    bad      linux-5.10         operation 1 violates the claim
    bad      linux-5.9          operation 1 violates the claim
    unknown  linux-5.9-rc1      operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-9               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-8               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-7               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-6               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-5               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-4               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-3               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  bad: operation 1 violates the claim
    unknown  v2-2               operation 1: the kernel crashes in "add
                                section 2"
             with bffc2f7aa963  good: all operations run, and the claim
                                holds
    good     v2-1               all operations run, and the claim holds

    SUSPECTS: linux-5.9 violates it, and v2-1 does not; suspects are v2-2 to
    linux-5.9 (10 revisions).
    FIRST BAD: with bffc2f7aa963, v2-3
      [PATCH v2 3/9] s390/vmemmap: extend modify_pagetable() to handle
      vmemmap
    "
  `);
});

test('no known good version: 3', async () => {
  const file = 'corpus/F01-lost-error-code-crash--linux-5.10.json';
  const { exitCode, stdout } = await cli(['bisect', file]);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('SUSPECTS: v2-3 violates it, and none before it is known to be good');
});

test('base already violates it: 0', async () => {
  const { exitCode, stdout } = await cli(['bisect', 'corpus/F17-no-mutex--v2-4.json']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('OLDEST: base already violates it, and no earlier version is known.');
});

test('--json: the rows and the result', async () => {
  const file = 'corpus/F22-dumper-meets-dcss--linux-5.10.json';
  const { stdout } = await cli(['bisect', file, '--bad', 'v2-8', '--good', 'v2-5', '--json']);
  const holds = 'all operations run, and the claim holds';
  const breaks = 'operation 3 violates the claim';
  const row = { outcome: 'bad', reason: breaks, repaired: null };
  expect(JSON.parse(stdout)).toEqual({
    schema: 'tablewalk/bisect/1',
    file,
    revision: 'linux-5.10',
    invariant: 'walk-stays-in-tables',
    claim: 'No walk follows an entry that is empty, large or freed as if it named a table.',
    interrupted: false,
    limit: null,
    revisions: [
      { name: 'v2-8', ...row },
      { name: 'v2-7', ...row },
      { name: 'v2-6', ...row },
      { name: 'v2-5', outcome: 'good', reason: holds, repaired: null },
    ],
    firstBad: 'v2-6',
    isOldest: false,
    since: 'v2-6',
    before: 'v2-5',
    suspects: ['v2-6'],
    repaired: null,
  });
});

test('a start revision that does not violate the claim: 5', async () => {
  const fixed = folder.write('fixed.json', formatVmem(onRevision('error-kept', falseSuccess())));
  const impossible = folder.write(
    'impossible.json',
    formatVmem(counterexampleOf('freed-once', [step('remove', 2)], 1)),
  );
  const runs = [
    await cli(['bisect', fixed]),
    await cli(['bisect', falseSuccessFile(), '--bad', 'v2-1']),
    await cli(['bisect', impossible]),
  ];
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([5, 5, 5]);
  expect(folder.masked(runs.map(({ stderr }) => stderr).join(''))).toMatchInlineSnapshot(`
    "tablewalk: error: DIR/fixed.json: error-kept does not violate the claim (all operations run, and the claim holds); see replay
    tablewalk: error: DIR/x.json: v2-1 does not violate the claim (all operations run, and the claim holds); see replay
    tablewalk: error: DIR/impossible.json: linux-5.10 does not violate the claim (operation 1: "remove section 2" is not possible in this state); see replay
    "
  `);
});

test('--good must come before, and be good: 2', async () => {
  const runs = [
    await cli(['bisect', falseSuccessFile(), '--good', 'v1-3']),
    await cli(['bisect', falseSuccessFile(), '--good', 'linux-5.10']),
    await cli(['bisect', falseSuccessFile(), '--good', 'linux-5.9']),
    await cli(['bisect', falseSuccessFile(), '--good', 'v2-99']),
  ];
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
  expect(folder.masked(runs.map(({ stderr }) => stderr).join(''))).toMatchInlineSnapshot(`
    "tablewalk: error: --good is "v1-3"; it must come before linux-5.10: linux-5.9, linux-5.9-rc1, v2-9, v2-8, v2-7, v2-6, v2-5, v2-4, v2-3, v2-2, v2-1, base
    tablewalk: error: --good is "linux-5.10"; it must come before linux-5.10: linux-5.9, linux-5.9-rc1, v2-9, v2-8, v2-7, v2-6, v2-5, v2-4, v2-3, v2-2, v2-1, base
    tablewalk: error: --good is "linux-5.9"; the operations violate the claim there as well (operation 1 violates the claim)
    tablewalk: error: --good is "v2-99"; it must be one of the 30 that tablewalk list revisions lists; did you mean v2-9?
    "
  `);
});

test('Ctrl-C: the rows so far, 130', async () => {
  let looks = 0;
  const options = { isInterrupted: () => ++looks > 10 };
  const { exitCode, stdout } = await cli(['bisect', falseSuccessFile()], options);
  expect(exitCode).toBe(130);
  expect(stdout).toContain('UNDECIDED: stopped by an interrupt; older revisions were not judged.');
});
