/** Ctrl-C while several scopes are searched at once: each one resumes where it stopped. */
import { readdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { type CliOptions, type CliRun, cli } from '../support/fake-io.ts';
import { reported } from '../support/saved-runs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
/** Nine scopes of hundreds of states. */
const nine = ['check', '--preset', 'standard', '--sections', '2,3'];

/**
 * Presses Ctrl-C when each search has polled this number of times; each poll advances the clock by a
 * second.
 */
function interruptedAfter(reads: number, searches = 2): CliOptions {
  let now = 0;
  let press: () => void = () => undefined;
  let arrived = 0;
  let start: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    start = resolve;
  });
  return {
    processors: 2,
    now: () => now,
    listen: (callback) => {
      press = callback;
    },
    runJob: async (kind, job, control) => {
      if (++arrived === searches) start();
      await both;
      let left = reads;
      const signal = new Proxy(control.signal, {
        get: (target, name) => {
          if (name !== 'aborted') return Reflect.get(target, name, target);
          now += 1000;
          if (--left > 0) return false;
          press();
          return true;
        },
      });
      return runInThisThread(kind, job, { ...control, signal });
    },
  };
}

const out = () => ['--out', folder.path];
const resume = (...argv: readonly string[]): Promise<CliRun> =>
  cli(['check', '--resume', folder.at('interrupted.checkpoint'), ...argv, '--no-files', '--json']);

const withoutMemory = (run: CliRun): unknown =>
  JSON.parse(JSON.stringify(reported(run), (name, value) => (name === 'memoryBytes' ? 0 : value)));

const ways = [[], ['--search', 'dfs'], ['--workers', '2']];

test.each(ways)('two of nine %s %s', async (...way) => {
  const whole = await cli([...nine, ...way, '--no-files', '--json']);
  const cut = await cli([...nine, ...way, ...out(), '--json'], interruptedAfter(3));
  expect([cut.exitCode, JSON.parse(cut.stdout).limit.kind]).toEqual([130, 'interrupted']);
  const names = ['interrupted-scope-1.checkpoint', 'interrupted-scope-2.checkpoint'];
  const files = readdirSync(folder.path).filter((name) => name.endsWith('.checkpoint'));
  expect(files.sort()).toEqual([...names, 'interrupted.checkpoint']);
  const resumed = await resume();
  expect(resumed.stderr).toMatch(/: 0 of 9 scopes finished, 2 begun with [\d,]+ states; /);
  // Several threads use a larger table.
  expect(withoutMemory(resumed)).toEqual(withoutMemory(whole));
  // The run is finished according to its file.
  expect(readdirSync(folder.path)).not.toContain(names[0]);
  expect((await resume()).stderr).toContain(': a finished search; ');
});

test('states already found are not searched again', async () => {
  await cli([...nine, ...out()], interruptedAfter(3));
  const first: number[] = [];
  await cli(['check', '--resume', folder.at('interrupted.checkpoint'), '--no-files', '--quiet'], {
    runJob: (kind, job, control) => {
      let isFirst = true;
      const onProgress: typeof control.onProgress = (progress) => {
        if (isFirst) first.push(progress.stateCount);
        isFirst = false;
        control.onProgress(progress);
      };
      return runInThisThread(kind, job, { ...control, onProgress });
    },
  });
  const [one, two, ...others] = first;
  expect(Math.min(one, two)).toBeGreaterThan(Math.max(...others));
});

test('the file of a scope is missing: that scope starts again', async () => {
  const whole = await cli([...nine, '--no-files', '--json']);
  await cli([...nine, ...out()], interruptedAfter(3));
  rmSync(folder.at('interrupted-scope-2.checkpoint'));
  const resumed = await resume();
  expect(resumed.stderr).toContain('interrupted-scope-2.checkpoint');
  expect(resumed.stderr).toContain('; scope 2 starts again\n');
  expect(reported(resumed)).toEqual(reported(whole));
});

test.each(ways)('one scope %s %s: its search is in the file of the run', async (...way) => {
  const one = ['check', '--sections', '2,3', ...way];
  const whole = await cli([...one, '--no-files', '--json']);
  await cli([...one, ...out(), '--json'], interruptedAfter(3, 1));
  const resumed = await resume();
  expect(resumed.stderr).toMatch(/: [\d,]+ states; original command/);
  expect(reported(resumed)).toEqual(reported(whole));
});
