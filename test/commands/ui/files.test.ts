/**
 * Files of the ui are read once, and their findings are computed once in the background, until a file
 * changes.
 */

import { expect, test } from 'vitest';
import { type FindingsJob, UiFiles } from '../../../src/commands/ui/files.ts';
import { MemoryError } from '../../../src/errors.ts';
import type { JobRunner } from '../../../src/jobs/job-runner.ts';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import type { Subject } from '../../../src/subject/subject.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { falseSuccess } from '../../support/counterexamples.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';
import { formatVmem } from '../../support/vmem-files.ts';

const folder = folderForEachTest();
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

function filesOf(
  runJob: JobRunner,
  subjectOf: (file: string) => Promise<Subject> = async () => vmem,
): UiFiles {
  return new UiFiles({
    subjectOf,
    runJob,
    now: () => 0,
    pageLimits: { memoryBytesMax: 2 ** 30 },
  });
}

async function findings(files: UiFiles, paths: readonly string[]): Promise<(string | undefined)[]> {
  const listed = await files.list(paths);
  return listed.map((one) => ('finding' in one ? one.finding : undefined));
}

/** Runs jobs immediately, and records their files. */
function recorded(asked: (readonly string[])[], run: JobRunner = runInThisThread): JobRunner {
  return (kind, job, control) => {
    asked.push((job as FindingsJob).files);
    return run(kind, job, control);
  };
}

test('a finding is available after the first request, and is computed once', async () => {
  const asked: (readonly string[])[] = [];
  const files = filesOf(recorded(asked));
  const path = folder.write('any-name.json', formatVmem(falseSuccess()));
  expect(await findings(files, [path])).toEqual(['waiting']);
  await settled();
  expect(await findings(files, [path])).toEqual(['F01']);
  expect(await findings(files, [path])).toEqual(['F01']);
  expect(asked).toEqual([[path]]);
  // New content with a different length: the file is read and computed again.
  folder.write('any-name.json', `${formatVmem(falseSuccess())}\n`);
  expect(await findings(files, [path])).toEqual(['waiting']);
  await settled();
  expect(await findings(files, [path])).toEqual(['F01']);
  expect(asked).toEqual([[path], [path]]);
});

test('an unreadable file has its error and no finding', async () => {
  const asked: (readonly string[])[] = [];
  const files = filesOf(recorded(asked));
  const path = folder.write('x.json', '{');
  expect(await files.list([path])).toMatchObject([{ error: expect.stringContaining('x.json') }]);
  await settled();
  expect(asked).toEqual([]);
});

test('a file that runs out of memory does not affect the findings of others', async () => {
  const [good, large] = ['good.json', 'large.json'].map((name) =>
    folder.write(name, formatVmem(falseSuccess())),
  );
  const files = filesOf((kind, job, control) =>
    (job as FindingsJob).files.includes(large)
      ? Promise.reject(new MemoryError('full'))
      : runInThisThread(kind, job, control),
  );
  expect(await findings(files, [good, large])).toEqual(['waiting', 'waiting']);
  await settled();
  expect(await findings(files, [good, large])).toEqual(['F01', 'failed']);
});

test('a file that takes too long is not computed', async () => {
  let time = 0;
  const late: JobRunner = (kind, job, control) =>
    runInThisThread(kind, job, { ...control, now: () => (time += 20_000) });
  const files = filesOf(late);
  const path = folder.write('x.json', formatVmem(falseSuccess()));
  await findings(files, [path]);
  await settled();
  expect(await findings(files, [path])).toEqual(['failed']);
});

test('files of several subjects are in one list, and a job has the files of one', async () => {
  const asked: [Subject, readonly string[]][] = [];
  const run: JobRunner = (kind, job, control) => {
    asked.push([control.subject, (job as FindingsJob).files]);
    return runInThisThread(kind, job, control);
  };
  const other: Subject = { ...vmem, findings: { ...vmem.findings, of: () => null } };
  const [ours, theirs, alsoOurs] = ['a.json', 'b.json', 'c.json'].map((name) =>
    folder.write(name, formatVmem(falseSuccess())),
  );
  const files = filesOf(run, async (file) => (file === theirs ? other : vmem));
  const paths = [ours, theirs, alsoOurs];
  expect(await findings(files, paths)).toEqual(['waiting', 'waiting', 'waiting']);
  await settled();
  expect(await findings(files, paths)).toEqual(['F01', 'none', 'F01']);
  expect(asked).toEqual([
    [vmem, [ours, alsoOurs]],
    [other, [theirs]],
  ]);
});
