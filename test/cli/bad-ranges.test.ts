/** `--misaligned` on the command line: the states it searches, where it is refused, and its stories. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

const identity = ['check', '--preset', 'any', '--memmap-pages', '0', '--no-online', '--no-files'];
const window = ['--identity-pages', '3', '--identity-first', '2', '--misaligned'];

test('every bad range of a window is searched', async () => {
  const { stdout, exitCode } = await cli([...identity, ...window, '--json']);
  const { scopes } = JSON.parse(stdout);
  // 2^3 states: each of 3 pages is mapped or unmapped, and refused calls change nothing. Each of two
  // calls has 25 ranges: 3 pages give 7 half-page boundaries, so 21 ranges (6 of them whole pages),
  // plus two empty ranges, one that wraps and one past the end. 8 * 50 transitions.
  expect(scopes.map(({ states, transitions }: typeof scopes) => [states, transitions])).toEqual([
    [8, 400],
  ]);
  expect(exitCode).toBe(0);
});

test('before the series, the walk reports success for a page that it never reached', async () => {
  const claim = ['--revision', 'base', '--invariants', 'success-means-mapped'];
  const { stdout, exitCode } = await cli([...identity, ...window, ...claim]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(' 1. map 0x2800-0x3800\n');
  expect(stdout).toContain('set pte 0x2000 -> identity');
});

test('it is refused where it has no meaning', async () => {
  const { stderr, exitCode } = await cli(['check', '--misaligned']);
  expect(stderr).toBe(
    'tablewalk: error: --misaligned is given with contract kernel; it needs --contract any\n',
  );
  expect(exitCode).toBe(2);
});

test('explain reports whether a story depends on them', async () => {
  const claim = ['--revision', 'base', '--invariants', 'success-means-mapped'];
  const found = identity.filter((word) => word !== '--no-files');
  await cli([...found, ...window, ...claim, '--out', folder.path]);
  const file = folder.at('base--success-means-mapped.json');
  const { stdout } = await cli(['explain', file]);
  expect(stdout).toContain(
    '  NEEDED      bad ranges on\n              with off "map 0x2800-0x3800" is not possible\n',
  );
  // A scope without them has nothing to remove.
  const { stdout: other } = await cli([
    'explain',
    'corpus/F08-partly-covered-leaf--linux-5.10.json',
  ]);
  expect(other).toContain('NEEDED      contract any');
  expect(other).not.toContain('bad ranges');
});

test('sample searches one scope only: it suggests how to select one of preset any', async () => {
  const { stderr, exitCode } = await cli(['sample', '--preset', 'any', '--no-files']);
  expect(stderr).toBe(
    'tablewalk: error: --preset is "any", which has 3 scopes; sample walks through one: choose another preset, or options that select one (--no-misaligned)\n',
  );
  expect(exitCode).toBe(2);
  const walk = ['--no-misaligned', '--runs', '2', '--depth', '2', '--quiet', '--no-files'];
  expect((await cli(['sample', '--preset', 'any', ...walk])).stderr).toBe('');
});
