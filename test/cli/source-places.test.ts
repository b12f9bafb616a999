/** Stories of a C source name its lines: text, mail, JSON, SARIF, annotations. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
const lines = readFileSync('test/c/own-vmem.c', 'utf8').split('\n');
const claim = (): string[] => [
  '--source',
  folder.at('vmem.c'),
  '--invariants',
  'flush-before-unlock',
];

/** The number of the line that contains this text, from 1. */
function lineOf(part: string): number {
  const found = lines.flatMap((line, index) => (line.includes(part) ? [index + 1] : []));
  expect(found).toHaveLength(1);
  return found[0];
}

// The source without its flush; the two lines become empty, so that other line numbers do not change.
const flush = lineOf('flush_tlb_kernel_range(');
const unlocks = lines.flatMap((line, index) => (line.includes('mutex_unlock(') ? [index + 1] : []));
const edited = lines.map((line, index) => (index === flush - 1 || index === flush - 2 ? '' : line));

beforeAll(async () => {
  folder.write('vmem.c', edited.join('\n'));
  const argv = ['check', ...claim(), '--stop-at-first', '--out', folder.at('out'), '--quiet'];
  const { exitCode, stdout } = await cli(argv);
  expect(exitCode).toBe(1);
  folder.write('check.txt', stdout);
});

const story = (): string => readFileSync(folder.at('check.txt'), 'utf8');
const counterexample = (): string => {
  const name = /[^/\s]*--flush-before-unlock\.json/.exec(story())?.[0] ?? '';
  return `${folder.at('out')}/${name}`;
};

test('a story names the line and the function of each step', () => {
  const table = lineOf('__get_free_pages(');
  const caller = lineOf('table = new_upper_table(_REGION2_ENTRY_EMPTY)');
  expect(story().replaceAll(/\s+/g, ' ')).toContain(
    `alloc p4d table t3 at vmem.c:${table} new_upper_table() from line ${caller} walk_root()`,
  );
  expect(story()).toMatch(/unlock vmem_mutex, at vmem\.c:\d+ \w+\(\)\n {11}<-- here:/);
  const at = /unlock vmem_mutex, at vmem\.c:(\d+) (\w+)\(\)/.exec(story());
  expect(unlocks).toContain(Number(at?.[1]));
  // A line of text has at most 72 columns; a position that does not fit is printed below its step.
  for (const line of story()
    .split('\n')
    .filter((one) => /\b(at vmem\.c|from line)/.test(one))) {
    expect(line.length).toBeLessThanOrEqual(72);
  }
});

test.each(['text', 'mail'])('show --format %s also names them', async (format) => {
  const { stdout } = await cli([
    'show',
    counterexample(),
    '--source',
    folder.at('vmem.c'),
    '--format',
    format,
  ]);
  expect(stdout).toMatch(/unlock vmem_mutex, at vmem\.c:\d+ \w+\(\)\n +<-- here:/);
});

test('show --json has the call stack of each step, innermost function first', async () => {
  const { stdout } = await cli([
    'show',
    counterexample(),
    '--source',
    folder.at('vmem.c'),
    '--json',
  ]);
  const { steps, violatedAt } = JSON.parse(stdout);
  const [unlock] = steps[violatedAt].code;
  expect(unlock).toMatchObject({ file: 'vmem.c', line: expect.any(Number), column: 2 });
  expect(unlocks).toContain(unlock.line);
  const alloc = steps.find(({ kind }: { kind: string }) => kind === 'alloc');
  const chain = alloc.code.map((one: { function: string }) => one.function);
  expect(chain[0]).toBe('new_upper_table');
  expect(chain.slice(-4)).toEqual([
    'modify_pagetable',
    'plug',
    'all_or_nothing',
    'vmem_add_mapping',
  ]);
  // A call returns at a line of the entry point; the call itself is not in the source.
  const returned = steps.find(({ kind }: { kind: string }) => kind === 'return');
  expect(returned.code.map((one: { function: string }) => one.function)).toEqual([
    'vmem_add_mapping',
  ]);
  expect(steps[0]).not.toHaveProperty('code');
});

test('check --json and replay report where the claim is violated', async () => {
  const checked = await cli(['check', ...claim(), '--stop-at-first', '--json', '--quiet']);
  const [violation] = JSON.parse(checked.stdout).violations;
  expect(violation.code[0].function).toMatch(/^vmem/);
  expect(unlocks).toContain(violation.code[0].line);
  const replayed = await cli(['replay', counterexample(), '--source', folder.at('vmem.c')]);
  expect(replayed.stdout.replaceAll(/\s+/g, ' ')).toMatch(/operation 1 of 1, at vmem\.c:\d+ vmem/);
});

test('the diagram and the ITF trace contain positions; the commands name the source', async () => {
  const source = ['--source', folder.at('vmem.c')];
  const show = ['show', counterexample(), ...source, '--format'];
  const place = /unlock vmem_mutex, at vmem\.c:\d+ \w+\(\)/;
  expect((await cli([...show, 'mermaid'])).stdout).toMatch(place);
  const itf = JSON.parse((await cli([...show, 'itf'])).stdout);
  const codes = itf.states.map((state: Record<string, { code?: string }>) => state['#meta'].code);
  expect(codes).toContainEqual(expect.stringMatching(/^vmem\.c:\d+ drop_p4d_table\(\)$/));
  const pasted = story().replaceAll(/ \\\n */g, ' ');
  for (const name of ['show', 'replay']) {
    expect(pasted).toMatch(
      new RegExp(`tablewalk ${name} \\S+\\.json --source ${folder.at('vmem.c')}`),
    );
  }
});

test('conform reports the line to CI', async () => {
  const recording = 'test/golden/linux-5.10.t5-56-bugs.jsonl.gz';
  const argv = ['conform', recording, '--source', folder.at('vmem.c'), '--quiet'];
  const { stdout } = await cli([...argv, '--reporter', 'github']);
  expect(stdout).toMatch(/^::error file=[^,]*\/vmem\.c,line=\d+,col=2,/);
});

test('SARIF and annotations point to the line of the C source', async () => {
  const out = ['--stop-at-first', '--out', folder.at('ci'), '--quiet'];
  const sarif = await cli(['check', ...claim(), ...out, '--reporter', 'sarif']);
  const [result] = JSON.parse(sarif.stdout).runs[0].results;
  const { physicalLocation, logicalLocations } = result.locations[0];
  expect(physicalLocation.artifactLocation.uri).toMatch(/\/vmem\.c$/);
  expect(unlocks).toContain(physicalLocation.region.startLine);
  expect(physicalLocation.region.startColumn).toBe(2);
  expect(logicalLocations[0].name).toMatch(/^vmem/);
  expect(result.relatedLocations[0].physicalLocation.artifactLocation.uri).toMatch(/\.json$/);
  const github = await cli(['check', ...claim(), ...out, '--reporter', 'github']);
  expect(github.stdout).toMatch(/^::error file=[^,]*\/vmem\.c,line=\d+,col=2,/);
});

test('a story of a hand-written revision has no line numbers', async () => {
  const argv = ['check', '--revision', 'linux-5.10', '--invariants', 'success-means-mapped'];
  const { stdout } = await cli([...argv, '--stop-at-first', '--json', '--quiet']);
  expect(JSON.parse(stdout).violations[0]).not.toHaveProperty('code');
});
