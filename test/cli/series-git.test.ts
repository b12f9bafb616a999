/** tablewalk series --git and --mbox on the command line: one small series, and refused input. */
import { beforeAll, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { git, makeHistory, ownPath, ownText } from '../support/own-history.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
beforeAll(() => makeHistory(folder.at('tree')));

const series = (...argv: readonly string[]) => cli(['series', '--git', folder.at('tree'), ...argv]);
// Two states per scope: every cell is undecided or violated immediately.
const quick = ['--contract', 'kernel', '--max-states', '2', '--no-files', '--quiet'];
const claim = ['--invariants', 'writes-under-mutex'];

test('a commit is compared with its predecessor, whose claim is undecided at a limit', async () => {
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
  // No earlier row is known to hold.
  expect(exitCode).toBe(3);
});

test('the page lists the rows, with subjects as plain text', async () => {
  const { stdout } = await series('main~7..main~6', ...claim, ...quick, '--format', 'html');
  expect(stdout).toContain(
    '<dt>0908a21d5594</dt><dd>vmem: one line that is no C<br>commit 0908a21d559436b0f28a1df44d1efdf9c994c134<br>NOT UNDERSTOOD: vmem.c@ea822a4d45fc<br>',
  );
  expect(stdout).toContain('<span class="cell not-searched" role="img"');
});

test('each patch of an mbox is a row with its subject', async () => {
  const mbox = folder.write(
    'a.mbox',
    git(folder.at('tree'), ['format-patch', '--stdout', '-v3', 'main~8..main~7']),
  );
  const base = folder.write('base.c', git(folder.at('tree'), ['show', `main~8:${ownPath}`]));
  const argv = [
    'series',
    '--mbox',
    mbox,
    '--base',
    base,
    ...claim,
    ...quick,
    '--format',
    'markdown',
  ];
  const { exitCode, stdout } = await cli(argv);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('## tablewalk series a.mbox v3\n');
  expect(stdout).toContain(
    '| `1` | `[PATCH v3] vmem: populate without the mutex`<br>`vmem.c@f2471ce1cbc9` |',
  );
  expect(stdout).toContain('| 1 | **V1** |');
});

test('if a patch does not apply, only the base row is searched', async () => {
  const mbox = folder.write(
    'b.mbox',
    git(folder.at('tree'), ['format-patch', '--stdout', 'main~8..main~7']),
  );
  const base = folder.write('short.c', ownText.replaceAll('mutex_lock(', 'mutex_lock_nested('));
  const argv = ['series', '--mbox', mbox, '--base', base, ...claim, ...quick];
  const { exitCode, stdout } = await cli(argv);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('DOES NOT APPLY: hunk 1 of 1');
  expect(stdout).toMatch(/^base {2}x *\n1 {5}x *$/m);
});

test.each([
  [['--git', '.'], '--git needs a range of commits: tablewalk series --git TREE A..B'],
  [['--git', '.', 'a..b', '--revisions', 'base'], '--revisions'],
  [['--git', '.', 'a..b', '--mbox', 'x'], '--mbox'],
  [['v2', '--path', 'mm/vmem.c'], '--path is given without --git or --mbox'],
  [['v2', '--with', 'x.c'], '--with is given without --git or --mbox'],
  [['v2', '--base', 'x.c'], '--base is given without --mbox'],
  [['--git', '.', 'a..b', '--patch-version', '2'], '--patch-version is given without --mbox'],
  [['--mbox', 'x'], '--mbox needs --base: the text that the first patch changes'],
  [['v2', '--mbox', 'x', '--base', 'y'], '"v2" is given with --mbox: remove one of the two'],
  [['--mbox', 'x', '--base', 'src'], 'src/arch/s390/mm/vmem.c'],
  [
    ['--git', '.', 'a..b', '--path', '../vmem.c'],
    '--path is "../vmem.c"; it must be a path from the top of the tree',
  ],
  [
    ['--git', '.', 'a..b', '--path', '/etc/passwd'],
    '--path is "/etc/passwd"; it must be a path from the top of the tree',
  ],
  [[], 'the series is missing; it must be one of v1, v2, all, or give --git or --mbox'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stdout, stderr } = await cli(['series', ...argv]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
