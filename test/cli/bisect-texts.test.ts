/**
 * tablewalk bisect with commits and patches: which one introduced the violation, and which ones are
 * unknown.
 */
import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { git, makeHistory, ownPath, ownSteps } from '../support/own-history.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
/** A counterexample of the source at main~3, which leaves half of a failed add mapped. */
let story = '';

beforeAll(async () => {
  makeHistory(folder.at('tree'));
  story = await storyOf('main~3', 'failure-is-undone');
});

const textOf = (commit: string): string => {
  const content = git(folder.at('tree'), ['show', `${commit}:${ownPath}`]);
  return folder.write('vmem.c', content);
};

async function storyOf(commit: string, claim: string): Promise<string> {
  const out = folder.at(`out-${claim}`);
  const small = ['--sections', '2', '--ops', '2', '--out', out, '--json', '--quiet'];
  const argv = ['check', '--source', textOf(commit), '--invariants', claim, ...small];
  await cli(argv);
  return folder.at(`out-${claim}`, readdirSync(out)[0]);
}

const bisect = (range: string, ...argv: readonly string[]) =>
  cli(['bisect', story, '--git', folder.at('tree'), range, ...argv]);

test('the commit that introduced it, with id and subject', async () => {
  const { exitCode, stdout, stderr } = await bisect('main~12..main~3');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatchInlineSnapshot(`
    "vmem.c@ab48517a0877 violates failure-is-undone
    A call that fails leaves everything as it was.

    bad      4ceeb8f4c716  vmem: leave half of it behind: operation 1
                           violates the claim
    good     7d5edb177658  vmem: the mutex again: all operations run, and
                           the claim holds
    good     d694e2edf47e  vmem: mend that line: all operations run, and the
                           claim holds
    unknown  0908a21d5594  vmem: one line that is no C: NOT UNDERSTOOD:
                           vmem.c@ea822a4d45fc; vmem.c:61:2: in fill_rest():
                           this is not understood as C
    good     88c206ad8dfe  vmem: populate without the mutex: all operations
                           run, and the claim holds
    good     d0278b23d13a  vmem: report that there is no memory: all
                           operations run, and the claim holds
    good     70db0229aaad  vmem: free blocks later again: all operations
                           run, and the claim holds
    good     b801a40782c2  vmem: free blocks sooner: all operations run, and
                           the claim holds
    good     9231b9eec222  vmem: another word for the filler: all operations
                           run, and the claim holds
    good     b86f8facfebd  doc: say what a walk is: all operations run, and
                           the claim holds

    FIRST BAD: 4ceeb8f4c716
      vmem: leave half of it behind
      commit 4ceeb8f4c7160f9fd22590b83de8d75efe43a03e
    "
  `);
});

test('a commit without the file, or with unsupported code, is unknown rather than good', async () => {
  const { exitCode, stdout } = await bisect('main~5..main~1');
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "vmem.c@ab48517a0877 violates failure-is-undone
    A call that fails leaves everything as it was.

    bad      3910c99f8ea5  vmem: come back: operation 1 violates the claim
    unknown  5e8d49f877ab  vmem: move away: NO TEXT: the commit has no
                           arch/s390/mm/vmem.c
    bad      4ceeb8f4c716  vmem: leave half of it behind: operation 1
                           violates the claim
    good     7d5edb177658  vmem: the mutex again: all operations run, and
                           the claim holds
    good     d694e2edf47e  vmem: mend that line: all operations run, and the
                           claim holds

    FIRST BAD: 4ceeb8f4c716
      vmem: leave half of it behind
      commit 4ceeb8f4c7160f9fd22590b83de8d75efe43a03e
    "
  `);
});

test('JSON contains subject and commit of each row', async () => {
  const { stdout } = await bisect('main~4..main~3', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'tablewalk/bisect/1',
    firstBad: '4ceeb8f4c716',
    revisions: [
      {
        name: '4ceeb8f4c716',
        outcome: 'bad',
        text: {
          subject: 'vmem: leave half of it behind',
          origin: 'commit 4ceeb8f4c7160f9fd22590b83de8d75efe43a03e',
        },
      },
      { name: '7d5edb177658', outcome: 'good' },
    ],
  });
});

test('no result if the newest commit upholds the claim or is not supported', async () => {
  const good = await bisect('main~1..main');
  expect(good).toMatchObject({ exitCode: 5, stdout: '' });
  expect(good.stderr).toContain(
    'bc271457d86c does not violate the claim (all operations run, and the claim holds); see replay',
  );
  const broken = await bisect('main~7..main~6');
  expect(broken).toMatchObject({ exitCode: 2, stdout: '' });
  expect(broken.stderr).toContain(
    '0908a21d5594, the newest version: NOT UNDERSTOOD: vmem.c@ea822a4d45fc; vmem.c:61:2:',
  );
});

test('a range that violates it from the start is reported as such', async () => {
  const { exitCode, stdout } = await bisect('main~3..main~1');
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    'OLDEST: 4ceeb8f4c716 already violates it, and no earlier version is\nknown.',
  );
});

test('the patch in a mailbox that introduced it', async () => {
  const mutex = await storyOf('main~5', 'writes-under-mutex');
  const mbox = folder.write(
    'a.mbox',
    git(folder.at('tree'), ['format-patch', '--stdout', 'main~8..main~5']),
  );
  const base = folder.write('base.c', git(folder.at('tree'), ['show', `main~8:${ownPath}`]));
  const { exitCode, stdout } = await cli(['bisect', mutex, '--mbox', mbox, '--base', base]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('FIRST BAD: 1/3\n  [PATCH 1/3] vmem: populate without the mutex\n');
});

test('suspects: unsupported versions between the last good and the first bad one', async () => {
  const [first] = ownSteps;
  const step = (at: number) => ownSteps[at].edits ?? [];
  makeHistory(folder.at('doubtful'), [
    first,
    { subject: 'vmem: two things at once', edits: [...step(10), ...step(7)] },
    { subject: 'vmem: mend one of them', edits: step(8) },
  ]);
  const argv = ['bisect', story, '--git', folder.at('doubtful'), 'main~2..main'];
  const { exitCode, stdout } = await cli(argv);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^unknown {2}\w{12} {2}vmem: two things at once: NOT UNDERSTOOD:/m);
  expect(stdout).toMatch(
    /SUSPECTS: \w{12} violates it, and \w{12} does not; suspects\nare \w{12} and \w{12}\./,
  );
});

test.each([
  [['a..b'], '"a..b" is given without --git'],
  [['--git', '.'], '--git needs a range of commits: tablewalk bisect FILE --git TREE A..B'],
  [['--git', '.', '-x..b'], 'unknown option -x..b'],
  [['--git', '.', 'a..b', '--bad', 'v2-9'], '--bad'],
  [['--with', 'x.c'], '--with is given without --git or --mbox'],
])('%j is refused', async (argv, message) => {
  const { exitCode, stderr } = await cli(['bisect', story, ...argv]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
