/** Saved and resumed searches of a C source, and a corpus of its counterexamples. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CliRun, cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const own = 'test/c/own-vmem.c';
const text = readFileSync(own, 'utf8');
/** A different blob with the same program. */
const touched = text.replace('\n', '\n\n');
const claims = ['--invariants', 'unused-means-unused,calls-end', '--no-files'];
const check = (...argv: readonly string[]): Promise<CliRun> => cli(['check', ...argv, '--quiet']);

/** The results that an interruption must not change. */
function reported({ stdout }: CliRun): unknown {
  const { seconds, searchSeconds, statesPerSecond, request, scopes, ...rest } = JSON.parse(stdout);
  return { ...rest, scopes: scopes.map((scope: object) => ({ ...scope, seconds: 0 })) };
}

/** A saved search of vmem.c that ended at a limit. */
async function saved(): Promise<{ readonly file: string; readonly source: string }> {
  const source = folder.write('vmem.c', text);
  const file = folder.at('vmem.checkpoint');
  const search = ['--source', source, ...claims, '--checkpoint', file, '--max-states', '20'];
  expect((await check(...search)).exitCode).toBe(3);
  return { file, source };
}

test('a resumed search of a source has the same result; the checkpoint does not contain the source', async () => {
  const { file, source } = await saved();
  const content = readFileSync(file, 'latin1');
  expect(content).toContain('"texts":[{"name":"vmem.c@ec96d814bad3","files":["');
  expect(content).not.toContain('flush_tlb_kernel_range');
  const whole = await check('--source', source, ...claims, '--json');
  const resumed = await check('--resume', file, '--max-states', '10000', '--json');
  expect(resumed.exitCode).toBe(1);
  expect(reported(resumed)).toEqual(reported(whole));
});

test('the same source may be given again, also under another name; options may be repeated', async () => {
  const { file, source } = await saved();
  folder.write('vmem.c', touched);
  const mine = folder.write('mine.c', text);
  const named = await check('--resume', file, '--source', mine, '--max-states', '10000');
  expect(named.exitCode).toBe(1);
  folder.write('vmem.c', text);
  const repeated = await check('--resume', file, '--source', source, ...claims);
  expect(repeated.exitCode).toBe(1);
});

test('a different source and an unreadable source are refused', async () => {
  const { file, source } = await saved();
  const other = folder.write('other.c', touched);
  const refusal = async (...argv: readonly string[]): Promise<string> => {
    const { exitCode, stderr } = await check(...argv);
    expect(exitCode).toBe(2);
    return folder.masked(stderr);
  };
  expect(await refusal('--resume', file, '--source', other)).toBe(
    'tablewalk: error: --source is DIR/other.c, and DIR/vmem.checkpoint holds a search of vmem.c@ec96d814bad3, which is another text: resume with that text, or search again without --resume\n',
  );
  const again = ['--checkpoint', file, '--source', other, ...claims];
  expect(await refusal(...again)).toBe(
    'tablewalk: error: --checkpoint is "DIR/vmem.checkpoint"; it holds a search of vmem.c@ec96d814bad3: choose another file, or overwrite it with --force\n',
  );
  folder.write('vmem.c', touched);
  expect(await refusal('--resume', file)).toBe(
    `tablewalk: error: DIR/vmem.checkpoint holds a search of vmem.c@ec96d814bad3, and ${folder.masked(source)} was changed since: name the same text with --source FILE, or search again without --resume\n`,
  );
  folder.write('vmem.c', 'int x;');
  expect(await refusal('--resume', file)).toContain('was changed since');
});

test('--source of a resumed search of a revision is refused', async () => {
  const file = folder.at('run.checkpoint');
  await check('--checkpoint', file, '--max-states', '20', ...claims);
  const { exitCode, stderr } = await check('--resume', file, '--source', own);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('which holds a search of a revision: remove --source');
});

test('the corpus of a source: added with one source, run on another', async () => {
  const source = folder.write('vmem.c', text);
  const out = folder.at('out');
  const claim = ['--invariants', 'success-means-mapped,vmemmap-coverage', '--out', out];
  await check('--source', source, ...claim);
  const dir = ['--dir', folder.at('corpus')];
  const added = await cli(['corpus', 'add', out, ...dir, '--source', source]);
  expect(added).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('2 counterexamples'),
  });
  expect((await cli(['corpus', 'list', ...dir])).exitCode).toBe(0);
  const run = (...argv: readonly string[]): Promise<CliRun> =>
    cli(['corpus', 'run', ...dir, ...argv]);
  const same = await run('--source', source, '--expect', 'reproduced');
  expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 reproduced') });
  // The allocation failure is kept.
  const lost = /(NO_MEMORY[):]\s+)goto done;/g;
  const kept = '$1{ status = -ENOMEM; goto done; }';
  const repaired = folder.write('repaired.c', text.replaceAll(lost, kept));
  const fixed = await run('--source', repaired, '--expect', 'fixed');
  expect(fixed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 fixed') });
  const pruned = await cli(['corpus', 'prune', ...dir, '--source', source]);
  expect(pruned.stdout).toContain('nothing to remove');
});
