/** Invalid checkpoint files, and options that do not match the file: one clear error each. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../../src/files/package.ts';
import { type CliRun, cli } from '../support/fake-io.ts';
import { oneScope, reported } from '../support/saved-runs.ts';

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

async function refusal(path: string, more: readonly string[] = []): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(['check', '--resume', path, ...more]);
  expect([exitCode, stdout]).toEqual([2, '']);
  const lines = stderr.trimEnd().split('\n');
  const errors = lines.filter((line) => line.startsWith('tablewalk: error: '));
  expect(errors).toHaveLength(1);
  return errors[0].slice('tablewalk: error: '.length).replaceAll(`${directory}/`, '');
}

const larger = ['--max-states', '1e9'];

test('a file truncated at any byte is refused', async () => {
  await stopped('whole');
  const bytes = readFileSync(file('whole'));
  const headEnd = bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 1;
  const offsets = [1, 10, 22, 30, 60, 101, 102, 200, headEnd - 1, headEnd, headEnd + 1];
  for (const length of [...offsets, bytes.length - 1]) {
    writeFileSync(file('cut'), bytes.subarray(0, length));
    expect(await refusal(file('cut'), larger)).toMatch(/^cut: the checkpoint is truncated/);
  }
  writeFileSync(file('cut'), '');
  expect(await refusal(file('cut'), larger)).toMatch(/^cut: the file is empty; /);
  writeFileSync(file('cut'), Buffer.concat([bytes, Buffer.of(0)]));
  expect(await refusal(file('cut'), larger)).toBe(
    `cut: the checkpoint is damaged: it has ${bytes.length + 1} bytes and must have ${bytes.length}`,
  );
});

test('a file with any bit flipped is refused', async () => {
  await stopped('whole');
  const bytes = readFileSync(file('whole'));
  for (let part = 0; part < 40; part++) {
    // Each of the first bytes, then samples across the file.
    const at = part < 20 ? part * 6 : Math.floor((bytes.length * (part - 20)) / 20) + part;
    const flipped = Buffer.from(bytes);
    flipped[at] ^= 4;
    writeFileSync(file('flipped'), flipped);
    expect(await refusal(file('flipped'), larger)).toMatch(
      /^flipped: (the checkpoint is (truncated|damaged)|the file is not a checkpoint|schema is )/,
    );
  }
});

/** The file with a modified header and a valid checksum. */
function withHead(name: string, change: (head: string) => string): string {
  const bytes = readFileSync(file('whole'));
  const first = bytes.indexOf('\n') + 1;
  const headEnd = bytes.indexOf('\n', first) + 1;
  const old = bytes.toString('utf8', first, headEnd);
  const head = Buffer.from(change(old));
  expect(head.toString()).not.toBe(old);
  const sha256 = createHash('sha256').update(head).digest('hex');
  const line = `tablewalk/checkpoint/1 ${String(head.length).padStart(12, '0')} ${sha256}\n`;
  writeFileSync(file(name), Buffer.concat([Buffer.from(line), head, bytes.subarray(headEnd)]));
  return file(name);
}

test('another version, machine, revision or layout is refused by name', async () => {
  await stopped('whole');
  const other = endianness() === 'LE' ? 'BE' : 'LE';
  const cases = [
    [
      `"tool":"${version}"`,
      '"tool":"9.9.9"',
      `was written by tablewalk 9.9.9, but this is ${version}`,
    ],
    [`"endianness":"${endianness()}"`, `"endianness":"${other}"`, 'with another byte order'],
    [
      '"features":{"linux-5.10":["',
      '"features":{"linux-5.10":["keepsErrorCode","',
      'keepsErrorCode was on',
    ],
    ['"features":{"linux-5.10"', '"features":{"linux-9"', 'is of revision "linux-9", which this'],
    ['"stateLength":', '"stateLength":9', 'another build of the model: stateLength is 9'],
    ['"invariants":["', '"invariants":["no-such","', 'the checkpoint judges "no-such"'],
    ['"exact":false', '"exact":0', 'run.request.exact is 0'],
    ['"states":20', '"steps":20', 'unknown field "steps"'],
  ] as const;
  for (const [before, after, expected] of cases) {
    const path = withHead('other', (head) => head.replace(before, after));
    expect(await refusal(path, larger)).toContain(expected);
  }
  writeFileSync(
    file('newer'),
    readFileSync(file('whole')).toString('latin1').replace('/1 ', '/2 '),
  );
  expect(await refusal(file('newer'))).toContain(
    'schema is "tablewalk/checkpoint/2"; this tablewalk',
  );
});

test('a search that takes a different path than before is refused', async () => {
  await stopped('whole');
  const path = withHead('walked', (head) =>
    head.replace(/"at hand",\[(\d+),(\d+),(\d+),(\d+)/, '"at hand",[$1,$2,$3,999'),
  );
  expect(await refusal(path, larger)).toBe(
    'the checkpoint was made by another build of the model: a state has fewer transitions than before; search again from the start',
  );
});

test('wrong usage: problem and remedy', async () => {
  await stopped('whole');
  mkdirSync(file('folder'), { recursive: true });
  expect(await refusal(file('whole'))).toBe(
    '--max-states is 20, and whole holds a search of 20 states: resume with a larger limit',
  );
  expect(await refusal(file('missing'))).toBe(
    '--resume is "missing"; there is no such file; start a search with --checkpoint FILE to write one',
  );
  expect(await refusal(file('folder'))).toContain('--resume is "folder"; it ');
  const wrong = async (argv: readonly string[]): Promise<string> => {
    const { exitCode, stderr } = await cli(['check', ...argv]);
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await wrong(['--checkpoint-every', '5s'])).toContain(
    '--checkpoint-every is given without',
  );
  expect(await wrong(['--checkpoint', file('folder')])).toContain('; it is a directory');
  expect(await wrong(['--checkpoint', '/proc/none/x'])).toContain('; it cannot be created there');
  expect(await wrong(['--checkpoint', file('x'), '--checkpoint-every', 'now'])).toContain(
    '--checkpoint-every is "now"',
  );
});

test('several workers resume a search saved by one', async () => {
  await stopped('alone');
  expect(await refusal(file('alone'), [...larger, '--workers', '2'])).toBe(
    '--workers is 2, and alone holds a search of one worker: resume with --workers 1, or start a new search with several',
  );
  await stopped('crew', [...oneScope, '--workers', '2']);
  expect(await refusal(file('crew'), ['--max-states', '20'])).toBe(
    '--max-states is 20, and crew holds a search of 20 states: resume with a larger limit',
  );
  let begun = false;
  const dfs = [...oneScope, '--search', 'dfs', '--checkpoint', file('deep')];
  await cli(dfs, {
    // The clock is read before the initial file is replaced.
    now: () => {
      if (existsSync(file('deep')) && !begun) copyFileSync(file('deep'), file('begun'));
      begun ||= existsSync(file('begun'));
      return 0;
    },
  });
  expect(await refusal(file('begun'), ['--workers', '2'])).toBe(
    '--workers 2 is given with --search dfs; several workers search breadth-first only: remove one of the two',
  );
});

test('options of the search can be omitted or repeated, not changed', async () => {
  const whole = await cli(oneScope);
  await stopped('whole');
  const repeated = await cli([...oneScope, '--resume', file('whole'), ...larger]);
  expect(reported(repeated)).toEqual(reported(whole));
  await stopped('whole');
  const saved = `tablewalk ${oneScope.join(' ')} --max-states 20 --checkpoint whole`;
  const other = async (...flags: string[]): Promise<string> => refusal(file('whole'), flags);
  const refused = (different: string): string =>
    `whole holds a search with other options (different: ${different}); omit the options, or repeat the original ones: ${saved}`;
  expect(await other('--exact')).toBe(refused('exact'));
  expect(await other('--revision', 'v1-3')).toBe(refused('revision'));
  expect(await other('--fail-allocs', '1', '--sections', '2..5')).toBe(refused('blocks'));
  expect(await other('--preset', 'standard')).toBe(refused('scopes'));
  expect(await other('--fail-allocs', '1', '--max-depth', '5')).toBe(refused('depth'));
  expect(await other('--invariants', 'success-means-mapped')).toBe(refused('invariants'));
});
