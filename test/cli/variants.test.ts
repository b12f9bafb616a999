/** Variants of revisions, and mutants, wherever a command accepts a revision. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
const mutant = 'linux-5.10+mutant-drop-free-block';

test('a mutant is searched like a revision, with a story and a file that every command accepts', async () => {
  const out = join(folder.path, 'mutant');
  const flags = ['--fail-allocs', '0', '--fresh', 'zero', '--invariants', 'no-leaked-memmap'];
  const sound = await cli(['check', ...flags, '--no-files', '--quiet']);
  expect(sound.exitCode).toBe(0);
  const found = await cli(['check', '--revision', mutant, ...flags, '--out', out]);
  expect(found.exitCode).toBe(1);
  const file = join(out, `${mutant}--no-leaked-memmap.json`);
  const story = found.stdout.slice(found.stdout.indexOf(`${mutant} violates`));
  expect(story.split('\nWhy it matters')[0]).toMatchInlineSnapshot(`
    "linux-5.10+mutant-drop-free-block violates no-leaked-memmap
    Every allocated memmap block or page is mapped, and at rest only where a
    section needs it.
    On tiny5 (5 levels, root pgd, section 64 KiB, PMD 16 KiB), 48-byte-like
       struct page (1.5 PMDs a section), EDAT1 and EDAT2

     1. add section 3
         vmem_add_mapping(0x30000, 0x10000) = 0
         vmemmap_populate(0x92000, 0x98000) = 0
         changed: identity +0x30000-0x40000; tables +t1 ... t5 (5); memmap
           +b1 at 0x90000 +b2 at 0x94000; 0xFD in b1: 0x90000-0x92000; pud
           leaves counted 0 -> 1
     2. remove section 3
         vmemmap_free(0x92000, 0x98000)
           46  memset 0x92000 +8192 = 0xFD
           47  scan 0x90000 +16384: all 0xFD
           48  clear pmd 0x90000 (was b1)
           50  clear pmd 0x94000 (was b2)
           53  free table t5
           54  clear pud 0x90000 (was t5)
           57  free table t4
           58  clear p4d 0x80000 (was t4)
           61  free table t3
           62  clear pgd 0x80000 (was t3)
           63  flush TLB 0x92000-0x98000
               return
               <-- here: at rest a live memmap block or page is not mapped
         vmem_remove_mapping(0x30000, 0x10000)
         changed so far: tables -t3 (p4d) -t4 (pud) -t5 (pmd); memmap -b1 at
           0x90000 -b2 at 0x94000; b1 is lost; b2 is lost
         (11 of 82 steps shown; tablewalk show --all-steps shows all)
    "
  `);
  const exitCodes = await Promise.all(
    [
      ['replay', file],
      ['replay', file, '--revision', 'linux-5.10'],
      ['show', file],
      ['show', file, '--format', 'mail'],
      ['show', file, '--format', 'html', '--out', join(out, 'page.html')],
      ['show', file, '--format', 'itf'],
      ['explain', file],
      ['shrink', file, '--out', join(out, 'shrunk.json')],
      ['corpus', 'add', file, '--dir', join(folder.path, 'corpus')],
    ].map(async (argv) => [argv[0], (await cli(argv)).exitCode]),
  );
  expect(exitCodes).toEqual([
    ['replay', 0],
    ['replay', 5],
    ['show', 0],
    ['show', 0],
    ['show', 0],
    ['show', 0],
    ['explain', 0],
    ['shrink', 0],
    ['corpus', 0],
  ]);
  const { stdout } = await cli(['explain', file]);
  expect(stdout).toContain(mutant);
});

test('sample and size also accept it', async () => {
  const sampled = await cli([
    'sample',
    '--revision',
    mutant,
    '--runs',
    '20',
    '--no-files',
    '--json',
  ]);
  expect([sampled.exitCode, JSON.parse(sampled.stdout).verdict]).toEqual([1, 'violated']);
  const sized = await cli(['size', '--revision', mutant, '--max-states', '100', '--json']);
  expect(sized.exitCode).toBe(0);
});

test('diff: a variant equals the revision with its features, and a mutant differs', async () => {
  const compared = async (a: string, b: string) => {
    const argv = ['diff', a, b, '--geometry', 'tiny3', '--fresh', 'zero', '--json', '--quiet'];
    const { exitCode, stdout } = await cli(argv);
    return { exitCode, document: JSON.parse(stdout) };
  };
  const same = await compared('error-kept', 'linux-5.10+keepsErrorCode');
  expect([same.exitCode, same.document.closed]).toEqual([0, true]);
  const named = await compared('linux-5.10', 'error-kept');
  const variant = await compared('linux-5.10', 'linux-5.10+keepsErrorCode');
  expect([named.exitCode, variant.exitCode]).toEqual([1, 1]);
  expect(variant.document.differences).toEqual(named.document.differences);
  const mistaken = await compared('linux-5.10', mutant);
  expect([mistaken.exitCode, mistaken.document.differences[0].what]).toEqual([1, 'leaked memory']);
  const wrong = await cli(['diff', 'v2-8', 'v2-8+keepErrorCode']);
  expect([wrong.exitCode, wrong.stderr.split(';')[0]]).toEqual([
    2,
    'tablewalk: error: revision b names feature "keepErrorCode"',
  ]);
});

test('series: a variant is a row after its revision, and builds on it', async () => {
  const rows = 'linux-5.10+no-takesMutex+keepsErrorCode,linux-5.10,linux-5.10+keepsErrorCode';
  const argv = ['series', 'v2', '--revisions', rows, '--contract', 'kernel', '--no-files'];
  const { exitCode, stdout } = await cli([...argv, '--invariants', 'success-means-mapped']);
  expect(exitCode).toBe(0);
  const parts = stdout.split('\n\n').filter((part) => /^ *smm\n|^Line by line/.test(part));
  expect(parts.join('\n')).toMatchInlineSnapshot(`
    "                                smm
    linux-5.10                      V1
    linux-5.10+no-takesMutex+keepsErrorCode
                                    .
    linux-5.10+keepsErrorCode       .
    Line by line:
      success-means-mapped
        v2                                       kernel  violated throughout
                                                         (V1)
        linux-5.10+no-takesMutex+keepsErrorCode  kernel  violated in
                                                         linux-5.10 (V1),
                                                         repaired by
                                                         linux-5.10+no-takesMutex+keepsErrorCode
        linux-5.10+keepsErrorCode                kernel  violated in
                                                         linux-5.10 (V1),
                                                         repaired by
                                                         linux-5.10+keepsErrorCode"
  `);
});

test('series: the gate counts a regression that a mutant causes', async () => {
  const rows = `v2-8,v2-8+mutant-drop-free-block`;
  const { exitCode, stderr } = await cli([
    ...['series', 'v2', '--revisions', rows, '--contract', 'kernel', '--no-files', '--quiet'],
    ...['--invariants', 'no-leaked-memmap', '--fail-on', 'regress'],
  ]);
  expect([exitCode, stderr]).toEqual([
    4,
    'tablewalk: --fail-on regress: 1 regression, 0 of them in strict readings\n',
  ]);
  const other = await cli(['series', 'v1', '--revisions', 'v2-8+keepsErrorCode']);
  expect([other.exitCode, other.stderr.split(',')[0]]).toEqual([
    2,
    'tablewalk: error: --revisions names v2-8+keepsErrorCode',
  ]);
});

test('mutate: accepts a variant, refuses a kernel that is already a mutant', async () => {
  const argv = ['mutate', '--mutants', 'drop-free-block', '--quiet', '--json', '--revision'];
  const { exitCode, stdout } = await cli([...argv, 'linux-5.10+keepsErrorCode']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).mutants[0].verdict).toBe('killed');
  const { stderr } = await cli([...argv, mutant]);
  expect(stderr).toBe(
    `tablewalk: error: --revision is ${mutant}, which already contains a mistake; mutate injects one: search this one with tablewalk check --revision ${mutant}\n`,
  );
});

test('a name with every feature in it is read back from its file', async () => {
  const argv = ['list', 'features', '--json'];
  const { features } = JSON.parse((await cli(argv)).stdout);
  const base = JSON.parse((await cli(['list', 'revisions', '--json'])).stdout).revisions[0];
  const suffixes = features
    .filter(
      ({ name }: { name: string }) =>
        !base.features.includes(name) && name !== 'refusesVmallocRange',
    )
    .map(({ name }: { name: string }) => `+${name}`);
  const revision = `base${suffixes.join('')}+mutant-drop-free-block`;
  const out = join(folder.path, 'long');
  const check = ['check', '--revision', revision, '--fail-allocs', '0', '--fresh', 'zero'];
  const found = await cli([...check, '--invariants', 'no-leaked-memmap', '--out', out]);
  expect([revision.length > 300, found.exitCode]).toEqual([true, 1]);
  const replayed = await cli(['replay', out, '--quiet']);
  expect([replayed.exitCode, replayed.stderr]).toEqual([0, '']);
});
