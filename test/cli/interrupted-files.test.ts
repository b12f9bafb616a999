/** Ctrl-C while files are written: every file is complete, and the report names missing ones. */

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CliRun, cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { readVmem } from '../support/vmem-files.ts';

const folder = folderForEachTest();

/** Ctrl-C arrives at a poll; at the next poll, a second later, the grace period is over. */
function interruptedAt(look: number, argv: readonly string[]): Promise<CliRun> {
  let looks = 0;
  let time = 0;
  return cli([...argv, '--out', folder.path, '--json'], {
    isInterrupted: () => ++looks > look,
    now: () => {
      if (looks > look) time += 1000;
      return time;
    },
  });
}

function files(): string[] {
  const names = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.\w+$/.test(name)).map((name) => folder.at(name));
}

async function looksOf(argv: readonly string[]): Promise<number> {
  let looks = 0;
  await cli([...argv, '--no-files', '--json'], {
    isInterrupted: () => {
      looks++;
      return false;
    },
  });
  return looks;
}

/** A search of a few states: violations are found early, and nothing holds. */
const series = [
  ['series', 'v2', '--revisions', 'v2-9', '--contract', 'kernel', '--workers', '1'],
  ['--max-states', '300'],
].flat();
const sample = ['sample', '--runs', '50', '--no-shrink'];

test.each([
  ['check', ['check']],
  ['sample', sample],
  ['series', series],
])('%s: complete files; missing ones are named', async (_name, argv) => {
  const looks = await looksOf(argv);
  // Without files there are fewer polls, so this one is not the last.
  const { exitCode, stderr } = await interruptedAt(Math.floor(looks / 2), argv);
  expect(exitCode).toBe(130);
  const written = files();
  for (const file of written) readVmem(file);
  const [, reported = '0'] = /(\d+) counterexamples? written to /.exec(stderr) ?? [];
  expect(Number(reported)).toBe(written.length);
});

test('an unconfirmed violation in a series is undecided, never "holds"', async () => {
  const whole = await cli([...series, '--no-files', '--json']);
  const cut = await interruptedAt(0, series);
  const verdicts = ({ stdout }: CliRun): [string, string][] =>
    JSON.parse(stdout).cells.map((cell: { invariant: string; verdict: string }) => [
      cell.invariant,
      cell.verdict,
    ]);
  const found = verdicts(cut);
  // Short stories have finished before the first poll.
  const expected = verdicts(whole).map(([claim, verdict], at) => [
    claim,
    verdict === 'violated' && found[at]?.[1] !== 'violated' ? 'undecided' : verdict,
  ]);
  expect([cut.exitCode, found]).toEqual([130, expected]);
  expect(found).not.toEqual(verdicts(whole));
  const confirmed = found.filter(([, verdict]) => verdict === 'violated').length;
  // The grace period after Ctrl-C starts with the first story.
  expect(files()).toHaveLength(1);
  expect(cut.stderr).toContain(
    `tablewalk: ${confirmed - 1} counterexamples not written: the run was stopped\n`,
  );
});
