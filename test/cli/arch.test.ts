/** --arch on the command line: the memmap of x86-64 and arm64, read from our own C sources. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const own = 'test/c/own-x86-64.c';
const small = ['--sections', '1', '--fail-allocs', '0', '--no-files', '--quiet'];

/**
 * Writes the source without the clear of a pud: its table is freed but the entry still refers to it.
 */
function mistaken(): string {
  const text = readFileSync(own, 'utf8');
  const clear = '	UNDER_LOCK(pud_clear(pud));\n';
  expect(text.split(clear)).toHaveLength(2);
  folder.write('init_64.c', text.replace(clear, ''));
  return folder.at('init_64.c');
}

/** Checks the faulty source and returns the file of a deciding violation. */
async function counterexample(text: string): Promise<string> {
  const out = folder.at('out');
  const claim = ['--invariants', 'flush-before-return', '--out', out];
  const asked = ['--sections', '1,2', '--fail-allocs', '0', ...claim];
  const { exitCode } = await cli(['check', '--arch', 'x86-64', '--source', text, ...asked]);
  expect(exitCode).toBe(1);
  const [name] = readdirSync(folder.at('out'));
  return folder.at(`out/${name}`);
}

test('our own source holds, and the report calls it an experiment', async () => {
  const { exitCode, stdout } = await cli(['check', '--arch', 'x86-64', '--source', own, ...small]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    [
      'Contract  EXPERIMENTAL: the memmap side only, not compared with',
      '          recordings of a real kernel; whole sections are added and',
      '          removed, one call at a time',
      'Machine   x86-64, 4 levels of tables, tables of 2 or 8 entries',
      'World     section 1; 64-byte struct page (1 large page a section)',
      '',
      '3 states, 3 transitions, depth 2; closed: runs of any length',
      '',
      'HOLDS: every claim that was put to the test holds in all 3 states.',
    ].join('\n'),
  );
});

test('a kernel tree contains the file of the architecture and its helpers', async () => {
  for (const name of ['arch/arm64/mm', 'mm']) mkdirSync(folder.at(name), { recursive: true });
  folder.write('arch/arm64/mm/mmu.c', readFileSync('test/c/own-arm64.c', 'utf8'));
  folder.write('mm/sparse-vmemmap.c', 'int vmemmap_populate_basepages(void)\n{\n	return 0;\n}\n');
  const { exitCode, stdout } = await cli([
    'check',
    '--arch',
    'arm64',
    '--source',
    folder.at(''),
    '--json',
    ...small,
  ]);
  expect(exitCode).toBe(0);
  const { revision, experimental, arch, states } = JSON.parse(stdout);
  expect({ experimental, arch, states }).toEqual({ experimental: true, arch: 'arm64', states: 2 });
  expect(revision).toMatch(/^mmu\.c@[0-9a-f]{12}$/);
});

test('a violation is written to a file, replayed, shown and shrunk', async () => {
  const text = mistaken();
  const file = await counterexample(text);
  const { request, invariant, operations } = JSON.parse(readFileSync(file, 'utf8'));
  expect(request).toMatchObject({ arch: 'x86-64', experimental: true, callers: 'sections' });
  expect({ invariant, operations: operations.map(({ op }: { op: string }) => op) }).toEqual({
    invariant: 'flush-before-return',
    operations: ['add', 'remove'],
  });
  const replayed = await cli(['replay', file, '--source', text]);
  expect(replayed.exitCode).toBe(0);
  expect(replayed.stdout).toContain('EXPERIMENTAL');
  const fixed = await cli(['replay', file, '--source', own]);
  expect({ exitCode: fixed.exitCode, isFixed: fixed.stdout.includes('1 fixed') }).toEqual({
    exitCode: 5,
    isFixed: true,
  });
  const shrunk = await cli(['shrink', file, '--source', text, '--out', folder.at('small.json')]);
  expect(shrunk.exitCode).toBe(0);
  const small = JSON.parse(readFileSync(folder.at('small.json'), 'utf8'));
  expect(small.request.sections).toHaveLength(1);
});

test.each(['text', 'mail', 'mermaid', 'json'])(
  'show --format %s marks it as an experiment',
  async (format) => {
    const text = mistaken();
    const file = await counterexample(text);
    const { exitCode, stdout } = await cli(['show', file, '--source', text, '--format', format]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/EXPERIMENTAL|"experimental": true/);
    if (format !== 'json') return;
    const { steps } = JSON.parse(stdout);
    const broken = steps.find(({ violated }: { violated: string[] }) => violated.length > 0);
    expect(broken.state['pmd of page 8']).toBe('memmap (buddy)');
    expect(broken.code[0]).toMatchObject({ file: 'init_64.c', function: 'empty_block' });
  },
);

test('the story names the steps of the source', async () => {
  const text = mistaken();
  const file = await counterexample(text);
  const { stdout } = await cli(['show', file, '--source', text]);
  expect(
    stdout.slice(stdout.indexOf(' 1. '), stdout.indexOf('Why it matters')),
  ).toMatchInlineSnapshot(`
    " 1. add section 1
         vmemmap_populate(0x400000008000, 0x400000010000) = 0
     2. remove section 1
         vmemmap_free(0x400000008000, 0x400000010000)
             9  free 0x400008000, 0x8000 bytes, to buddy
                  at init_64.c:207 empty_block()
            11  clear pmd 0x400000008000
                  at init_64.c:208 empty_block()
            13  free 0x400001000 to buddy
                  at init_64.c:230 empty_pud()
            14  flush everywhere
                  at init_64.c:270 vmemmap_free()
                vmemmap_free() returns
                  at init_64.c:271 vmemmap_free()
                  <-- here: at the return of a call an entry names freed
                      memory: 0x400001000
         (4 of 14 steps shown; --all-steps shows all)

    "
  `);
});

test.each(['junit', 'sarif', 'github'])(
  'the %s report marks it as an experiment',
  async (reporter) => {
    const argv = ['check', '--arch', 'x86-64', '--source', mistaken(), ...small];
    const { exitCode, stdout } = await cli([...argv, '--reporter', reporter]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('EXPERIMENTAL: At the return of a call no entry names freed memory');
  },
);

test('several workers, sample and size search the same states', async () => {
  const argv = ['--arch', 'x86-64', '--source', own, '--quiet'];
  const asked = ['--sections', '1,2', '--json'];
  const one = JSON.parse((await cli(['check', ...argv, ...asked, '--no-files'])).stdout);
  const size = JSON.parse((await cli(['size', ...argv, ...asked])).stdout);
  expect(one.states).toBe(size.scopes[0].states);
  const walked = await cli(['sample', ...argv, '--sections', '1,2', '--no-files', '--runs', '20']);
  expect(walked.exitCode).toBe(3);
});

test('a search is saved and resumed', async () => {
  const argv = ['check', '--arch', 'x86-64', '--source', own, '--quiet', '--no-files'];
  const saved = folder.at('run.checkpoint');
  const begun = await cli([...argv, '--max-states', '5', '--checkpoint', saved]);
  expect(begun.exitCode).toBe(3);
  const resumed = await cli(['check', '--resume', saved, '--max-states', '1000', '--json']);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ states: 28, closed: true });
});

test('source lists the names that a file uses', async () => {
  const { exitCode, stdout } = await cli(['source', own, '--arch', 'x86-64', '--json']);
  expect(exitCode).toBe(0);
  const { entryPoints, statics, refusals, experimental } = JSON.parse(stdout);
  expect({ entryPoints, statics, refusals, experimental }).toEqual({
    entryPoints: ['vmemmap_populate', 'vmemmap_free'],
    statics: ['rest_begins'],
    refusals: [],
    experimental: true,
  });
});

test('unsupported code is refused with its position', async () => {
  folder.write('init_64.c', 'int vmemmap_populate(void)\n{\n	return pmd_lief(1);\n}\n');
  const { exitCode, stderr } = await cli([
    'check',
    '--arch',
    'x86-64',
    '--source',
    folder.at('init_64.c'),
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatchInlineSnapshot(`
    "tablewalk: error: init_64.c:3:9: in vmemmap_populate(): pmd_lief() is not defined in init_64.c and is not known; did you mean pmd_leaf?
                return pmd_lief(1);
                       ^^^^^^^^
        If another file or a header defines it, name that file with --with.
    "
  `);
});

test.each([
  [
    ['check', '--arch', 'riscv', '--source', own],
    '--arch is "riscv"; it must be one of x86-64, arm64',
  ],
  [['check', '--arch', 'arm64'], '--arch arm64 needs --source: a kernel tree, or its files'],
  [
    ['check', '--arch', 'x86-64', '--source', own, '--kasan'],
    '--kasan is given with arch/x86/mm/init_64.c',
  ],
  [
    ['check', '--arch', 'x86-64', '--source', own, '--preset', 'real'],
    '--preset is "real"; it must be one of quick,',
  ],
  [
    ['check', '--arch', 'arm64', '--source', 'test/c/own-arm64.c', '--geometry', 'tiny5'],
    'arm64 has 4 or 3 levels of tables, not 5',
  ],
  [['check', '--arch', 'x86-64', '--source', 'mm.c'], 'mm.c'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await cli(argv);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
