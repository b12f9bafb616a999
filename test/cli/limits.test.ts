/** A small file may ask for hours of work: every command that executes it has limits, and hears Ctrl-C. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();

/** Loads a DCSS of 64 GiB on a machine without large pages: 16,777,216 entries. */
function hugeLoad(): string {
  const range = { start: 0x10_0000_0000, end: 0x20_0000_0000 };
  return folder.write(
    'huge.json',
    JSON.stringify({
      schema: 'tablewalk/counterexample/1',
      tool: '0.1.0',
      request: {
        revision: 'linux-5.10',
        geometry: 'real5',
        structPage: 56,
        edat1: false,
        edat2: false,
        debugPagealloc: false,
        kasan: false,
        vmalloc: 'far',
        contract: 'kernel',
        blocks: [[2]],
        dcss: range,
        memmapPages: 0,
        identityPages: 0,
        memmapFirst: 0,
        identityFirst: 0,
        memmapPoints: [],
        identityPoints: [],
        online: true,
        fresh: 'zero',
        failAllocs: 0,
        faults: 'end',
        ops: 'all',
      },
      invariant: 'freed-once',
      claim: '',
      operations: [
        { op: 'load', start: '0x1000000000', end: '0x2000000000', failed: [], contents: [] },
      ],
      expected: { verdict: 'violated', invariant: 'freed-once', operation: 0, steps: 1 },
      text: '',
    }),
  );
}

const commands = [
  ['replay'],
  ['explain'],
  ['show'],
  ['show', '--format', 'json'],
  ['show', '--format', 'itf'],
  ['show', '--format', 'html'],
];

test.each(commands)('%j: time, memory and Ctrl-C', async (...words) => {
  const [command, ...options] = words;
  const argv = [command, hugeLoad(), ...options];
  let time = 0;
  const late = await cli([...argv, '--time-limit', '5s'], { now: () => (time += 1000) });
  expect([late.exitCode, late.stdout]).toEqual([3, '']);
  expect(late.stderr).toBe(
    'tablewalk: undecided: stopped by the time limit (5 s); nothing was finished: give it more (--time-limit, --max-memory)\n',
  );
  const byDefault = await cli(argv, { now: () => (time += 1000) });
  expect(byDefault.stderr).toContain('stopped by the time limit (60 s)');
  let bytes = 0;
  const large = await cli([...argv, '--max-memory', '1M'], { heapBytes: () => (bytes += 100_000) });
  expect([large.exitCode, large.stdout]).toEqual([3, '']);
  expect(large.stderr).toContain('stopped by the limit of memory (1 MiB)');
  let looks = 0;
  const interrupted = await cli(argv, { isInterrupted: () => ++looks > 10 });
  expect([interrupted.exitCode, interrupted.stdout]).toEqual([130, '']);
  expect(interrupted.stderr).toBe('tablewalk: interrupted: nothing was finished\n');
});
