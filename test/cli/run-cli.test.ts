/** The command line in this process: stdout, stderr and exit codes. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemoryError, ModelError } from '../../src/errors.ts';
import { header, trace } from '../subjects/vmem/recordings/recordings.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

describe('check', () => {
  test('violated: exit 1, files written, and each can be replayed', async () => {
    const out = folder.at('out');
    const { exitCode, stdout, stderr } = await cli(['check', '--out', out]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('VIOLATED: ');
    expect(stdout).toContain(
      `tablewalk show ${join(out, 'linux-5.10--success-means-mapped.json')}`,
    );
    expect(stderr.split('\n').slice(-3)).toEqual([
      expect.stringContaining(`written to ${out}`),
      'tablewalk: exit status 1: check found violations; this is not a failure of tablewalk',
      '',
    ]);
    const replayed = await cli(['replay', out]);
    expect(replayed.exitCode).toBe(0);
    expect(replayed.stdout).not.toMatch(/^(fixed|different) /m);
  });

  test('states per second exclude the time after the searches', async () => {
    let now = 0;
    const argv = ['check', '--no-files', '--json'];
    const { stdout, stderr } = await cli(argv, { now: () => now++ });
    const { states, scopes, seconds, searchSeconds, statesPerSecond } = JSON.parse(stdout);
    expect(searchSeconds).toBe(scopes[0].seconds);
    expect(searchSeconds).toBeLessThan(seconds);
    expect(statesPerSecond).toBe(Math.round(states / searchSeconds));
    expect(stderr).toContain(
      `${states} states searched in ${searchSeconds.toFixed(3)} s, ${statesPerSecond.toLocaleString('en')} states/s`,
    );
    expect(stderr).toContain(`; ${seconds.toFixed(3)} s in all`);
  });

  test('--max-depth: exit 3, the limit is reported; depth-first rejects it', async () => {
    const argv = ['check', '--max-depth', '3', '--invariants', 'freed-once', '--json'];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'undecided',
      limit: { kind: 'depth', value: 3 },
    });
    const dfs = await cli([...argv, '--search', 'dfs']);
    expect([dfs.exitCode, dfs.stdout, dfs.stderr]).toEqual([
      2,
      '',
      'tablewalk: error: --max-depth is given with --search dfs; it needs --search bfs, or bound the runs themselves with --ops 3\n',
    ]);
  });

  test('holds: exit 0, no files, no directory', async () => {
    const out = folder.at('out');
    const argv = ['check', '--revision', 'error-kept', '--invariants', 'success-means-mapped'];
    const { exitCode, stdout } = await cli([...argv, '--out', out]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('HOLDS: ');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('undecided: exit 3', async () => {
    const argv = ['check', '--max-states', '10', '--invariants', 'freed-once', '--json'];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'undecided', limit: { kind: 'states' } });
  });

  test('the JSON document contains the fields that scripts rely on', async () => {
    const { exitCode, stdout } = await cli(['check', '--json', '--no-files', '--quiet']);
    const document = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(Object.keys(document)).toMatchInlineSnapshot(`
      [
        "schema",
        "tool",
        "verdict",
        "revision",
        "states",
        "transitions",
        "depth",
        "closed",
        "seconds",
        "searchSeconds",
        "statesPerSecond",
        "collisionProbability",
        "contract",
        "assumptions",
        "notVaried",
        "violations",
        "findings",
        "interrupted",
        "hints",
        "invariants",
        "goals",
        "coverage",
        "scopes",
        "request",
      ]
    `);
    expect(document.violations[0]).toEqual({
      invariant: 'success-means-mapped',
      steps: 32,
      operations: 1,
      file: null,
      text: 'linux-5.10 violates success-means-mapped: add section 2 (allocation 7 fails)',
      revision: 'linux-5.10',
    });
    expect(document).toMatchObject({ schema: 'tablewalk/check/1', closed: true });
  });

  test('the first Ctrl-C stops and reports the coverage: 130', async () => {
    const { exitCode, stdout, stderr, left } = await cli(
      ['check', '--invariants', 'freed-once', '--no-files'],
      { interrupts: 1 },
    );
    expect([exitCode, left]).toEqual([130, []]);
    expect(stdout).toContain('UNDECIDED: stopped by an interrupt.');
    expect(stderr).toContain('interrupted: stopping');
  });

  test('the second Ctrl-C exits immediately', async () => {
    const { left } = await cli(['check', '--no-files'], { interrupts: 2 });
    expect(left).toEqual([130]);
  });
});

describe('sample', () => {
  const argv = ['sample', '--runs', '50', '--depth', '10', '--no-files', '--seed'];

  test('the same seed gives identical output, another seed does not', async () => {
    const [first, again, other] = await Promise.all([
      cli([...argv, 'a']),
      cli([...argv, 'a']),
      cli([...argv, 'b']),
    ]);
    expect(again.stdout).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
    expect(first.stdout).toContain('seed a');
  });

  test('walks without a violation prove nothing: undecided, exit 3', async () => {
    const { exitCode, stdout } = await cli([...argv, 'a', '--invariants', 'freed-once']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('UNDECIDED: no walk violated a claim.');
    expect(stdout).toMatch(/undecided +freed-once/);
  });

  test('a real geometry', async () => {
    const { exitCode, stdout } = await cli([
      'sample',
      '--preset',
      'real',
      '--runs',
      '2',
      '--depth',
      '3',
      '--no-files',
      '--json',
    ]);
    const { verdict, ...document } = JSON.parse(stdout);
    expect(document).toMatchObject({ schema: 'tablewalk/sample/1', runs: 2 });
    expect(exitCode).toBe(verdict === 'violated' ? 1 : 3);
  });
});

describe('conform', () => {
  test('a file that is not a recording: 2, one line', async () => {
    const file = folder.write('x.jsonl', '{"format":"something else"}\n');
    const { exitCode, stderr } = await cli(['conform', file, '--quiet']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^tablewalk: error: .*x\.jsonl/);
  });

  test('a recording that contains only resets: 3, with the reason', async () => {
    const file = folder.write('x.jsonl', trace(header(), { op: 'reset' }).join('\n'));
    const { exitCode, stdout } = await cli(['conform', file, '--quiet']);
    expect(exitCode).toBe(3);
    expect(folder.masked(stdout).replaceAll('\n  ', ' ')).toBe(
      'undecided: DIR/x.jsonl: nothing was compared: no operation of the recording calls a kernel function\n' +
        'UNDECIDED: nothing was compared in 1 of 1 recording: 1 recording, 1 operation, 0 events\n',
    );
  });
});

describe('errors in tablewalk itself', () => {
  test('an unexpected exception is a bug: 70, with a stack and the command line', async () => {
    const runJob = () => Promise.reject(new ModelError('two machines disagree'));
    const { exitCode, stderr } = await cli(['check', '--no-files'], { runJob });
    expect(exitCode).toBe(70);
    expect(stderr).toContain('this is a bug in tablewalk, not of the kernel: ModelError: two');
    expect(stderr).toContain('tablewalk check --no-files');
    expect(stderr).toContain('at ');
  });

  test('out of memory is undecided: 3, without a stack', async () => {
    const runJob = () => Promise.reject(new MemoryError('the heap ran full'));
    const { exitCode, stdout, stderr } = await cli(['check', '--no-files'], { runJob });
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toBe('tablewalk: undecided: the heap ran full\n');
  });
});
