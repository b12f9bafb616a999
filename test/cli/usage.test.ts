/** Invalid words on the command line: each error lists known words, and suggests the nearest. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

test.each(['check', 'sample', 'replay', 'show', 'conform', 'list'])(
  '%s --help starts with examples',
  async (command) => {
    const { exitCode, stdout } = await cli([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\n  tablewalk ${command}`));
  },
);

test('unknown words: the error lists the known ones and suggests the nearest', async () => {
  const lines: string[] = [];
  for (const argv of [
    [],
    ['chek'],
    ['list', 'preset'],
    ['list'],
    ['list', 'goals', 'more'],
    ['replay', '--revison', 'x', 'y'],
    ['check', '--preset'],
    ['check', '--geometry', 'tiny6'],
    ['check', '--struct-page', '50'],
    ['check', '--invariants', 'freed-once,flush-befor-free'],
    ['check', '--sections', '2..9'],
    ['check', '--contract', 'any', '--memmap-pages', '8', '--memmap-first', '100000'],
    ['sample', '--preset', 'levels'],
    ['sample', '--seed', 'a b'],
  ]) {
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([exitCode, stdout]).toEqual([2, '']);
    lines.push(...stderr.split('\n').filter((line) => line.startsWith('tablewalk: ')));
  }
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "tablewalk: error: no command is given; it must be one of check, sample, size, replay, show, explain, shrink, bisect, corpus, series, claims, conform, record, source, diff, mutate, plan, run-jobs, merge, swarm, ui, list, completion
    tablewalk: error: command is "chek"; it must be one of the 23 that tablewalk --help lists; did you mean check?
    tablewalk: error: the topic is "preset"; it must be one of revisions, invariants, features, presets, threads, goals, mutants, claims; did you mean presets?
    tablewalk: error: missing required argument 'topic'; see tablewalk list --help
    tablewalk: error: too many arguments for 'list'. Expected 1 argument but got 2; see tablewalk list --help
    tablewalk: error: unknown option --revison; did you mean --revision?; see tablewalk replay --help
    tablewalk: error: option '--preset <name>' argument missing; see tablewalk check --help
    tablewalk: error: --geometry is "tiny6"; it must be one of tiny3, tiny4, tiny5, real3, real4, real5; did you mean tiny3?
    tablewalk: error: --struct-page is "50"; it must be one of 16, 48, 56, 64, 72; did you mean 56?
    tablewalk: error: --invariants is "flush-befor-free"; it must be one of the 32 that tablewalk list invariants lists; did you mean flush-before-free?
    tablewalk: error: --sections names 8; with --geometry tiny5 and --struct-page 48 it must be from 0 to 7
    tablewalk: error: memmap pages end at page 100008; the area has 80 pages
    tablewalk: error: --preset is "levels", which has 3 scopes; sample walks through one: choose another preset, or options that select one
    tablewalk: error: --seed is "a b"; it must be 1 to 64 letters, digits, dots, dashes or underscores"
  `);
});

/** Every option of check and sample, with an invalid name and an invalid value. */
const spoilt = [
  ['--preset', 'quik'],
  ['--revision', 'linux-5.11'],
  ['--geometry', 'tiny'],
  ['--struct-page', '47'],
  ['--vmalloc', 'fra'],
  ['--contract', 'none'],
  ['--sections', '2-3'],
  ['--dcss', '0x1000'],
  ['--memmap-pages', '1000'],
  ['--memmap-first', '-1'],
  ['--identity-pages', 'x'],
  ['--identity-first', '1.5'],
  ['--fail-allocs', 'some'],
  ['--fresh', 'old'],
  ['--ops', '1e9'],
  ['--invariants', ','],
  ['--search', 'best'],
  ['--max-depth', '0'],
  ['--max-states', '0'],
  ['--max-memory', '1'],
  ['--time-limit', '1'],
  ['--color', 'red'],
] as const;

test.each(spoilt)('%s %s is refused by name, value and rule', async (flag, value) => {
  const { exitCode, stderr, stdout } = await cli(['check', flag, value]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^tablewalk: error: ${flag} is ".*"; it must be `));
  expect(stderr.split('\n')).toHaveLength(2);
});

test.each(spoilt)('a typo in %s: the option is suggested', async (flag) => {
  const { exitCode, stderr } = await cli(['check', `${flag}x`, 'value']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`unknown option ${flag}x; did you mean ${flag}?`);
});

test('an option of another command: the error names that command', async () => {
  const stderrOf = async (...argv: string[]) => (await cli(argv)).stderr.trimEnd();
  expect(await stderrOf('check', '--seed', '1')).toBe(
    'tablewalk: error: unknown option --seed; it belongs to tablewalk sample, tablewalk record, tablewalk mutate; see tablewalk check --help',
  );
  expect(await stderrOf('list', '--workers', '1')).toBe(
    'tablewalk: error: unknown option --workers; it belongs to tablewalk check, tablewalk sample, tablewalk size, tablewalk replay, tablewalk bisect, tablewalk series, tablewalk claims, tablewalk conform, tablewalk diff, tablewalk mutate, tablewalk run-jobs; see tablewalk list --help',
  );
  expect(await stderrOf('--preset', 'any')).toContain('it belongs to tablewalk check, ');
  expect(await stderrOf('corpus', 'run', '--arch', 'x86-64')).toBe(
    'tablewalk: error: unknown option --arch; it belongs to tablewalk check, tablewalk sample, tablewalk size, tablewalk source, tablewalk list; leave it out: a counterexample names its scope; see tablewalk corpus run --help',
  );
  expect(await stderrOf('replay', '--geometry', 'tiny3')).toContain(
    '; leave it out: a counterexample names its scope; see tablewalk replay --help',
  );
  expect(await stderrOf('series', '--arch', 'x86-64')).toMatch(
    /it belongs to tablewalk check, .* tablewalk list; see tablewalk series --help$/,
  );
});

test('a prefix of a name: the error lists the names that start with it', async () => {
  const { stderr } = await cli(['check', '--invariants', 'flush']);
  expect(stderr).toContain(
    '; did you mean flush-before-free or flush-before-reuse or flush-before-unlock?\n',
  );
});

test('an option is not accepted as the value of another', async () => {
  const runs = await Promise.all(
    [
      ['check', '--out', '--json'],
      ['check', '--checkpoint', '--quiet'],
      ['series', 'v1', '--html', '--json'],
      ['corpus', 'list', '--dir', '--json'],
      ['check', '--revision', '--quiet'],
    ].map((argv) => cli(argv)),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2]);
  expect(runs.map(({ stderr }) => stderr).join('')).toMatchInlineSnapshot(`
    "tablewalk: error: --out lacks a value: "--json" follows; see tablewalk check --help (a file of that name is written ./--json)
    tablewalk: error: --checkpoint lacks a value: "--quiet" follows; see tablewalk check --help (a file of that name is written ./--quiet)
    tablewalk: error: --html lacks a value: "--json" follows; see tablewalk series --help (a file of that name is written ./--json)
    tablewalk: error: --dir lacks a value: "--json" follows; see tablewalk corpus list --help (a file of that name is written ./--json)
    tablewalk: error: --revision lacks a value: "--quiet" follows; see tablewalk check --help (a file of that name is written ./--quiet)
    "
  `);
});
