/**
 * Every command with every scope option: an accepted option changes the search, all others are
 * rejected.
 */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ScopeCommand, takersOf } from '../../src/cli/scope-table.ts';
import type { SweepJob } from '../../src/commands/series/job.ts';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { cli, printed } from '../support/fake-io.ts';

const file = join('corpus', 'F01-lost-error-code--linux-5.10.json');

/** Commands that take scope options, with their required arguments. */
const takerArguments: Readonly<Record<ScopeCommand, readonly string[]>> = {
  check: ['--no-files', '--max-states', '1'],
  sample: ['--no-files', '--no-shrink', '--runs', '1'],
  size: ['--max-states', '1'],
  diff: ['v2-8', 'v2-9', '--max-states', '1'],
  series: ['v1', '--no-files', '--workers', '1'],
  mutate: ['--mutants', 'drop-flush'],
  replay: [file],
  'corpus run': [],
  'corpus prune': [],
};

/** All commands, so that a new one also rejects options that it does not accept. */
const script = await printed('completion', 'fish');
const found = [...script.matchAll(/__tablewalk_at tablewalk ([^']+)'/g)].map(([, name]) => name);
const commands = [...new Set(found)].filter((name) => !/\bhelp$/.test(name));

const isTaker = (command: string): command is ScopeCommand =>
  Object.hasOwn(takerArguments, command);

function argvOf(command: string): string[] {
  return [...command.split(' '), ...(isTaker(command) ? takerArguments[command] : [])];
}

interface Asked {
  /** The value of the flag; null if it has none. */
  readonly value: string | null;
  /** Other options without which it has no effect. */
  readonly with?: readonly string[];
}

/** A preset with one scope per value of the flag, because `sample` takes a single scope. */
const oneMachine = ['--preset', 'standard', '--struct-page', '48', '--sections', '2..5'];
const threads = ['--threads', 'hotplug,hotplug,dumper', '--preset', 'threads'];

const asked: Readonly<Record<string, Asked>> = {
  '--preset': { value: 'dcss' },
  '--revision': { value: 'repaired' },
  '--signed-overflow': { value: 'wraps' },
  '--invariants': { value: 'freed-once' },
  '--stop-at-first': { value: null },
  '--geometry': { value: 'tiny3' },
  '--struct-page': { value: '64' },
  '--section-size': { value: '128' },
  '--edat1': { value: null, with: [...oneMachine, '--no-edat2'] },
  '--no-edat1': { value: null, with: ['--no-edat2'] },
  '--edat2': { value: null, with: [...oneMachine, '--edat1'] },
  '--no-edat2': { value: null },
  '--kasan': { value: null, with: ['--sections', '1,2'] },
  '--no-kasan': { value: null, with: ['--preset', 'kasan'] },
  '--debug-pagealloc': { value: null },
  '--no-debug-pagealloc': { value: null },
  '--vmalloc': { value: 'near' },
  '--contract': { value: 'any', with: ['--memmap-pages', '4'] },
  '--sections': { value: '2' },
  '--boot': { value: '2', with: ['--sections', '2'] },
  '--uncounted': { value: '3', with: ['--sections', '2'] },
  '--altmap': { value: '4', with: ['--preset', 'boot', '--sections', '4', '--no-boot'] },
  '--no-altmap': { value: null, with: ['--preset', 'altmap', '--sections', '4,5'] },
  '--no-boot': { value: null, with: ['--preset', 'boot', '--sections', '4'] },
  '--dcss': { value: '0x70000-0x71000' },
  '--no-dcss': { value: null, with: ['--preset', 'dcss'] },
  '--memmap-pages': { value: '4', with: ['--preset', 'any'] },
  '--memmap-first': { value: '2', with: ['--preset', 'any'] },
  '--memmap-points': { value: '0,4', with: ['--preset', 'any'] },
  '--identity-pages': { value: '4', with: ['--preset', 'identity'] },
  '--identity-first': { value: '2', with: ['--preset', 'identity'] },
  '--identity-points': { value: '0,4', with: ['--preset', 'identity'] },
  '--misaligned': { value: null, with: ['--preset', 'identity'] },
  '--no-misaligned': { value: null, with: ['--preset', 'any'] },
  '--online': { value: null, with: ['--preset', 'standby'] },
  '--no-online': { value: null },
  '--fail-allocs': { value: '0' },
  '--fresh': { value: 'unused' },
  '--faults': { value: 'go-on' },
  '--ops': { value: '3' },
  '--threads': { value: 'hotplug' },
  '--readers': { value: 'allocator', with: ['--threads', 'hotplug'] },
  '--grain': { value: 'micro' },
  '--merge': { value: 'none', with: threads },
  '--symmetry': { value: 'none', with: threads },
  '--locks': { value: 'all', with: threads },
  '--preemptions': { value: '1', with: threads },
  '--identity': { value: 'names' },
};

/** No preset enables it, so the option only repeats the default. */
const repeatsPresets: readonly string[] = ['--no-debug-pagealloc'];
const flags = Object.keys(asked);

test('the tables list every option and every command that takes one', () => {
  expect(new Set(flags)).toEqual(new Set(takersOf(vmem).keys()));
  expect(commands).toEqual(expect.arrayContaining(Object.keys(takerArguments)));
  expect(commands).toEqual(expect.arrayContaining(['show', 'explain', 'corpus add', 'claims']));
});

const pairs = commands.flatMap((command) =>
  flags.map((flag) => ({ command, flag, isTaken: takers(flag).includes(command) })),
);

test.each(pairs.filter(({ isTaken }) => isTaken))(
  '$command $flag changes the search',
  async ({ command, flag }) => {
    const { value, with: beside = [] } = asked[flag];
    // A series has its own scopes.
    const others = command === 'series' ? [] : beside;
    const own = command === 'mutate' && flag === '--revision' ? 'linux-5.10' : value;
    const argv = argvOf(command);
    const plain = await requestOf([...argv, ...others]);
    const changed = await requestOf([...argv, ...others, flag, ...(own === null ? [] : [own])]);
    expect(changed.stderr).not.toContain('error');
    expect(changed.request).not.toBe('[]');
    expect(changed.request === plain.request).toBe(repeatsPresets.includes(flag));
  },
);

// plan passes its arguments to another command, which refuses them.
const refusers = commands.filter((command) => command !== 'plan');

test.each(refusers)('%s refuses all other scope options by name', async (command) => {
  const others = pairs.filter((pair) => pair.command === command && !pair.isTaken);
  for (const { flag } of others) {
    const { value } = asked[flag];
    const argv = [...argvOf(command), flag, ...(value === null ? [] : [value])];
    const { exitCode, stdout, stderr } = await cli(argv, { runJob: refuseToRun });
    expect([argv, exitCode, stdout]).toEqual([argv, 2, '']);
    expect(stderr).toMatch(new RegExp(`^tablewalk: error: .*${flag}[ ;]`));
    expect(stderr.split('\n')).toHaveLength(2);
  }
});

test('when diff refuses an option, it names the option to use instead', async () => {
  const lines: string[] = [];
  for (const argv of [
    ['--threads', 'hotplug-unlocked,hotplug-unlocked'],
    ['--threads', 'dumper'],
    ['--merge', 'reads'],
    ['--preemptions', '2'],
    ['--locks', 'all'],
    ['--symmetry', 'none'],
    ['--grain', 'micro'],
    ['--revision', 'base'],
    ['--preset', 'threads'],
    ['--preset', 'readers'],
  ]) {
    const { exitCode, stdout, stderr } = await cli(['diff', 'v2-4', 'v2-5', ...argv]);
    expect([exitCode, stdout]).toEqual([2, '']);
    lines.push(stderr);
  }
  expect(lines.join('')).toMatchInlineSnapshot(`
    "tablewalk: error: --threads is "hotplug-unlocked,hotplug-unlocked"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --threads is "dumper"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --merge is "reads"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --preemptions is "2"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --locks is "all"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --symmetry is "none"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --grain is "micro"; diff compares whole operations of one thread; to search step by step, run tablewalk check --threads LIST --revision NAME for each of the two
    tablewalk: error: --revision is "base"; diff compares the revisions that are its arguments: tablewalk diff A B
    tablewalk: error: preset is threads, in which threads interleave (hotplug, dcss, dumper); diff compares whole operations of one thread: choose another preset, or run tablewalk check --preset threads --revision NAME for v2-4 and for v2-5
    tablewalk: error: preset is readers, in which threads interleave (hotplug, dumper); diff compares whole operations of one thread: choose another preset, or run tablewalk check --preset readers --revision NAME for v2-4 and for v2-5
    "
  `);
});

function takers(flag: string): readonly string[] {
  return takersOf(vmem).get(flag) ?? [];
}

const refuseToRun: JobRunner = () => Promise.reject(new Error('this must not be searched'));

/** The scopes that a command searches, otherwise its output; [] if the command line is refused. */
async function requestOf(argv: readonly string[]): Promise<{ request: string; stderr: string }> {
  const jobs: unknown[] = [];
  const runJob: JobRunner = (kind, job, control) => {
    const asked = job as Partial<Pick<SweepJob, 'limits' | 'invariantIds'>>;
    const limits = asked.limits && { ...asked.limits, stateCountMax: 1 };
    jobs.push({ kind: kind.name, ...job, limits });
    if (kind.name === 'mutants') {
      return Promise.resolve({ hunted: [{ kills: [], limits: [], stateCount: 0 }] } as never);
    }
    if (kind.name === 'sweep') {
      const judgedCounts = asked.invariantIds?.map(() => 0);
      return Promise.resolve({ scopes: [], judgedCounts, violations: [], roots: [] } as never);
    }
    return runInThisThread(kind, { ...job, ...(limits && { limits }) }, control);
  };
  const { exitCode, stdout, stderr } = await cli([...argv, '--json'], { runJob });
  const isRefused = exitCode === 2 || exitCode === 70;
  const searched = isRefused ? [] : jobs.length > 0 ? jobs : [searchedIn(stdout)];
  const withInfinity = (_key: string, value: unknown) => (value === Infinity ? 'all' : value);
  return { request: JSON.stringify(searched, withInfinity), stderr };
}

/** Removes the command line, which repeats the options. */
function searchedIn(stdout: string): unknown {
  const { command: _command, request: _request, repeat: _repeat, ...found } = JSON.parse(stdout);
  return found;
}
