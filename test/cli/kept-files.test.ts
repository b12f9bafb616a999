/** Files that are there already: each command keeps them, says so, and replaces them with --force. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/cli-api.ts';
import { formatCounterexample } from '../../src/trace/counterexample.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

async function run(...argv: readonly string[]): Promise<readonly [number, string]> {
  const { exitCode, stderr } = await cli(argv);
  return [exitCode, folder.masked(stderr)];
}

const content = (name: string): string => readFileSync(folder.at(name), 'utf8');
const kept = (option: string, name: string): string =>
  `tablewalk: error: ${option} is "DIR/${name}"; a file of that name is there: name another one, or replace it with --force\n`;

const story = 'corpus/F02-mark-left-out--linux-5.10.json';

test('show --out: the same content may be written again, any other needs --force', async () => {
  const out = folder.at('page.txt');
  const show = ['show', story, '--out', out];
  expect(await run(...show)).toEqual([0, '']);
  const text = content('page.txt');
  expect(await run(...show)).toEqual([0, '']);
  expect(await run(...show, '--format', 'mermaid')).toEqual([2, kept('--out', 'page.txt')]);
  expect(content('page.txt')).toBe(text);
  expect(await run(...show, '--format', 'mermaid', '--force')).toEqual([0, '']);
  expect(content('page.txt')).not.toBe(text);
});

test('an empty file, as mktemp makes it, is no loss', async () => {
  expect(await run('show', story, '--out', folder.write('made', ''))).toEqual([0, '']);
});

const series = ['series', 'v2', '--revisions', 'linux-5.10', '--contract', 'kernel', '--quiet'];
const few = ['--max-states', '10', '--no-files', '--invariants', 'success-means-mapped'];

test('series --html: refused before the search, unless it is a page of the same command', async () => {
  const page = folder.write('page.html', '<p>mine</p>');
  const argv = [...series, ...few, '--html', page];
  expect(await run(...argv)).toEqual([2, kept('--html', 'page.html')]);
  expect(content('page.html')).toBe('<p>mine</p>');
  expect(await run(...argv, '--force')).toEqual([0, '']);
  expect(content('page.html')).toContain('tablewalk series v2');
  expect(await run(...argv)).toEqual([0, '']);
  expect(await run(...argv, '--proposals')).toEqual([2, expect.stringContaining('--proposals')]);
  expect(await run(...argv, '--workers', '1')).toEqual([2, kept('--html', 'page.html')]);
});

test('shrink: another story of the claim is kept, and a number follows the name', async () => {
  const longer = { ...falseSuccess(), text: 'told in other words' };
  const file = folder.write('x.json', formatCounterexample(longer));
  folder.write('x.shrunk.json', formatCounterexample({ ...longer, tool: 'older' }));
  const said = [
    'tablewalk: DIR/x.shrunk.json holds another story and is kept; --force replaces it',
    'tablewalk: written to DIR/x.shrunk-2.json',
    '',
  ];
  expect(await run('shrink', file)).toEqual([0, said.join('\n')]);
  expect(JSON.parse(content('x.shrunk.json')).tool).toBe('older');
  expect(await run('shrink', file)).toEqual([0, said.join('\n')]);
  expect(readdirSync(folder.path)).toHaveLength(3);
  const replaced = await run('shrink', file, '--force');
  expect(replaced).toEqual([0, 'tablewalk: written to DIR/x.shrunk.json\n']);
  expect(JSON.parse(content('x.shrunk.json')).tool).not.toBe('older');
});

test('shrink: what is no story of the claim is refused before the work', async () => {
  const file = folder.write('x.json', formatCounterexample(falseSuccess()));
  folder.write('x.shrunk.json', '{"mine": true}');
  expect(await run('shrink', file)).toEqual([2, kept('--out', 'x.shrunk.json')]);
  expect(content('x.shrunk.json')).toBe('{"mine": true}');
});

const check = ['check', '--no-files', '--quiet', '--invariants', 'freed-once'];

test('check --checkpoint: another search, a result and another file are kept', async () => {
  const file = folder.at('c');
  const argv = [...check, '--checkpoint', file];
  const held = (what: string, remedy: string) =>
    `tablewalk: error: --checkpoint is "DIR/c"; it holds ${what}: ${remedy}\n`;
  const resume = '--resume "DIR/c" continues, --force begins again';
  const another = 'name another file, or replace it with --force';
  expect(await run(...argv, '--max-states', '100')).toEqual([3, '']);
  const states = readCheckpoint(file).search?.states ?? 0;
  expect(states).toBeGreaterThan(0);
  expect(await run(...argv)).toEqual([2, held(`this search after ${states} states`, resume)]);
  expect(await run(...argv, '--struct-page', '56')).toEqual([
    2,
    held('another search (different: structPage)', another),
  ]);
  expect(readCheckpoint(file).search?.states).toBe(states);
  expect(await run(...argv, '--force')).toEqual([0, '']);
  expect(await run(...argv)).toEqual([2, held('the result of this search', resume)]);
  folder.write('c', 'notes');
  const other = 'something else than a checkpoint of this version';
  expect(await run(...argv)).toEqual([2, held(other, another)]);
  expect(content('c')).toBe('notes');
  folder.write('c', '');
  expect(await run(...argv)).toEqual([0, '']);
});

test('--force without a file to replace is refused', async () => {
  const refusal = (option: string) => `tablewalk: error: --force is given without ${option}; `;
  expect((await run('show', story, '--force'))[1]).toContain(refusal('--out'));
  expect((await run(...series, '--force'))[1]).toContain(refusal('--html'));
  expect((await run(...check, '--force'))[1]).toContain(refusal('--checkpoint'));
});
