/** check --coverage: which lines and branches of a C source a search reached. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const own = 'test/c/own-vmem.c';
const text = readFileSync(own, 'utf8');
const lineOf = (words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;
const check = ['check', '--source', own, '--invariants', 'calls-end'];

test('lcov lists every line and branch reachable from the entry points, and whether the search reached it', async () => {
  const { exitCode, stderr } = await cli([...check, '--coverage', 'lcov', '--out', folder.path]);
  expect(exitCode).toBe(0);
  expect(folder.masked(stderr)).toContain('coverage written to DIR/lcov.info');
  const records = readFileSync(folder.at('lcov.info'), 'utf8').split('\n');
  expect(records.slice(0, 2)).toEqual(['TN:tablewalk', `SF:${own}`]);
  expect(records).toContain(`FN:${lineOf('int vmem_add_mapping')},vmem_add_mapping`);
  expect(records).toContain('FNDA:1,modify_pagetable');
  expect(records).toContain(`DA:${lineOf('flush_tlb_kernel_range(job.from')},1`);
  // No call is out of range.
  expect(records).toContain(`DA:${lineOf('return -ERANGE')},0`);
  expect(records).toContain(`BRDA:${lineOf('if (!job.plug)\n\t\tflush')},0,0,1`);
  expect(records).toContain(`BRDA:${lineOf('if (!job.plug)\n\t\tflush')},0,1,1`);
  const count = (start: string): number =>
    records.filter((record) => record.startsWith(start)).length;
  expect(records).toContain(`LF:${count('DA:')}`);
  expect(records).toContain(`BRF:${count('BRDA:')}`);
  expect(records.slice(-2)).toEqual(['end_of_record', '']);
});

test('check names the branches that were not reached, with file and line', async () => {
  const { stdout } = await cli([...check, '--no-files', '--quiet']);
  expect(stdout).toMatch(
    /^C source: \d+ of \d+ lines and \d+ of \d+ branches reached\. Not reached:/m,
  );
  const json = JSON.parse((await cli([...check, '--no-files', '--quiet', '--json'])).stdout);
  const { lines, unreached } = json.coverage.code;
  expect(lines.reached).toBeLessThan(lines.all);
  expect(unreached).toContainEqual({
    file: 'own-vmem.c',
    path: own,
    line: lineOf('return -ERANGE'),
    function: 'vmem_add_mapping',
    never: 'reached',
  });
  const revision = await cli([
    'check',
    '--invariants',
    'calls-end',
    '--no-files',
    '--quiet',
    '--json',
  ]);
  expect(JSON.parse(revision.stdout).coverage.code).toBeUndefined();
});

test('several workers, and a resumed search, have the same coverage', async () => {
  const code = async (...argv: readonly string[]): Promise<unknown> => {
    const { stdout } = await cli(['check', ...argv, '--no-files', '--quiet', '--json']);
    return JSON.parse(stdout).coverage.code;
  };
  const search = ['--source', own, '--invariants', 'calls-end'];
  const whole = await code(...search);
  expect(await code(...search, '--workers', '2')).toEqual(whole);
  const file = folder.at('c');
  await code(...search, '--checkpoint', file, '--max-states', '50');
  expect(await code('--resume', file, '--max-states', '10000')).toEqual(whole);
  expect(await code('--resume', file)).toEqual(whole);
});

test('a file written by another program is kept', async () => {
  folder.write('lcov.info', 'TN:mine\n');
  const { exitCode, stderr } = await cli([...check, '--coverage', 'lcov', '--out', folder.path]);
  expect(exitCode).toBe(74);
  expect(stderr).toContain('was not written by tablewalk and is kept');
  expect(readFileSync(folder.at('lcov.info'), 'utf8')).toBe('TN:mine\n');
});

test.each([
  [['check', '--coverage', 'lcov'], '--coverage is given without --source'],
  [[...check, '--coverage', 'lcov', '--no-files'], '--coverage is given with --no-files'],
  [[...check, '--coverage', 'lcv'], '--coverage is "lcv"; it must be one of lcov'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await cli(argv);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
