/** Checkpoint files: a stopped and resumed run gives the same report as an uninterrupted one. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import type { CliRun } from '../support/fake-io.ts';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { oneScope, reported } from '../support/saved-runs.ts';

// Most tests compare resumed searches with the same complete searches.
const cli = rememberingCli();

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tablewalk-saved-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const file = (name: string): string => join(directory, name);

async function stopped(name: string, argv: readonly string[] = oneScope): Promise<CliRun> {
  return cli([...argv, '--max-states', '20', '--checkpoint', file(name)]);
}

test.each([
  ['one scope', oneScope],
  ['depth first', [...oneScope, '--search', 'dfs']],
  ['threads', [...oneScope, '--threads', '2', '--max-depth', '12']],
  ['several scopes', ['check', '--preset', 'standard', '--ops', '2', '--json', '--no-files']],
  ['whole states', [...oneScope, '--exact']],
  ['short slots', [...oneScope, '--slot-bytes', '4']],
  [
    'a real machine',
    ['check', '--preset', 'real', '--fail-allocs', '0', '--ops', '3', '--json', '--no-files'],
  ],
])('%s: stopped by a limit and resumed: the same report', async (name, argv) => {
  const whole = await cli(argv);
  const first = await stopped(name, argv);
  expect(JSON.parse(first.stdout)).toMatchObject({ checkpoint: file(name) });
  const [, command = ''] = first.stderr.split(`written to ${file(name)}; to resume:\n`);
  expect(command.replaceAll(/ \\\n +/g, ' ')).toMatch(
    new RegExp(`^  tablewalk check --resume '?${file(name)}'? --max-states 40\n`),
  );
  const resumed = await cli(['check', '--json', '--resume', file(name), '--max-states', '1e9']);
  expect(reported(resumed)).toEqual(reported(whole));
  expect(resumed.stderr).toContain(
    `tablewalk: resuming ${file(name)}: 20 states; original command: `,
  );
  expect(existsSync(`${file(name)}.tmp`)).toBe(false);
});

const crew = [...oneScope, '--workers', '3'];

test.each([
  ['whole operations', []],
  ['threads', ['--threads', 'hotplug,dcss', '--max-depth', '12']],
])('%s: a search saved by three workers can be resumed by any number', async (name, more) => {
  const whole = await cli([...oneScope, ...more]);
  await stopped(name, [...crew, ...more]);
  for (const workers of [[], ['--workers', '1'], ['--workers', '2'], ['--workers', '4']]) {
    copyFileSync(file(name), file('copy'));
    const argv = ['check', '--json', '--resume', file('copy'), ...workers];
    const resumed = await cli([...argv, '--max-states', '1e9']);
    expect(withoutMemory(reported(resumed))).toEqual(withoutMemory(reported(whole)));
  }
});

test.each([
  ['level by level', []],
  ['oldest first', ['--search', 'dfs']],
])('sets of pools, %s: stopped and resumed, all but memory use is the same', async (name, more) => {
  const argv = [...oneScope, '--pools', 'sets', ...more];
  const whole = await cli(argv);
  await stopped(name, argv);
  const resumed = await cli(['check', '--json', '--resume', file(name), '--max-states', '1e9']);
  // Cached results of sets are not saved.
  expect(withoutMemory(reported(resumed))).toEqual(withoutMemory(reported(whole)));
});

const anyPages = ['check', '--preset', 'any', '--memmap-pages', '4', '--fresh', 'recycled'];

test('one worker resumes a search of two workers that tracks pools one by one', async () => {
  const argv = [...anyPages, '--json', '--no-files'];
  const whole = await cli([...argv, '--pools', 'each']);
  await cli([...argv, '--workers', '2', '--max-states', '100', '--checkpoint', file('pools')]);
  const resume = ['check', '--json', '--resume', file('pools'), '--workers', '1'];
  const resumed = await cli([...resume, '--max-states', '1e9']);
  const counts = ({ stdout }: CliRun) => {
    const { states, transitions, depth, violations } = JSON.parse(stdout);
    return { states, transitions, depth, violations };
  };
  expect(counts(resumed)).toEqual(counts(whole));
});

test('sets of pools are the same search, whether by default or on request', async () => {
  const argv = [...anyPages, '--no-files', '--max-states', '100', '--checkpoint', file('sets')];
  await cli(argv);
  const repeated = [...anyPages, '--no-files', '--json', '--resume', file('sets')];
  const resumed = await cli([...repeated, '--pools', 'sets', '--max-states', '1e9']);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ states: 10_174, transitions: 215_180 });
  const other = await cli([...repeated, '--pools', 'each']);
  expect([other.exitCode, other.stderr]).toEqual([
    2,
    expect.stringContaining('(different: pools)'),
  ]);
});

test('three workers stopped by Ctrl-C, then one worker, then three again', async () => {
  const whole = await cli(oneScope);
  let now = 0;
  const moves = (): number => (now += 600);
  const saved = ['--checkpoint', file('crew')];
  const first = await cli([...crew, ...saved], { interrupts: 1, now: moves });
  expect(first.exitCode).toBe(130);
  expect(first.stderr).toContain(`written to ${file('crew')}; to resume:`);
  const resumed = ['check', '--json', '--resume', file('crew')];
  const alone = await cli([...resumed, '--workers', '1'], { interrupts: 1, now: moves });
  expect(alone.exitCode).toBe(130);
  const last = await cli([...resumed, '--workers', '3', '--checkpoint-every', '1ms'], {
    now: moves,
  });
  expect(withoutMemory(reported(last))).toEqual(withoutMemory(reported(whole)));
  const again = await cli([...resumed, '--workers', '2']);
  expect(again.stderr).toContain('a finished search');
  expect(reported(again)).toEqual(reported(last));
});

/** The table size depends on which process created it. */
function withoutMemory(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (key, value) => (key === 'memoryBytes' ? 0 : value));
}

test('a run killed before it started is started', async () => {
  const whole = await cli(oneScope);
  await cli([...oneScope, '--checkpoint', file('runs'), '--checkpoint-every', '1h'], {
    // The clock is read before the initial file is replaced.
    now: () => {
      const isFirst = existsSync(file('runs')) && !existsSync(file('begun'));
      if (isFirst) copyFileSync(file('runs'), file('begun'));
      return 0;
    },
  });
  const resumed = await cli(['check', '--json', '--resume', file('begun')]);
  expect(resumed.stderr).toContain('a search that has not started');
  expect(reported(resumed)).toEqual(reported(whole));
});

test('Ctrl-C writes a checkpoint next to the counterexamples after a second', async () => {
  const argv = ['check', '--sections', '2..5', '--struct-page', '56', '--ops', '5'];
  const out = ['--out', file('out')];
  let now = 0;
  const early = await cli([...argv, ...out], { interrupts: 1 });
  expect([early.exitCode, early.stderr]).toEqual([
    130,
    expect.stringContaining(
      'tablewalk: no checkpoint was written: the run was interrupted in its first second\n',
    ),
  ]);
  const late = await cli([...argv, ...out], { interrupts: 1, now: () => (now += 600) });
  expect(late.exitCode).toBe(130);
  expect(late.stderr).toContain(`written to ${file('out')}/interrupted.checkpoint; to resume:`);
  const whole = await cli([...argv, '--no-files', '--json']);
  const kept = join(file('out'), 'interrupted.checkpoint');
  const resumed = await cli(['check', '--resume', kept, '--no-files', '--json']);
  expect(reported(resumed)).toEqual(reported(whole));
  const without = await cli([...argv, '--no-files'], { interrupts: 1, now: () => (now += 600) });
  expect(without.stderr).toContain(
    'tablewalk: no checkpoint was written: --no-files is given; --checkpoint FILE saves a run\n',
  );
});

test('a full heap is undecided, suggests a larger one, and can be resumed', async () => {
  const runJob: JobRunner = (kind, job, { now, onProgress }) => {
    const answer = kind.run(job, {
      subject: vmem,
      now,
      onProgress,
      shouldStop: () => false,
      fullHeap: () => 3 * 2 ** 30,
    });
    return Promise.resolve(answer);
  };
  const argv = ['check', '--no-files', '--sections', '2', '--fail-allocs', '0'];
  const full = await cli([...argv, '--checkpoint', file('heap')], { runJob });
  expect(full.exitCode).toBe(3);
  const text = full.stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('UNDECIDED: stopped by a full JavaScript heap (3 GiB).');
  expect(text).toContain('NODE_OPTIONS=--max-old-space-size=8192 in the environment');
  expect(full.stderr).toContain(`written to ${file('heap')}; to resume, with a larger heap:`);
  const whole = await cli([...argv, '--json']);
  const resumed = await cli(['check', '--resume', file('heap'), '--json']);
  expect(reported(resumed)).toEqual(reported(whole));
});

test('a finished search is reported again without a new search', async () => {
  for (const more of [
    [],
    ['--stop-at-first'],
    ['--search', 'dfs', '--threads', '2', '--sections', '2'],
  ]) {
    const whole = await cli([...oneScope, ...more]);
    // Each one is a different search.
    const name = ['finished', ...more].join('');
    const saving = await cli([...oneScope, ...more, '--checkpoint', file(name)]);
    expect(reported(saving)).toEqual(reported(whole));
    const again = await cli(['check', '--json', '--resume', file(name), '--max-states', '1']);
    expect(again.stderr).toContain(`${name}: a finished search; original command: `);
    expect(reported(again)).toEqual(reported(whole));
  }
});

test('the temporary file of a killed process is overwritten', async () => {
  const whole = await cli(oneScope);
  for (const rest of ['', 'tablewalk/check', `tablewalk/checkpoint/1 ${'x'.repeat(1 << 20)}`]) {
    await stopped('left');
    writeFileSync(file('left.tmp'), rest);
    const resumed = await cli(['check', '--json', '--resume', file('left'), '--max-states', '1e9']);
    expect(reported(resumed)).toEqual(reported(whole));
    expect(existsSync(file('left.tmp'))).toBe(false);
  }
});

test('checkpoints that take more than a tenth of the time are reported once', async () => {
  let now = 0;
  const some = [...oneScope, '--max-states', '200'];
  const argv = [...some, '--checkpoint', file('cost'), '--checkpoint-every'];
  const reported = async (...more: string[]): Promise<string[]> => {
    const { stderr } = await cli([...argv, ...more], { now: () => (now += 1_000) });
    return stderr.split('\n').filter((line) => line.includes('takes'));
  };
  expect(await reported('10s')).toEqual([]);
  expect(await reported('8s', '--quiet')).toEqual([]);
  expect(await reported('8s')).toEqual([
    expect.stringMatching(
      /KiB in \S+cost takes 1\.0 s, and one is written every 8\.0 s of search; a longer --checkpoint-every takes less time$/,
    ),
  ]);
});

test('a checkpoint that can no longer be written is reported, and the search continues', async () => {
  const name = file('gone');
  let now = 0;
  const whole = await cli(oneScope);
  const lost = await cli(
    [...oneScope, '--checkpoint', name, '--checkpoint-every', '1ms', '--max-states', '20'],
    {
      now: () => {
        // After the first write a directory takes the place of the file, so the rename fails.
        if (statSync(name, { throwIfNoEntry: false })?.isFile()) {
          rmSync(name);
          mkdirSync(name);
        }
        return now++;
      },
    },
  );
  // Not the exit code of the verdict, because the requested checkpoint is missing.
  expect([whole.exitCode, lost.exitCode]).toEqual([1, 74]);
  expect(lost.stderr).toContain(
    `the checkpoint ${name} cannot be written: it is a directory; the search continues`,
  );
  // Once, at the end.
  expect(lost.stderr).toMatch(
    /\ntablewalk: error: the checkpoint \S+ cannot be written: it is a directory; there is nothing newer to resume\n$/,
  );
  expect(JSON.parse(lost.stdout)).not.toHaveProperty('checkpoint');
  expect(readdirSync(directory).filter((entry) => entry.endsWith('.tmp'))).toEqual([]);
});
