/** check --pools: valid combinations and the default; reports do not depend on it. */
import { expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';

const cli = rememberingCli();

test.each([
  [['--fresh', 'zero'], 'fresh is zero; only recycled memory comes from a pool'],
  [['--slot-bytes', '4'], 'slotBytes is 4; with sets whole states are stored'],
  [['--workers', '2'], 'workers is 2; sets need one worker'],
  [
    ['--geometry', 'real3'],
    'geometry is real3; sets are followed in tiny geometries with identity position and page-aligned ranges only',
  ],
  [
    ['--identity', 'names'],
    'identity is names; sets are followed in tiny geometries with identity position and page-aligned ranges only',
  ],
  [
    ['--grain', 'micro'],
    'operations are searched step by step; sets are followed with --grain rest and without --threads',
  ],
] as const)('sets with %s are refused', async (argv, obstacle) => {
  const { exitCode, stderr } = await cli(['check', '--pools', 'sets', '--no-files', ...argv]);
  expect([exitCode, stderr]).toEqual([
    2,
    `tablewalk: error: pools is sets and ${obstacle}: remove one of the two, or use --pools each\n`,
  ]);
});

test('another value is refused', async () => {
  const { exitCode, stderr } = await cli(['check', '--pools', 'set']);
  expect([exitCode, stderr]).toEqual([
    2,
    'tablewalk: error: --pools is "set"; it must be one of each, sets; did you mean sets?\n',
  ]);
});

const fewPages = ['--preset', 'any', '--memmap-pages', '4'];
const anyPages = [...fewPages, '--fresh', 'recycled'];

async function report(argv: readonly string[]) {
  const { exitCode, stdout } = await cli(['check', '--no-files', '--json', ...argv]);
  const { request, scopes, seconds, statesPerSecond, collisionProbability, ...document } =
    JSON.parse(stdout);
  const [{ seconds: _, memoryBytes, collisionProbability: odds, ...scope }] = scopes;
  return { reported: { exitCode, scope, ...document }, memoryBytes, odds };
}

test.each([
  anyPages,
  [...anyPages, '--max-depth', '3'],
  ['--preset', 'quick'],
  ['--sections', '2,3', '--revision', 'mainline', '--struct-page', '64'],
])('the report is the same with sets: %j', async (...argv) => {
  const sets = await report([...argv, '--pools', 'sets']);
  const each = await report([...argv, '--pools', 'each']);
  expect(sets.reported).toEqual(each.reported);
  // This search stores whole states.
  expect(sets.odds).toBe(0);
});

test.each([
  ['any callers and recycled memory', anyPages, 'sets'],
  ['any callers and zeroes', [...fewPages, '--fresh', 'zero'], 'each'],
  ['callers that follow the rules', ['--preset', 'quick'], 'each'],
] as const)('%s: %s by default', async (_, argv, way) => {
  const unsaid = await report([...argv]);
  const said = await report([...argv, '--pools', way]);
  // The two searches differ in the size of their arrays.
  expect(unsaid.memoryBytes).toBe(said.memoryBytes);
});

const slow = 'which takes many times longer than tracking sets';

test.each([
  [['--exact'], ''],
  [['--slot-bytes', '4'], `(slotBytes is 4; with sets whole states are stored), ${slow}`],
  // One thread tracks the sets, so the report does not depend on the number of workers.
  [['--workers', '2'], ''],
  [['--workers', '2', '--pools', 'each'], ''],
])(
  'contract any with recycled memory and %j: the same counts, and a hint if it is slow',
  async (argv, word) => {
    const { stdout, stderr } = await cli(['check', '--no-files', '--json', ...anyPages, ...argv]);
    expect(JSON.parse(stdout)).toMatchObject({ states: 10_174, transitions: 215_180 });
    const reported = stderr.split('\n').filter((line) => line.includes('one by one'));
    expect(reported).toEqual(
      word === '' ? [] : [`tablewalk: recycled contents are tracked one by one ${word}`],
    );
  },
);
