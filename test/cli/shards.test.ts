/** Merged shards give the result of a single machine: output, files and exit code. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const cli = rememberingCli();
const folder = folderForEachTest();

/** Nine scopes with different machines. */
const nine = ['--preset', 'standard', '--sections', '1,2'];
/** Three of these scopes. */
const tiny = [...nine, '--no-edat1', '--no-edat2'];
const rows = ['series', 'v2', '--revisions', 'linux-5.10', '--invariants', 'freed-once'];

const commands: Readonly<Record<string, readonly string[]>> = {
  check: ['check', ...nine],
  'check that stops at the first violation': ['check', ...nine, '--stop-at-first'],
  'check of claims until all are violated': [
    ...['check', ...nine, '--stop-when-all-violated'],
    ...['--invariants', 'success-means-mapped'],
  ],
  'check at a limit': ['check', ...nine, '--max-states', '50'],
  'check as JSON': ['check', ...tiny, '--json'],
  sample: ['sample', '--runs', '7000', '--no-shrink'],
  'sample that stops at the first violation': ['sample', '--runs', '7000', '--stop-at-first'],
  'a series': [...rows, '--max-states', '5'],
};

/** Both write to the same folder, so their output is the same. */
function filesAndRemove(): Readonly<Record<string, string>> {
  const out = folder.at('files');
  let names: string[] = [];
  try {
    names = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  } catch {
    return {};
  }
  const json = names.filter((name) => name.endsWith('.json'));
  const files = json.map((name) => [name, readFileSync(`${out}/${name}`, 'utf8')] as const);
  rmSync(out, { recursive: true });
  return Object.fromEntries(files);
}

async function once(argv: readonly string[]) {
  const { exitCode, stdout } = await cli(argv);
  return { exitCode, stdout, files: filesAndRemove() };
}

test.each(Object.entries(commands))('%s', async (_, argv) => {
  const whole = [...argv, '--out', folder.at('files')];
  const alone = await once(whole);
  const parts = ['a', 'b', 'c'].map((name) => folder.at(name));
  for (const [index, part] of parts.entries()) {
    const run = await cli([...whole, '--shard', `${index + 1}/3`, '--results', part]);
    expect([run.exitCode, run.stdout]).toEqual([0, '']);
  }
  expect(await once(['merge', ...parts])).toEqual(alone);
});

test('mutants', async () => {
  const argv = ['mutate', '--mutants', 'drop-flush,no-mutex,drop-count-2g', '--max-states', '100'];
  const alone = await cli([...argv, '--quiet']);
  const plan = folder.at('plan.jsonl');
  expect((await cli(['plan', ...argv, '--quiet', '--out', plan])).exitCode).toBe(0);
  for (const part of ['1/2', '2/2']) {
    await cli(['run-jobs', plan, '--shard', part, '--out', folder.at(part[0]), '--quiet']);
  }
  const merged = await cli(['merge', folder.at('1'), folder.at('2')]);
  expect(merged).toEqual(alone);
});

test('a plan has one line per job, with stable ids', async () => {
  const argv = ['plan', 'check', ...tiny, '--quiet', '--out'];
  await cli([...argv, folder.at('one')]);
  await cli([...argv, folder.at('two')]);
  const lines = readFileSync(folder.at('one'), 'utf8').trimEnd().split('\n');
  expect(readFileSync(folder.at('two'), 'utf8').trimEnd().split('\n')).toEqual(lines);
  const [head, ...jobs] = lines.map((line) => JSON.parse(line));
  expect(head).toMatchObject({
    schema: 'tablewalk/plan/1',
    command: ['check', ...tiny, '--quiet'],
    jobs: 3,
  });
  expect(jobs.map(({ kind, what, cost }) => ({ kind, what, cost }))).toMatchInlineSnapshot(`
    [
      {
        "cost": {
          "isExact": true,
          "states": 100,
        },
        "kind": "search",
        "what": "scope 1, tiny5, struct page 48, no EDAT, sections 1, 2",
      },
      {
        "cost": {
          "isExact": true,
          "states": 121,
        },
        "kind": "search",
        "what": "scope 2, tiny5, struct page 56, no EDAT, sections 1, 2",
      },
      {
        "cost": {
          "isExact": true,
          "states": 100,
        },
        "kind": "search",
        "what": "scope 3, tiny5, struct page 64, no EDAT, sections 1, 2",
      },
    ]
  `);
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
});

async function planned(): Promise<string> {
  const plan = folder.at('plan.jsonl');
  await cli(['plan', 'check', ...tiny, '--quiet', '--no-files', '--out', plan]);
  return plan;
}

const masked = (text: string): string => folder.masked(text).replaceAll(/[0-9a-f]{16}/g, 'ID');

test('finished jobs are not run again, failed ones are', async () => {
  const plan = await planned();
  const out = folder.at('results');
  expect((await cli(['run-jobs', plan, '--out', out, '--shard', '1/3'])).exitCode).toBe(0);
  const [first] = readdirSync(`${out}/jobs`);
  const content = readFileSync(`${out}/jobs/${first}`, 'utf8');
  const end = { kind: 'failed', reason: 'no' };
  const failed = JSON.stringify({ ...JSON.parse(content), end });
  const again = await cli(['run-jobs', plan, '--out', out]);
  expect(masked(again.stderr)).toContain('shard 1/1: 3 jobs, 2 run, 1 had a result');
  writeFileSync(`${out}/jobs/${first}`, failed);
  const third = await cli(['run-jobs', plan, '--out', out]);
  expect(masked(third.stderr)).toContain('shard 1/1: 3 jobs, 1 run, 2 had a result');
  expect(readFileSync(`${out}/jobs/${first}`, 'utf8')).toBe(content);
});

test('missing, failed, differing and foreign results are refused by name', async () => {
  const plan = await planned();
  const [a, b] = [folder.at('a'), folder.at('b')];
  await cli(['run-jobs', plan, '--out', a, '--quiet']);
  cpSync(a, b, { recursive: true });
  const merge = async (...argv: readonly string[]) => {
    const { exitCode, stderr } = await cli(['merge', ...argv, '--quiet']);
    return [exitCode, masked(stderr)];
  };
  expect((await merge(a, b))[0]).toBe(1);
  const [name] = readdirSync(`${a}/jobs`);
  const content = readFileSync(`${a}/jobs/${name}`, 'utf8');
  const write = (result: object): void =>
    writeFileSync(`${b}/jobs/${name}`, JSON.stringify({ ...JSON.parse(content), ...result }));

  write({ end: { kind: 'undecided', reason: 'no memory' } });
  expect(await merge(a, b)).toEqual([
    2,
    'tablewalk: error: different results of one job: DIR/a/jobs/ID.json and DIR/b/jobs/ID.json\n',
  ]);
  write({ plan: '0123456789abcdef' });
  expect(await merge(a, b)).toEqual([
    2,
    'tablewalk: error: results of jobs that are not in the plan: DIR/b/jobs/ID.json\n',
  ]);
  write({ end: { kind: 'failed', reason: 'a bug' } });
  expect((await merge(a, b))[0]).toBe(1);
  const refused = await merge(b);
  expect(refused[0]).toBe(2);
  expect(refused[1]).toMatch(
    /1 of 3 jobs have no result: ID \(scope .*: failed, a bug\); run them/,
  );
  rmSync(`${b}/jobs/${name}`);
  expect((await merge(b))[1]).toMatch(
    /1 of 3 jobs have no result: ID \(scope [123], .*\); run them/,
  );
  const { exitCode, stdout } = await cli(['merge', b, '--allow-missing', '--json', '--quiet']);
  const document = JSON.parse(stdout);
  expect([exitCode, document.verdict]).toEqual([1, 'violated']);
  expect(document.limit).toEqual({ kind: 'no-result', value: null });
  expect(document.invariants.map((one: { verdict: string }) => one.verdict)).not.toContain('holds');
});

test('results of two plans are not merged', async () => {
  const [a, b] = [folder.at('a'), folder.at('b')];
  const argv = ['check', ...tiny, '--quiet', '--no-files', '--shard', '1/1', '--results'];
  await cli([...argv, a]);
  await cli([...argv, b, '--fail-allocs', '0']);
  const { exitCode, stderr } = await cli(['merge', a, b]);
  expect([exitCode, folder.masked(stderr)]).toEqual([
    2,
    `tablewalk: error: DIR/a and DIR/b have results of different plans: tablewalk check ${tiny.join(' ')} --quiet --no-files and tablewalk check ${tiny.join(' ')} --quiet --no-files --fail-allocs 0\n`,
  ]);
  const other = await cli([...argv, a, '--fail-allocs', '0']);
  expect([other.exitCode, folder.masked(other.stderr)]).toEqual([
    2,
    `tablewalk: error: DIR/a has results of another plan (check ${tiny.join(' ')} --quiet --no-files): name another directory\n`,
  ]);
});

test('a plan of another version, an edited plan and a truncated plan are refused', async () => {
  const plan = await planned();
  const content = readFileSync(plan, 'utf8');
  const refusal = async (text: string): Promise<string> => {
    writeFileSync(plan, text);
    const { exitCode, stderr } = await cli(['run-jobs', plan, '--out', folder.at('x')]);
    expect(exitCode).toBe(2);
    return masked(stderr);
  };
  expect(await refusal(content.replace(/"tool":"[^"]*"/, '"tool":"9.9.9"'))).toMatch(
    /^tablewalk: error: DIR\/plan.jsonl: the plan was made by tablewalk 9.9.9, but this is .*: run it with 9.9.9, or plan again\n$/,
  );
  expect(await refusal(content.replace(/\n[^\n]*\n$/, '\n'))).toBe(
    'tablewalk: error: DIR/plan.jsonl: the plan has 2 of 3 jobs; is it cut off?\n',
  );
  expect(await refusal(content.replace('--no-edat1', '--edat1'))).toBe(
    'tablewalk: error: DIR/plan.jsonl: the plan was edited: its id does not match its jobs; plan again\n',
  );
  const edited = content.replaceAll('"search":"bfs"', '"search":"dfs"');
  expect(await refusal(edited)).toContain(
    ' does not match its id: the plan was edited; plan again\n',
  );
});

test.each([
  [['plan', 'list'], 'the command is "list"; it must be one of check, series, sample, mutate'],
  [
    ['check', '--results', 'x'],
    '--results is given without --shard; say which part to run: --shard 3/8',
  ],
  [
    ['merge', 'src'],
    'src has no plan.jsonl; it must be a directory written by run-jobs or --shard',
  ],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await cli(argv);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`tablewalk: error: ${message}`)]);
});
