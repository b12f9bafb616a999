/** tablewalk record --replay with a script in place of QEMU: counterexamples that a running kernel performs. */
import { expect, test } from 'vitest';
import { f01Log } from '../../subjects/vmem/recordings/log/logs.ts';
import { cli } from '../../support/fake-io.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';
import { fakeKit, readIn } from './fake-kit.ts';

const folder = folderForEachTest();

/** Records this counterexample instead of the plan. */
function replaying(argv: readonly string[], file: string): string[] {
  return argv
    .flatMap((word) => (word === '--plan' ? ['--replay'] : word))
    .map((word) => (word.endsWith('plan.json') ? file : word));
}

test('a counterexample is performed with the sections and allocation attempts of the machine', async () => {
  const { argv, env } = fakeKit(folder, { log: f01Log });
  const story = 'corpus/F01-lost-error-code--linux-5.10.json';
  const { exitCode, stdout } = await cli([...replaying(argv, story), '--quiet'], { env });
  expect(folder.masked(stdout)).toMatchInlineSnapshot(`
    "DIR/out.jsonl: 2 calls of vmem.c, 268 events
      Linux 5.10.262, compared as linux-5.10; evidence: every write, and the
      tables after each call; 1 of 1 planned operation performed
      HAPPENED: corpus/F01-lost-error-code--linux-5.10.json: the running
      kernel behaved as in the story: it violates success-means-mapped in
      operation 1 of 1
    RECORDED
    "
  `);
  expect(exitCode).toBe(0);
  expect(readIn(folder, 'commands')).toContain('fail 4');
  expect(readIn(folder, 'started')).toContain('init_on_alloc=1');
});

test('a kernel that behaves differently, or performs none of it', async () => {
  const { argv, env } = fakeKit(folder, {
    log: f01Log.replace('R vmemmap_populate 0', 'R vmemmap_populate fffffffffffffff4'),
  });
  const story = 'corpus/F01-lost-error-code--linux-5.10.json';
  const { exitCode, stdout } = await cli([...replaying(argv, story), '--quiet'], { env });
  expect(folder.masked(stdout)).toMatchInlineSnapshot(`
    "DIR/out.jsonl: 2 calls of vmem.c, 268 events
      Linux 5.10.262, compared as linux-5.10; evidence: every write, and the
      tables after each call; 1 of 1 planned operation performed
      DIVERGED: corpus/F01-lost-error-code--linux-5.10.json: the running
      kernel behaved differently
      DIR/out.jsonl:3
        operation 2: vmemmap_populate 0x3d37ff00000 0x3d380280000 failAt=3
        the last equal events:
                  ["set","pud","0x3d300000000","table","t2"]
                  ["alloc","block","b1"]
                  ["set","pmd","0x3d37ff00000","block","b1"]
                  ["alloc","pmd",null]
                  ["unlock"]
        ret differs:
        recorded  -12
           model  0
    RECORDED
    "
  `);
  expect(exitCode).toBe(5);
});

test('a story that ends in a crash happened only if the kernel faults where memory is onlined', async () => {
  const story = 'corpus/F01-lost-error-code-crash--linux-5.10.json';
  const outcomeOf = async (online: string) => {
    const { argv, env } = fakeKit(folder, { log: f01Log, online });
    const { exitCode, stdout } = await cli([...replaying(argv, story), '--quiet', '--force'], {
      env,
    });
    return `${exitCode}\n${stdout.split('\n').slice(3).join('\n')}`;
  };
  const fault = 'Unable to handle kernel pointer dereference in virtual kernel address space';
  expect([
    await outcomeOf(fault),
    await outcomeOf('ONLINE'),
    await outcomeOf('Kernel panic - not syncing: Out of memory'),
  ]).toMatchInlineSnapshot(`
    [
      "0
      the guest crashed: Unable to handle kernel pointer dereference in
      virtual kernel address space
      HAPPENED: corpus/F01-lost-error-code-crash--linux-5.10.json: the
      running kernel behaved as in the story: it violates no-write-unmapped
      in operation 2 of 2
    RECORDED up to the end of the guest
    ",
      "5
      DIVERGED: corpus/F01-lost-error-code-crash--linux-5.10.json: the
      running kernel behaved differently
      the kernel did not crash in operation 2 (online), which returned 0
    RECORDED
    ",
      "3
      the guest crashed: Kernel panic - not syncing: Out of memory
      DIVERGED: corpus/F01-lost-error-code-crash--linux-5.10.json: the
      running kernel behaved differently
      the guest did not fault in operation 2 (online): Kernel panic - not syncing: Out of memory
    RECORDED up to the end of the guest
    ",
    ]
  `);
  expect(readIn(folder, 'commands')).toContain('/sys/devices/system/memory/memory1170/state');
});

test('stories that cannot be performed', async () => {
  const { argv, env } = fakeKit(folder);
  const errorOf = async (file: string): Promise<string> => {
    const { exitCode, stderr } = await cli([...replaying(argv, file), '--quiet'], { env });
    return `${exitCode} ${stderr.trim()}`;
  };
  expect([
    await errorOf('corpus/F07-stale-tail--linux-5.10.json'),
    await errorOf('corpus/F21-no-mutex-freed-twice--v1-4+freesEmptyTables.json'),
    await errorOf('corpus/F04-kasan-test-leaks--linux-5.9.json'),
  ]).toMatchInlineSnapshot(`
    [
      "2 tablewalk: error: corpus/F07-stale-tail--linux-5.10.json: cannot be performed on a running kernel: it has the operation populate; only add, online and remove are performed",
      "2 tablewalk: error: corpus/F21-no-mutex-freed-twice--v1-4+freesEmptyTables.json: cannot be performed on a running kernel: it has threads, and their schedule cannot be controlled there",
      "2 tablewalk: error: corpus/F04-kasan-test-leaks--linux-5.9.json: cannot be performed on a running kernel: it needs a KASAN shadow",
    ]
  `);
});
