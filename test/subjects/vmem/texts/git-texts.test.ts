/** The commits of a range as rows of a series: what each breaks and repairs, and why some are not searched. */

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
      09e6223fa817  vmem: page tables of memory that comes and goes
                    commit 09e6223fa8175d7c972c881cb6375249d7f43ce3,
                      vmem.c@ec96d814bad3
                    the commit before main~13..main
      943f366e34c4  doc: say what a walk is
                    commit 943f366e34c4d8aa1ea09ed0dfaf161de7f30958,
                      vmem.c@ec96d814bad3
                    does not change arch/s390/mm/vmem.c
      a0f1bdf24f1d  vmem: another word for the filler
                    commit a0f1bdf24f1d3e355610e674265904f0599915e8,
                      vmem.c@01607042d048
      7eb2341d17aa  vmem: free blocks sooner
                    commit 7eb2341d17aab41901a880b0bbb870b10f8508ed,
                      vmem.c@5b2e03510357
      ba3be81a7037  vmem: free blocks later again
                    commit ba3be81a7037a78c3dc31fe8807f41ab63c97f98,
                      vmem.c@01607042d048
      10d744adc7c1  vmem: report that there is no memory
                    commit 10d744adc7c1ebb131b35984954a3f589ca5f585,
                      vmem.c@4fc85dd1a324
      eaa828eee0c2  vmem: populate without the mutex
                    commit eaa828eee0c24d5a24ebb930f0b23361118f5be2,
                      vmem.c@d023cedc1650
      55ab78d7207e  vmem: one line that is no C
                    commit 55ab78d7207ee2884bebd272078420dfdbb19509
                    NOT UNDERSTOOD: vmem.c@32b276d42cfc
                    vmem.c:61:2: in fill_rest(): this is not understood as C
      f7e1a033933a  vmem: mend that line
                    commit f7e1a033933a71bb92b5d2837a756f1d9d33d2cd,
                      vmem.c@d023cedc1650
      6005dffd07aa  vmem: the mutex again
                    commit 6005dffd07aa0764e249630d356e2fb8ee09ec97,
                      vmem.c@4fc85dd1a324
      d7e063da5762  vmem: leave half of it behind
                    commit d7e063da576286e7746a062d50f5128258561398,
                      vmem.c@8121c1d43f92
      d759aadcfb8a  vmem: move away
                    commit d759aadcfb8a5fedc78ab110fa7d016f36e82927
                    NO TEXT: the commit has no arch/s390/mm/vmem.c
      75645e6388f2  vmem: come back
                    commit 75645e6388f226e597e88130887b6c2a0be78c2b,
                      vmem.c@8121c1d43f92
      1f20edf6ff8f  vmem: all or nothing again
                    commit 1f20edf6ff8feb78391f39614f6e95ecf5f4bd3c,
                      vmem.c@4fc85dd1a324

    Contract kernel: callers add, online and remove whole memory blocks, one
    call at a time

                  fbu fiu wum smm umu
    09e6223fa817  .   .   .   V1  .
    943f366e34c4  .   .   .   V1  .
    a0f1bdf24f1d  .   .   .   V1  .
    7eb2341d17aa  .   .   .   V1  V2
    ba3be81a7037  .   .   .   V1  .
    10d744adc7c1  .   .   .   V1  .
    eaa828eee0c2  .   .   V1  V1  .
    55ab78d7207e  x   x   x   x   x
    f7e1a033933a  .   .   V1  V1  .
    6005dffd07aa  .   .   .   V1  .
    d7e063da5762  .   V1  .   V1  .
    d759aadcfb8a  x   x   x   x   x
    75645e6388f2  .   V1  .   V1  .
    1f20edf6ff8f  .   .   .   V1  .

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
      *    a strict reading, which its author breaks for a stated reason; it
           counts as a cause only if named with --invariants
      x    not searched; its row states the reason

      fbu  flush-before-unlock
      fiu  failure-is-undone
      wum  writes-under-mutex
      smm  success-means-mapped
      umu  unused-means-unused

    Findings, and which claims each violates by itself:
      09e6223fa817, 943f366e34c4, a0f1bdf24f1d, kernel: F01: smm
      7eb2341d17aa, kernel: F01: smm; ?: umu
      ba3be81a7037, 10d744adc7c1, kernel: F01: smm
      eaa828eee0c2, f7e1a033933a, kernel: F01: smm; F17: wum; ?: smm; ?: wum
      6005dffd07aa, kernel: F01: smm
      d7e063da5762, 75645e6388f2, kernel: F01: smm; ?: fiu
      1f20edf6ff8f, kernel: F01: smm

    What they need on a real machine:
      F01: a failed table allocation is reported as success (as in
        linux-5.10); needs an add that needs two tables of one level
        (debug_pagealloc, no EDAT1, or memmap across 2 GiB), and an
        allocation of 2 or 16 KiB that fails
      F17: populate and free write without vmem_mutex (as in v2-4); needs a
        second writer: a DCSS that is loaded during hotplug

    Regressions (held in the row before):
      7eb2341d17aa after a0f1bdf24f1d, kernel: unused-means-unused V2
      eaa828eee0c2 after 10d744adc7c1, kernel: writes-under-mutex V1
      d7e063da5762 after 6005dffd07aa, kernel: failure-is-undone V1

    Line by line:
      flush-before-unlock
        patches  kernel  holds throughout
      failure-is-undone
        patches  kernel  holds in 09e6223fa817, broken by d7e063da5762 (V1),
                         repaired by 1f20edf6ff8f
      writes-under-mutex
        patches  kernel  holds in 09e6223fa817, broken by eaa828eee0c2 (V1),
                         repaired by 6005dffd07aa
      success-means-mapped
        patches  kernel  violated throughout (V1)
      unused-means-unused
        patches  kernel  holds in 09e6223fa817, broken by 7eb2341d17aa (V2),
                         repaired by ba3be81a7037

    Shortest stories, at the first row of each violation:
      failure-is-undone
        d7e063da5762, kernel: add section 1 (allocation 2 fails)
      writes-under-mutex
        eaa828eee0c2, kernel: add section 2 (allocation 3 fails)
      success-means-mapped
        09e6223fa817, kernel: add section 2 (allocation 3 fails)
      unused-means-unused
        7eb2341d17aa, kernel: add sections 1 and 2 (allocation 5 fails);
          remove sections 1 and 2

    Repeat:
      tablewalk series --git tree main~13..main"
  `);
});

describe('a range', () => {
  test('may end in HEAD, and begins at the first parent that it builds on', async () => {
    const rows = await texts('main~1..');
    expect(rows.map(({ subject }) => subject)).toEqual([
      'vmem: come back',
      'vmem: all or nothing again',
    ]);
  });

  test('that is long has rows only for the commits that touch the text', async () => {
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

test('a helper is that of the commit, or one of the disk', async () => {
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
  // The text is the same in both, the program is not.
  expect(new Set(rows.map(({ text }) => text)).size).toBe(3);
  const without = await textRows(await texts('main~2..main', { tree }));
  expect(without[1].notes.join()).toContain('filler() is not defined in vmem.c and is not known');
  folder.write('helper.c', 'static int filler(void) { return 0xFD; }\n');
  const disk = await textRows(
    await texts('main~2..main', { tree, further: [folder.at('helper.c')] }),
  );
  expect(disk.map(({ text }) => text === null)).toEqual([false, false, false]);
});

test('a folder that is no repository, and a path that no commit has, are refused', async () => {
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
