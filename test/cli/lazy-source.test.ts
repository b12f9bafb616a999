/** check --lazy: unsupported code ends only the paths that reach it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const text = readFileSync('test/c/own-vmem.c', 'utf8');

/** The source with an unsupported statement before the walk. */
function withStatement(statement: string): { file: string; line: number } {
  const walk = '	status = walk_root(job);\n';
  expect(text.split(walk)).toHaveLength(2);
  const changed = text.replace(walk, `${statement}${walk}`);
  folder.write('vmem.c', changed);
  const line = changed.split('\n').findIndex((one) => one.includes('asm volatile')) + 1;
  return { file: folder.at('vmem.c'), line };
}

const argv = ['--sections', '2', '--fail-allocs', '0', '--no-files', '--quiet', '--lazy'];

test('removal is unsupported: adds are searched, and nothing holds', async () => {
  const { file, line } = withStatement('	if (!job.plug)\n		asm volatile("nop");\n');
  const { exitCode, stdout } = await cli(['check', '--source', file, ...argv]);
  expect(exitCode).toBe(3);
  const words = stdout.replace(/\s+/g, ' ');
  expect(words).toContain('stopped by places of the C source that are not understood (1)');
  expect(words).toContain(`Reached and not understood: vmem.c:${line}. Paths end there`);
  const { stdout: json } = await cli(['check', '--source', file, ...argv, '--json']);
  const { verdict, limit, coverage, invariants } = JSON.parse(json);
  expect({ verdict, limit }).toEqual({
    verdict: 'undecided',
    limit: { kind: 'not-understood', value: 1 },
  });
  expect(coverage.code.notUnderstood).toEqual([`vmem.c:${line}`]);
  expect(JSON.stringify(invariants)).not.toContain('"holds"');
});

test('a violation on a path that does not reach it is reported', async () => {
  const { file } = withStatement(
    '	if (!job.plug)\n		asm volatile("nop");\n	mutex_lock(&vmem_mutex);\n',
  );
  const { exitCode, stdout } = await cli(['check', '--source', file, ...argv]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('no-self-deadlock');
});

test('unreached: everything is decided', async () => {
  const { file } = withStatement('	if (job.from == 1)\n		asm volatile("nop");\n');
  const { stdout } = await cli(['check', '--source', file, ...argv, '--json']);
  const { verdict, limit, coverage } = JSON.parse(stdout);
  expect({ verdict, limit }).toEqual({ verdict: 'holds' });
  expect(coverage.code.notUnderstood).toBeUndefined();
});

test('size counts what it can, and says that the count is incomplete', async () => {
  const { file } = withStatement('	if (!job.plug)\n		asm volatile("nop");\n');
  const options = argv.filter((one) => one !== '--no-files');
  const { stdout } = await cli(['size', '--source', file, ...options, '--json']);
  expect(JSON.parse(stdout).limit).toEqual({ kind: 'not-understood', value: 1 });
});

test('a replay that reaches it: an error with the position', async () => {
  const { file, line } = withStatement('	if (job.plug)\n		asm volatile("nop");\n');
  const { exitCode, stdout } = await cli(['replay', 'corpus', '--source', file, '--lazy']);
  expect(exitCode).toBe(2);
  expect(stdout).toContain(`vmem.c:${line}:`);
});
