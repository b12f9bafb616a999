/** Ctrl-C at exact points of a run of several scopes: before a scope, while it is built, at its first state. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { type CliRun, cli } from '../support/fake-io.ts';
import { reported } from '../support/saved-runs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
/** Nine scopes of a few states. */
const argv = ['check', '--preset', 'standard', '--ops', '1'];

type Point = 'end of the first scope' | 'begin of the second' | 'its first state';

/**
 * Presses Ctrl-C at the given point, after `before`. Only searches advance the clock, by a second
 * each.
 */
function interruptedAt(
  point: Point,
  argvOfRun: readonly string[],
  before: () => void = () => undefined,
): Promise<CliRun> {
  let now = 0;
  let searches = 0;
  let press: () => void = () => undefined;
  return cli(argvOfRun, {
    now: () => now,
    listen: (callback) => {
      press = () => {
        before();
        callback();
      };
    },
    runJob: async (kind, job, control) => {
      searches++;
      if (searches === 2 && point === 'begin of the second') press();
      const isFirstState = searches === 2 && point === 'its first state';
      const signal = isFirstState ? pressedWhenRead(control.signal, press) : control.signal;
      const answer = await runInThisThread(kind, job, { ...control, signal });
      now += 1000;
      if (searches === 1 && point === 'end of the first scope') press();
      return answer;
    },
  });
}

/** A search first reads it when the first transition of its first state is pending. */
function pressedWhenRead(signal: AbortSignal, press: () => void): AbortSignal {
  return new Proxy(signal, {
    get: (target, name) => {
      if (name === 'aborted' && !target.aborted) press();
      return Reflect.get(target, name, target);
    },
  });
}

test.each([
  ['end of the first scope', '1 of 9 scopes finished, the next one not started'],
  ['begin of the second', '1 states'],
  ['its first state', '1 states'],
] as const)('%s, of nine: the first is reported, and the run can be resumed', async (at, saved) => {
  const whole = await cli([...argv, '--no-files', '--json']);
  const out = ['--out', folder.path];
  const first = await interruptedAt(at, [...argv, ...out, '--json']);
  expect(first.exitCode).toBe(130);
  const document = JSON.parse(first.stdout);
  expect(document.limit.kind).toBe('interrupted');
  // The results of the first scope are reported.
  expect(document.scopes[0]).toEqual({ ...JSON.parse(whole.stdout).scopes[0], seconds: 0 });
  const file = folder.at('interrupted.checkpoint');
  expect(first.stderr).toContain(`written to ${file}; to resume:\n`);
  const resumed = await cli(['check', '--resume', file, '--no-files', '--json']);
  expect(resumed.stderr).toContain(`resuming ${file}: ${saved}; original command: `);
  expect(reported(resumed)).toEqual(reported(whole));
});

test('the same with a checkpoint that cannot be written: the result, then an error, 74', async () => {
  const out = folder.at('out');
  for (const point of ['end of the first scope', 'its first state'] as const) {
    rmSync(out, { recursive: true, force: true });
    const { exitCode, stdout, stderr } = await interruptedAt(
      point,
      [...argv, '--out', out, '--json'],
      () => {
        // The results have not been written yet: the directory does not exist.
        folder.write('out', 'a file');
      },
    );
    expect([exitCode, JSON.parse(stdout).limit.kind]).toEqual([74, 'interrupted']);
    expect(stderr).toContain(
      `tablewalk: error: the checkpoint ${out}/interrupted.checkpoint cannot be written: `,
    );
    expect(stderr).toContain('; there is nothing newer to resume\n');
  }
});
