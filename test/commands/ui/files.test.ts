/**
 * Files of the ui are read once, and their findings are computed once in the background, until a file
 * changes.
 */

import { expect, test } from 'vitest';
import { type FindingsJob, UiFiles } from '../../../src/commands/ui/files.ts';
import { MemoryError } from '../../../src/errors.ts';
import type { JobRunner } from '../../../src/jobs/job-runner.ts';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { falseSuccess } from '../../support/counterexamples.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';
import { formatVmem } from '../../support/vmem-files.ts';

const folder = folderForEachTest();
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

function filesOf(runJob: JobRunner): UiFiles {
  return new UiFiles({
    subject: vmem,
    runJob,
    now: () => 0,
    pageLimits: { memoryBytesMax: 2 ** 30 },
  });
}

function findings(files: UiFiles, paths: readonly string[]): (string | undefined)[] {
  return files.list(paths).map((one) => ('finding' in one ? one.finding : undefined));
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
  expect(findings(files, [path])).toEqual(['waiting']);
  await settled();
  expect(findings(files, [path])).toEqual(['F01']);
  expect(findings(files, [path])).toEqual(['F01']);
  expect(asked).toEqual([[path]]);
  // New content with a different length: the file is read and computed again.
  folder.write('any-name.json', `${formatVmem(falseSuccess())}\n`);
  expect(findings(files, [path])).toEqual(['waiting']);
  await settled();
  expect(findings(files, [path])).toEqual(['F01']);
  expect(asked).toEqual([[path], [path]]);
});

test('an unreadable file has its error and no finding', async () => {
  const asked: (readonly string[])[] = [];
  const files = filesOf(recorded(asked));
  const path = folder.write('x.json', '{');
  expect(files.list([path])).toMatchObject([{ error: expect.stringContaining('x.json') }]);
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
  expect(findings(files, [good, large])).toEqual(['waiting', 'waiting']);
  await settled();
  expect(findings(files, [good, large])).toEqual(['F01', 'failed']);
});

test('a file that takes too long is not computed', async () => {
  let time = 0;
  const late: JobRunner = (kind, job, control) =>
    runInThisThread(kind, job, { ...control, now: () => (time += 20_000) });
  const files = filesOf(late);
  const path = folder.write('x.json', formatVmem(falseSuccess()));
  findings(files, [path]);
  await settled();
  expect(findings(files, [path])).toEqual(['failed']);
});
