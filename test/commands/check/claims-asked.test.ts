/** Command line, API and browser judge the same claims of the same scopes. */

import { expect, test } from 'vitest';
import { check, scope } from '../../../src/api/index.ts';
import { UiJobs } from '../../../src/commands/ui/jobs.ts';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { anywhere } from '../../../src/text/shell.ts';
import { cli } from '../../support/fake-io.ts';
import { folderForAllTests } from '../../support/temporary-folder.ts';

const folder = folderForAllTests();
/** Claims about concurrent readers. */
const ofThreads = ['readers-stay-mapped', 'no-reuse-while-entered', 'no-deadlock'];

test('with threads, every command judges the claims about threads', async () => {
  const command = await cli(['check', '--preset', 'readers', '--no-files', '--quiet', '--json']);
  const { invariants } = JSON.parse(command.stdout);
  const verdicts = new Map<string, string>(
    invariants.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]),
  );
  expect(verdicts.size).toBe(32);
  expect(ofThreads.map((id) => verdicts.get(id))).toEqual(['violated', 'violated', 'holds']);
  const code = await check(scope('readers'));
  expect(new Map(code.invariants.map(({ invariant, verdict }) => [invariant, verdict]))).toEqual(
    verdicts,
  );
  const control = {
    subject: vmem,
    runJob: runInThisThread,
    now: () => 0,
    directory: folder.path,
    self: anywhere,
  };
  const form = { preset: 'readers', revision: 'linux-5.10', invariant: 'all', seconds: '300' };
  const job = new UiJobs(control).startCheck(new URLSearchParams(form));
  await job.ended;
  const lines = job.found?.text.split('\n') ?? [];
  for (const id of ofThreads) {
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`^  ${verdicts.get(id)} +${id}`)),
    );
  }
});

test('without threads, no command judges them', async () => {
  const code = await check(scope('quick', { fresh: 'zero', failAllocs: 0 }));
  const ids = code.invariants.map(({ invariant }) => invariant);
  expect(ids).toHaveLength(29);
  expect(ids.filter((id) => ofThreads.includes(id))).toEqual([]);
});

test('a form with an unknown or duplicate field is rejected', () => {
  const control = {
    subject: vmem,
    runJob: runInThisThread,
    now: () => 0,
    directory: folder.path,
    self: anywhere,
  };
  const jobs = new UiJobs(control);
  const form = 'preset=quick&revision=base&invariant=all&seconds=10';
  const refusals = [`${form}&geometry=tiny3`, `${form}&preset=any`];
  const messages = refusals.map((text) => {
    try {
      jobs.startCheck(new URLSearchParams(text));
      return 'started';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  });
  expect(messages).toEqual([
    'the form has a field "geometry"; it must be one of preset, revision, invariant, seconds',
    'the form has the field "preset" twice',
  ]);
  expect(() => jobs.startSeries(new URLSearchParams('series=v1&revisions=v1-1'))).toThrow(
    'the form has a field "revisions"; it must be one of series',
  );
  expect(jobs.jobs).toEqual([]);
});
