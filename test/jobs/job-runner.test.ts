/**
 * A search by several threads in which one fails: the error is reported, and no thread waits forever.
 */

import { expect, test } from 'vitest';
import { type JobControl, runInThreads } from '../../src/jobs/job-runner.ts';
import { type SearchJob, searches } from '../../src/jobs/search-job.ts';
import { plainScope } from '../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { noLimits } from '../toys/ask.ts';

const job: SearchJob = {
  scope: plainScope,
  invariantIds: [],
  search: 'bfs',
  exact: false,
  stopAtFirst: false,
  limits: { ...noLimits, memoryBytesMax: 2 ** 24 },
  workers: 3,
};

const control: JobControl = {
  subject: vmem,
  now: () => 0,
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

/**
 * A thread: the leader runs one script, both helpers the other; `report` signals that enough work was
 * done.
 */
function script(leader: string, helper: string): URL {
  const text = `
    import { parentPort, workerData } from 'node:worker_threads';
    const report = () => parentPort.postMessage({ kind: 'progress', progress: { transitionCount: 10_000 } });
    const waitForEver = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    if (workerData.isHelper) { ${helper} } else { ${leader} }`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

test('an error in a helper ends the search with that error', async () => {
  const run = runInThreads(script('report(); waitForEver()', 'throw new Error("no")'))(
    searches,
    job,
    control,
  );
  await expect(run).rejects.toThrow('no');
});

test('a helper that ends unexpectedly is reported with its code', async () => {
  const run = runInThreads(script('report(); waitForEver()', 'process.exit(5)'))(
    searches,
    job,
    control,
  );
  await expect(run).rejects.toThrow('a search thread ended with code 5 and without a result');
});

test('a leader that ends without a result does not leave its helpers waiting', async () => {
  const run = runInThreads(script('report(); process.exit(0)', 'waitForEver()'))(
    searches,
    job,
    control,
  );
  await expect(run).rejects.toThrow('a search thread ended with code 0 and without a result');
});

test('a search that ends early starts no helpers', async () => {
  const answer = `parentPort.postMessage({ kind: 'answer', answer: 'of one' })`;
  const run = runInThreads(script(answer, 'process.exit(5)'))(searches, job, control);
  expect(await run).toBe('of one');
});

test('a request to stop reaches the leader', async () => {
  const stopping = new AbortController();
  stopping.abort();
  const answer = `parentPort.postMessage({ kind: 'answer', answer: workerData.stopFlag[0] })`;
  const { signal } = stopping;
  expect(await runInThreads(script(answer, ''))(searches, job, { ...control, signal })).toBe(1);
});

const { workers: _, ...alone } = job;

test('an idle thread takes the next job, a busy one does not', async () => {
  const count = (isWaiting: boolean): string => `
    let jobs = 0;
    const take = () => {
      if (${isWaiting}) parentPort.once('message', take);
      parentPort.postMessage({ kind: 'answer', answer: ++jobs, isWaiting: ${isWaiting} });
    };
    take();`;
  const [waits, ends] = [script(count(true), ''), script(count(false), '')];
  const answers: unknown[] = [];
  for (const thread of [waits, waits, ends, ends, waits]) {
    answers.push(await runInThreads(thread)(searches, alone, control));
  }
  expect(answers).toEqual([1, 2, 1, 1, 3]);
});

test('two concurrent jobs run in two threads', async () => {
  const thread = script(
    `let jobs = 0;
     const take = () => {
       parentPort.once('message', take);
       parentPort.postMessage({ kind: 'answer', answer: ++jobs, isWaiting: true });
     };
     take();`,
    '',
  );
  const run = (): Promise<unknown> => runInThreads(thread)(searches, alone, control);
  expect(await Promise.all([run(), run()])).toEqual([1, 1]);
  expect(await Promise.all([run(), run(), run()])).toEqual([2, 2, 1]);
});
