/** check --workers: valid combinations; reports do not depend on it. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

const allowed = 'it must be a whole number from 1 to 64 (1000, 1_000 and 1e3 are the same)';

test.each(['0', '1.5', '-1', '65', '10000', 'two', ''])(
  '--workers "%s" is refused',
  async (text) => {
    const { exitCode, stderr } = await cli(['check', '--workers', text]);
    expect([exitCode, stderr]).toEqual([
      2,
      `tablewalk: error: --workers is "${text}"; ${allowed}\n`,
    ]);
  },
);

test.each([
  [['--search', 'dfs'], '--search dfs', 'search breadth-first only'],
  [['--exact'], '--exact', 'store fingerprints only'],
  [['--slot-bytes', '4'], '--slot-bytes 4', 'store 8 bytes of each state'],
] as const)('with %s it is refused', async (argv, flag, remedy) => {
  const { exitCode, stderr } = await cli(['check', '--workers', '2', ...argv]);
  expect([exitCode, stderr]).toEqual([
    2,
    `tablewalk: error: --workers 2 is given with ${flag}; several workers ${remedy}: remove one of the two\n`,
  ]);
});

test('with a real geometry it is refused', async () => {
  const { exitCode, stderr } = await cli(['check', '--workers', '2', '--geometry', 'real3']);
  expect([exitCode, stderr]).toEqual([
    2,
    'tablewalk: error: workers is 2 and geometry is real3; several workers search tiny geometries with identity position and page-aligned ranges only\n',
  ]);
});

test('it is refused with frame identities', async () => {
  const { exitCode, stderr } = await cli(['check', '--workers', '2', '--identity', 'names']);
  expect([exitCode, stderr]).toEqual([
    2,
    'tablewalk: error: workers is 2 and identity is names; several workers search tiny geometries with identity position and page-aligned ranges only\n',
  ]);
});

test('with threads of one role it is rejected, unless symmetry is off', async () => {
  const argv = ['check', '--workers', '2', '--geometry', 'tiny3', '--threads', 'hotplug,hotplug'];
  const { exitCode, stderr } = await cli([...argv, '--no-files']);
  expect([exitCode, stderr]).toEqual([
    2,
    'tablewalk: error: workers is 2 and threads is hotplug,hotplug; several workers do not merge equal threads: add --symmetry none\n',
  ]);
  const apart = await cli([...argv, '--no-files', '--symmetry', 'none', '--max-states', '10']);
  expect(apart.exitCode).toBe(3);
});

test.each([
  [],
  ['--max-states', '100'],
  ['--stop-at-first'],
  ['--geometry', 'tiny3', '--sections', '2', '--threads', 'hotplug,dcss'],
])('three workers and one give the same report: %j', async (...argv) => {
  const report = async (workers: string) => {
    const { exitCode, stdout } = await cli(['check', '--no-files', ...argv, '--workers', workers]);
    return [exitCode, stdout.replace(`--workers ${workers}`, '')];
  };
  expect(await report('3')).toEqual(await report('1'));
});
