/**
 * The commits of a range as rows of a series: what each one breaks or repairs, and why some are not
 * searched.
 */

import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SeriesResult } from '../../../../src/commands/series/result.ts';
import { seriesText } from '../../../../src/commands/series/text.ts';
import { InputError } from '../../../../src/errors.ts';
import type { CommitRange } from '../../../../src/subject/texts.ts';
import { gitTexts } from '../../../../src/subjects/vmem/texts/git-texts.ts';
import { textRows } from '../../../../src/subjects/vmem/texts/text-versions.ts';
import { plain } from '../../../../src/text/paragraph.ts';
import { sweepFewScopes } from '../../../support/few-scopes.ts';
import { git, makeHistory, ownPath, ownSteps, type Step } from '../../../support/own-history.ts';
import { folderForAllTests } from '../../../support/temporary-folder.ts';

const folder = folderForAllTests();
beforeAll(() => makeHistory(folder.at('tree')));

const texts = (range: string, changes: Partial<CommitRange> = {}) =>
  gitTexts({ tree: folder.at('tree'), range, path: ownPath, further: [], ...changes });

async function seriesOf(range: string, changes: Partial<CommitRange> = {}): Promise<SeriesResult> {
  return sweepFewScopes(range, await textRows(await texts(range, changes)));
}

test('each commit is a row', async () => {
  const result = await seriesOf('main~13..main');
  expect(seriesText(result, plain)).toMatchInlineSnapshot(`
    "tablewalk 0.1.0 series main~13..main: 14 revisions, 5 invariants,
    contract kernel
    54 scopes, 15,382 states, all searched completely, for runs of any
    length; states lost to a shared fingerprint: probability at most
    2.2e-13.

    Rows:
      1ec6ca2a106a  vmem: page tables of memory that comes and goes
                    commit 1ec6ca2a106a3bda668aae495927973ce03636b2,
                      vmem.c@ec96d814bad3
                    the commit before main~13..main
      b86f8facfebd  doc: say what a walk is
                    commit b86f8facfebd2e9e18fa7e43d1f1ba12f26b927f,
                      vmem.c@ec96d814bad3
                    does not change arch/s390/mm/vmem.c
      9231b9eec222  vmem: another word for the filler
                    commit 9231b9eec222daea3bfac6bcc7f67e354592384d,
                      vmem.c@0cbc177a9f06
      b801a40782c2  vmem: free blocks sooner
                    commit b801a40782c20c074006b08badeec5f81d5401f4,
                      vmem.c@eb9c4a3ba084
      70db0229aaad  vmem: free blocks later again
                    commit 70db0229aaad957846fa350e3a114cb9b1352e27,
                      vmem.c@0cbc177a9f06
      d0278b23d13a  vmem: report that there is no memory
                    commit d0278b23d13a9f54c4aa02fc3ac9325335e3d530,
                      vmem.c@1485d63f854b
      88c206ad8dfe  vmem: populate without the mutex
                    commit 88c206ad8dfe036b348a34f69333bb4d5f80641a,
                      vmem.c@f2471ce1cbc9
      0908a21d5594  vmem: one line that is no C
                    commit 0908a21d559436b0f28a1df44d1efdf9c994c134
                    NOT UNDERSTOOD: vmem.c@ea822a4d45fc
                    vmem.c:61:2: in fill_rest(): this is not understood as C
      d694e2edf47e  vmem: mend that line
                    commit d694e2edf47e8894458f498edf60acb251a657e4,
                      vmem.c@f2471ce1cbc9
      7d5edb177658  vmem: the mutex again
                    commit 7d5edb177658000b8d17091f1bb0c8023f36f137,
                      vmem.c@1485d63f854b
      4ceeb8f4c716  vmem: leave half of it behind
                    commit 4ceeb8f4c7160f9fd22590b83de8d75efe43a03e,
                      vmem.c@ab48517a0877
      5e8d49f877ab  vmem: move away
                    commit 5e8d49f877abdca7be0cd7273c8f9581f4ab9e80
                    NO TEXT: the commit has no arch/s390/mm/vmem.c
      3910c99f8ea5  vmem: come back
                    commit 3910c99f8ea5f6ab105f706f4a6732756088445f,
                      vmem.c@ab48517a0877
      bc271457d86c  vmem: all or nothing again
                    commit bc271457d86c7fc312befa0ecf7345d9668e8f9c,
                      vmem.c@1485d63f854b

    Contract kernel: callers add, online and remove whole memory blocks, one
    call at a time

                  fbu fiu wum smm umu
    1ec6ca2a106a  .   .   .   V1  .
    b86f8facfebd  .   .   .   V1  .
    9231b9eec222  .   .   .   V1  .
    b801a40782c2  .   .   .   V1  V2
    70db0229aaad  .   .   .   V1  .
    d0278b23d13a  .   .   .   V1  .
    88c206ad8dfe  .   .   V1  V1  .
    0908a21d5594  x   x   x   x   x
    d694e2edf47e  .   .   V1  V1  .
    7d5edb177658  .   .   .   V1  .
    4ceeb8f4c716  .   V1  .   V1  .
    5e8d49f877ab  x   x   x   x   x
    3910c99f8ea5  .   V1  .   V1  .
    bc271457d86c  .   .   .   V1  .

      .    holds: put to the test, and every scope searched completely: runs
           of any length, of up to three memory blocks (kernel) or of ranges
           between up to six chosen pages (any)
      Vn   a cause: on some path no other claim of the row is violated
           first; the shortest story has n operations
      vn   violated, and follows from others: on every path to it one of
           them is violated first
      Vn?  violated; the search for its cause did not finish
      ?    undecided: a limit was reached first
      -    not applicable: nothing in the sweep puts it to the test, so it
           is not violated either
      *    a strict reading, which the series violates by design; it counts
           as a cause only if named with --invariants
      x    not searched; its row states the reason

      fbu  flush-before-unlock
      fiu  failure-is-undone
      wum  writes-under-mutex
      smm  success-means-mapped
      umu  unused-means-unused

    Findings, and which claims each violates by itself:
      1ec6ca2a106a, b86f8facfebd, 9231b9eec222, kernel: F01: smm
      b801a40782c2, kernel: F01: smm; ?: umu
      70db0229aaad, d0278b23d13a, kernel: F01: smm
      88c206ad8dfe, d694e2edf47e, kernel: F01: smm; F17: wum; ?: smm; ?: wum
      7d5edb177658, kernel: F01: smm
      4ceeb8f4c716, 3910c99f8ea5, kernel: F01: smm; ?: fiu
      bc271457d86c, kernel: F01: smm

    What they need on a real machine:
      F01: a failed table allocation is reported as success (as in
        linux-5.10); needs an add that needs two tables of one level
        (debug_pagealloc, no EDAT1, or memmap across 2 GiB), and an
        allocation of 2 or 16 KiB that fails
      F17: populate and free write without vmem_mutex (as in v2-4); needs a
        second writer: a DCSS that is loaded during hotplug

    Regressions (held in the row before):
      b801a40782c2 after 9231b9eec222, kernel: unused-means-unused V2
      88c206ad8dfe after d0278b23d13a, kernel: writes-under-mutex V1
      4ceeb8f4c716 after 7d5edb177658, kernel: failure-is-undone V1

    Line by line:
      flush-before-unlock
        patches  kernel  holds throughout
      failure-is-undone
        patches  kernel  holds in 1ec6ca2a106a, broken by 4ceeb8f4c716 (V1),
                         repaired by bc271457d86c
      writes-under-mutex
        patches  kernel  holds in 1ec6ca2a106a, broken by 88c206ad8dfe (V1),
                         repaired by 7d5edb177658
      success-means-mapped
        patches  kernel  violated throughout (V1)
      unused-means-unused
        patches  kernel  holds in 1ec6ca2a106a, broken by b801a40782c2 (V2),
                         repaired by 70db0229aaad

    Shortest stories, at the first row of each violation:
      failure-is-undone
        4ceeb8f4c716, kernel: add section 1 (allocation 2 fails)
      writes-under-mutex
        88c206ad8dfe, kernel: add section 2 (allocation 3 fails)
      success-means-mapped
        1ec6ca2a106a, kernel: add section 2 (allocation 3 fails)
      unused-means-unused
        b801a40782c2, kernel: add sections 1 and 2 (allocation 5 fails);
          remove sections 1 and 2

    Repeat:
      tablewalk series --git tree main~13..main"
  `);
});

describe('a range', () => {
  test('may end in HEAD, and starts at the first parent', async () => {
    const rows = await texts('main~1..');
    expect(rows.map(({ subject }) => subject)).toEqual([
      'vmem: come back',
      'vmem: all or nothing again',
    ]);
  });

  test('if long, has rows only for the commits that touch the file', async () => {
    const steps = Array.from(
      { length: 60 },
      (_, at): Step => ({
        subject: `step ${at}`,
        ...(at === 30 ? { edits: [['#define FILLER\t\t0xFD', '#define FILLER 253']] } : {}),
      }),
    );
    makeHistory(folder.at('long'), steps);
    const rows = await texts('main~59..main', { tree: folder.at('long') });
    expect(rows.map(({ subject, notes }) => [subject, ...notes])).toEqual([
      [
        'step 0',
        'the commit before main~59..main',
        `58 commits after it that do not change ${ownPath} are skipped`,
      ],
      ['step 30'],
    ]);
  });

  test.each([
    ['main..main', 'the range is main..main; it has no commits'],
    ['main', 'the range is "main"; it must be two commits: v5.8..topic'],
    ['main~1...main', 'the range is "main~1...main"; it must be two commits: v5.8..topic'],
    ['..', 'the range is ".."; it must be two commits: v5.8..topic'],
    ['nothing..main', '"nothing" is not a commit of DIR/tree'],
    ['--upload-pack=touch x..main', '"--upload-pack=touch x" is not a commit'],
    ['-n1..main', '"-n1" is not a commit'],
    ['main:arch..main', '"main:arch" is not a commit'],
    ['main^{/flush}..main', '"main^{/flush}" is not a commit'],
    ['main\n--all..main', '"main\\n--all" is not a commit'],
  ])('%j is refused', async (range, message) => {
    const refused = await texts(range).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect(folder.masked(String(refused))).toContain(message);
  });
});

test('the settings and hooks of a repository start no program', async () => {
  makeHistory(folder.at('hostile'), ownSteps.slice(0, 2));
  const mark = folder.at('started');
  const touch = `touch ${mark}`;
  for (const key of [
    'core.pager',
    'core.fsmonitor',
    'core.sshCommand',
    'diff.external',
    'gpg.program',
  ]) {
    git(folder.at('hostile'), ['config', key, touch]);
  }
  git(folder.at('hostile'), ['config', 'log.showSignature', 'true']);
  await texts('main~1..main', { tree: folder.at('hostile') });
  expect(existsSync(mark)).toBe(false);
});

test('a helper is taken from the commit, or from disk', async () => {
  const helper = 'mm/helper.c';
  const taken: Step = {
    subject: 'vmem: help',
    edits: [['0xFD', 'filler()']],
    other: [helper, 'static int filler(void) { return 0xFD; }\n'],
  };
  const changed: Step = {
    subject: 'helper: another number',
    other: [helper, 'static int filler(void) { return 0xFC + 1; }\n'],
  };
  makeHistory(folder.at('helped'), [ownSteps[0], taken, changed]);
  const tree = folder.at('helped');
  const rows = await textRows(await texts('main~2..main', { tree, further: [helper] }));
  expect(rows.map(({ notes }) => notes.at(-1) ?? '')).toEqual([
    'the commit before main~2..main',
    '',
    '',
  ]);
  // Both have the same file but different programs.
  expect(new Set(rows.map(({ text }) => text)).size).toBe(3);
  const without = await textRows(await texts('main~2..main', { tree }));
  expect(without[1].notes.join()).toContain('filler() is not defined in vmem.c and is not known');
  folder.write('helper.c', 'static int filler(void) { return 0xFD; }\n');
  const disk = await textRows(
    await texts('main~2..main', { tree, further: [folder.at('helper.c')] }),
  );
  expect(disk.map(({ text }) => text === null)).toEqual([false, false, false]);
});

test('a folder that is not a repository, and a path that no commit contains, are refused', async () => {
  const refusal = async (changes: Partial<CommitRange>) =>
    folder.masked(String(await texts('main~1..main', changes).catch((error: Error) => error)));
  expect(await refusal({ tree: folder.at('nowhere') })).toContain(
    '--git is "DIR/nowhere"; cannot change to',
  );
  expect(await refusal({ tree: '/' })).toContain('--git is "/"; not a git repository');
  expect(await refusal({ path: 'mm/vmem.c' })).toContain(
    'no commit of main~1..main has mm/vmem.c; name the file of the tree with --path',
  );
});
