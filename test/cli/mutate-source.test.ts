/** tablewalk mutate --source: mistakes in a C source, each with its line, its diff, and its outcome. */
import { readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { expect, test } from 'vitest';
import { type CliRun, cli } from '../support/fake-io.ts';

const own = 'test/c/own-vmem.c';
const text = readFileSync(own, 'utf8');
const lineOf = (words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;
const flush = lineOf('flush_tlb_kernel_range(job.from');
const mutate = (...argv: readonly string[]): Promise<CliRun> =>
  cli(['mutate', '--source', own, '--workers', '1', '--quiet', ...argv]);

test('a forgotten flush is killed, shown as a diff that applies', async () => {
  const run = await mutate('--mutants', `drop@${flush},drop-flush`);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain(`own-vmem.c:${flush} modify_pagetable(): flush_tlb_kernel_range(`);
  expect(run.stdout).toContain('  -                flush_tlb_kernel_range(job.from, job.to);\n');
  expect(run.stdout).toContain('  killed by flush-before-unlock: add section');
  expect(run.stdout).toContain('2 mutants: 2 killed, 0 survive\nPASSED: 2 mutants killed\n');
  const json = JSON.parse((await mutate('--mutants', `drop@${flush}`, '--json')).stdout);
  const [one] = json.mutants;
  expect(one).toMatchObject({
    id: `drop@${flush}`,
    verdict: 'killed',
    file: 'own-vmem.c',
    path: own,
    line: flush,
    function: 'modify_pagetable',
  });
  const patched = applyPatch(text, one.diff);
  expect(patched).toBe(text.replace('\t\tflush_tlb_kernel_range(job.from, job.to);', '\t\t;'));
});

test('--lines selects mistakes; those that change no state are equal, others survive or are killed', async () => {
  const run = await mutate('--lines', `${flush - 3}..${flush + 1}`, '--json');
  const { mutants, drawnFrom } = JSON.parse(run.stdout);
  const verdicts = mutants.map(({ id, verdict }: Record<string, string>) => `${id} ${verdict}`);
  expect(drawnFrom).toBe(mutants.length);
  expect(verdicts).toMatchInlineSnapshot(`
    [
      "drop@428 equal",
      "value@428 equal",
      "drop@429 killed",
      "negate@430 killed",
      "drop@431 killed",
      "value@432 killed",
    ]
  `);
});

test('the same seed selects the same mistakes', async () => {
  const ids = async (...argv: readonly string[]): Promise<string> => {
    const { stdout } = await mutate('--draw', '2', '--lines', '230..260', '--json', ...argv);
    return JSON.parse(stdout).mutants.map(({ id }: { id: string }) => id);
  };
  const first = await ids();
  expect(first).toHaveLength(2);
  expect(await ids()).toEqual(first);
  expect(await ids('--seed', '5')).not.toEqual(first);
});

test('reporters name the line of a mistake', async () => {
  const run = await mutate('--mutants', `drop@${flush}`, '--reporter', 'junit');
  expect(run.stdout).toContain(`drop@${flush}`);
  const all = await mutate('--mutants', 'flush-one-page', '--reporter', 'github');
  expect(all.exitCode).toBe(4);
  expect(all.stdout).toContain('::error');
});

test.each([
  [['--lines', '1..3'], 'no code there is reached by an entry point'],
  [['--lines', 'x'], '--lines is "x"; it must be a line, or the first and the last: 273..301'],
  [['--mutants', 'drop@1'], '--mutants is "drop@1"; it must be one of the'],
  [['--mutants', 'drop-flus'], '--mutants is "drop-flus"'],
  [['--revision', 'base'], 'they are mutually exclusive'],
  [['--draw', '0'], '--draw is "0"'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await mutate(...argv);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test('options for a source require --source', async () => {
  const { exitCode, stderr } = await cli(['mutate', '--lines', '5']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--lines is given without --source');
});

test('memory of the wrong mapping violates entries-well-formed; a freed block that is still mapped is not a leak', async () => {
  const negated = `negate@${lineOf('	if (part.identity) {')}`;
  const forgotten =
    lineOf('give_back(pmd_deref(*pmd), get_order(PMD_SIZE));\n				pmd_clear') + 1;
  const run = await mutate('--mutants', `${negated},drop@${forgotten}`, '--json');
  const [wrong, dangling] = JSON.parse(run.stdout).mutants;
  expect(wrong.killedBy[0].invariant).toBe('entries-well-formed');
  expect(dangling.verdict).toBe('killed');
  const mutant = ['check', '--revision', 'linux-5.10+mutant-drop-clear-block'];
  const claim = ['--invariants', 'no-leaked-memmap', '--no-files', '--quiet'];
  expect((await cli([...mutant, ...claim])).exitCode).toBe(0);
});
