/**
 * Options given twice, or together with options that exclude them, are rejected in one line that
 * names both.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, printed } from '../support/fake-io.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();

/** Valid values for options that take text, where a number is invalid. */
const valuesOf: Readonly<Record<string, string>> = {
  '--max-memory': '1M',
  '--memory': '1M',
  '--silence': '1s',
  '--time-limit': '1s',
  '--checkpoint-every': '1s',
  '--dcss': '0x70000-0x71000',
  '--memmap-points': '0,1',
  '--identity-points': '0,1',
  '--port': '8123',
  '--shard': '1/2',
  '--job-time-limit': '1s',
  '--stalled-after': '1s',
};

test('every option with a value is refused when given twice', async () => {
  const script = await printed('completion', 'fish');
  const pattern =
    /__tablewalk_at tablewalk ([^']+)' -l ([\w-]+) (?:-x|-r)(?: -a '\(?([^']*)\)?')?/g;
  const options = [...script.matchAll(pattern)];
  // A lower bound: it grows when an option is added.
  expect(options.length).toBeGreaterThan(100);
  for (const [, command, name, words = ''] of options) {
    const flag = `--${name}`;
    const [word] = words.replace(/^__tablewalk_\w+ /, '').split(' ');
    const value = word === '' ? (valuesOf[flag] ?? '2') : word;
    const argv = [...command.split(' '), flag, value, flag, value];
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([argv, exitCode, stdout]).toEqual([argv, 2, '']);
    expect(stderr).toContain(
      `tablewalk: error: ${flag} ${value} and ${flag} ${value} are both given; `,
    );
    expect(stderr.split('\n')).toHaveLength(2);
  }
});

test('contradictory options are refused, repeated flags are not', async () => {
  expect(
    await refusals(
      ['check', '--dcss', '0x70000-0x71000', '--dcss', '0x50000-0x51000'],
      ['check', '--dcss=0x70000-0x71000', '--no-dcss'],
      ['check', '--no-online', '--online'],
      ['size', '--edat1', '--no-edat1', '--no-edat2'],
      ['check', '--revision', 'v2-4', '--revision=v2-5'],
      ['check', '--invariants', 'freed-once', '--invariants', 'no-leaked-tables'],
      ['sample', '--sections', '2', '--sections', '3'],
      ['replay', 'x', '--revision', 'base', '--revision', 'v1-1'],
      ['mutate', '--mutants', 'drop-flush', '--mutants', 'no-mutex'],
      ['check', '--out', 'a b', '--out', 'c'.repeat(70)],
    ),
  ).toMatchInlineSnapshot(`
    "--dcss 0x70000-0x71000 and --dcss 0x50000-0x51000 are both given; they are mutually exclusive: remove one of the two
    --dcss 0x70000-0x71000 and --no-dcss are both given; they are mutually exclusive: remove one of the two
    --no-online and --online are both given; they are mutually exclusive: remove one of the two
    --edat1 and --no-edat1 are both given; they are mutually exclusive: remove one of the two
    --revision v2-4 and --revision v2-5 are both given; they are mutually exclusive: remove one of the two
    --invariants freed-once and --invariants no-leaked-tables are both given; give one list: --invariants freed-once,no-leaked-tables
    --sections 2 and --sections 3 are both given; give one list: --sections 2,3
    --revision base and --revision v1-1 are both given; they are mutually exclusive: remove one of the two
    --mutants drop-flush and --mutants no-mutex are both given; give one list: --mutants drop-flush,no-mutex
    --out "a b" and --out "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccc..." are both given; they are mutually exclusive: remove one of the two
    "
  `);
  const { exitCode, stderr } = await cli(['list', 'presets', '--json', '--json', '--quiet']);
  expect([exitCode, stderr]).toEqual([0, '']);
});

test('an option is refused if another one makes it ineffective', async () => {
  expect(
    await refusals(
      ['check', '--out', 'x', '--no-files'],
      ['sample', '--no-files', '--out', 'x'],
      ['series', 'v1', '--out', 'x', '--no-files'],
      ['series', 'v1', '--json', '--format', 'html'],
      ['series', 'v1', '--json', '--reporter', 'junit'],
      ['series', 'v2', '--proposals', '--revisions', 'v2-7'],
      ['check', '--exact', '--slot-bytes', '4'],
      ['corpus', 'prune', '--dry-run', '--yes'],
      ['check', '--json', '--color', 'always'],
      ['check', '--reporter', 'sarif', '--color', 'always'],
      ['show', 'x', '--format', 'html', '--color', 'always'],
      ['corpus', 'list', '--color', 'always'],
      ['check', '--preset', 'any', '--memmap-pages', '4', '--memmap-points', '0,4'],
      ['check', '--preset', 'any', '--memmap-first', '4', '--memmap-points', '0,4'],
      ['check', '--preset', 'identity', '--memmap-first', '4'],
      ['check', '--preset', 'identity', '--memmap-pages', '0', '--memmap-first', '4'],
    ),
  ).toMatchInlineSnapshot(`
    "--out x is given with --no-files; they are mutually exclusive: remove one of the two
    --out x is given with --no-files; they are mutually exclusive: remove one of the two
    --out x is given with --no-files; they are mutually exclusive: remove one of the two
    --json is given with --format html; give one of them
    --reporter junit is given with --json; they are mutually exclusive: remove one of the two
    --proposals is given with --revisions v2-7; they are mutually exclusive: remove one of the two
    --exact is given with --slot-bytes 4; they are mutually exclusive: remove one of the two
    --dry-run is given with --yes; they are mutually exclusive: remove one of the two
    --color always is given with --json, which has no colours: remove one of the two
    --color always is given with --reporter sarif, which has no colours: remove one of the two
    --color always is given with --format html, which has no colours: remove one of the two
    unknown option --color; it belongs to tablewalk corpus add, tablewalk corpus run, tablewalk corpus prune; see tablewalk corpus list --help
    --memmap-pages is given with --memmap-points, which replaces it: remove one of the two
    --memmap-first is given with --memmap-points, which replaces it: remove one of the two
    --memmap-first is given, but the ranges cover no page of it; add --memmap-pages N
    --memmap-first is given, but the ranges cover no page of it; add --memmap-pages N
    "
  `);
});

test('a gate that has no two rows to compare is refused', async () => {
  expect(
    await refusals(
      ['series', 'v2', '--revisions', 'v2-7', '--fail-on', 'regress'],
      ['series', 'all', '--revisions', 'v1-7,v2-8', '--fail-on', 'regress'],
      ['series', 'v1', '--revisions', 'v1-9,repaired', '--fail-on', 'regress'],
    ),
  ).toMatchInlineSnapshot(`
    "--fail-on regress is given with --revisions v2-7, of which no row builds on another: also name the row before it
    --fail-on regress is given with --revisions v1-7,v2-8, of which no row builds on another: also name the row before it
    --fail-on regress is given with --revisions v1-9,repaired, of which no row builds on another: also name the row before it
    "
  `);
});

test('--grain rest removes the threads of a preset, and every option that needs threads', async () => {
  const argv = ['check', '--no-files', '--quiet', '--json', '--invariants', 'freed-once'];
  const rest = await cli([...argv, '--preset', 'threads', '--grain', 'rest']);
  const flags = ['--geometry', 'tiny3', '--struct-page', '64', '--dcss', '0x70000-0x71000'];
  const same = await cli([...argv, ...flags, '--fresh', 'zero', '--fail-allocs', '0']);
  const scopesOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).scopes;
  expect(rest.exitCode).toBe(0);
  expect(scopesOf(rest)).toEqual(scopesOf(same));
});

test('show colours a file on request, and --quiet hides the mismatch', async () => {
  const file = join('corpus', 'F01-lost-error-code--linux-5.10.json');
  const out = join(folder.path, 'coloured.txt');
  const { exitCode } = await cli(['show', file, '--color', 'always', '--out', out]);
  expect([exitCode, readFileSync(out, 'utf8').includes('\u001b[')]).toEqual([0, true]);
  const changed = join(folder.path, 'repaired.json');
  writeFileSync(changed, readFileSync(file, 'utf8').replace('"linux-5.10"', '"repaired"'));
  const runs = [await cli(['show', changed]), await cli(['show', changed, '--quiet'])];
  expect(runs.map((run) => [run.exitCode, run.stderr])).toEqual([
    [5, expect.stringContaining('this is the current behaviour; it differs from the file')],
    [5, ''],
  ]);
});

/** The error lines of rejected command lines. */
async function refusals(...argvs: readonly (readonly string[])[]): Promise<string> {
  const lines: string[] = [];
  for (const argv of argvs) {
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([argv, exitCode, stdout]).toEqual([argv, 2, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    lines.push(stderr.replace('tablewalk: error: ', ''));
  }
  return lines.join('');
}
