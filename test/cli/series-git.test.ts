/** tablewalk series --git on the command line: one small range, and what is refused. */
import { beforeAll, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { makeHistory } from '../support/own-history.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
beforeAll(() => makeHistory(folder.at('tree')));

const series = (...argv: readonly string[]) => cli(['series', '--git', folder.at('tree'), ...argv]);
// Two states of each scope: every cell is undecided or violated at once.
const quick = ['--contract', 'kernel', '--max-states', '2', '--no-files', '--quiet'];
const claim = ['--invariants', 'writes-under-mutex'];

test('a commit is compared with the one before it, of which a limit leaves the claim undecided', async () => {
  const { exitCode, stdout } = await series(
    'main~8..main~7',
    ...claim,
    ...quick,
    '--fail-on',
    'regress',
    '--json',
  );
  const { rows, cells } = JSON.parse(stdout);
  expect(
    rows.map(({ subject, searched }: { subject: string; searched: boolean }) => [
      subject,
      searched,
    ]),
  ).toEqual([
    ['vmem: report that there is no memory', true],
    ['vmem: populate without the mutex', true],
  ]);
  expect(cells.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'undecided',
    'violated',
  ]);
  // Before it nothing is known to hold.
  expect(exitCode).toBe(3);
});

test('the page has a list of rows, with the subjects as text', async () => {
  const { stdout } = await series('main~7..main~6', ...claim, ...quick, '--format', 'html');
  expect(stdout).toContain(
    '<dt>55ab78d7207e</dt><dd>vmem: one line that is no C<br>commit 55ab78d7207ee2884bebd272078420dfdbb19509<br>NOT UNDERSTOOD: vmem.c@32b276d42cfc<br>',
  );
  expect(stdout).toContain('<span class="cell not-searched" role="img"');
});

test.each([
  [['--git', '.'], '--git needs a range of commits: tablewalk series --git TREE A..B'],
  [['--git', '.', 'a..b', '--revisions', 'base'], '--revisions'],
  [['v2', '--path', 'mm/vmem.c'], '--path is given without --git'],
  [['v2', '--with', 'x.c'], '--with is given without --git'],
  [
    ['--git', '.', 'a..b', '--path', '../vmem.c'],
    '--path is "../vmem.c"; it must be a path from the top of the tree',
  ],
  [
    ['--git', '.', 'a..b', '--path', '/etc/passwd'],
    '--path is "/etc/passwd"; it must be a path from the top of the tree',
  ],
  [[], 'the series is missing; it must be one of v1, v2, all, or name one with --git'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stdout, stderr } = await cli(['series', ...argv]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
