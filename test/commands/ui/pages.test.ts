/**
 * Pages of the ui: several at a time, independent of each other; each ends at its limits or when its
 * client disconnects.
 */

import { expect, test } from 'vitest';
import { type PageJob, UiPages } from '../../../src/commands/ui/pages.ts';
import { InputError, MemoryError } from '../../../src/errors.ts';
import type { JobRunner } from '../../../src/jobs/job-runner.ts';
import { Stopped } from '../../../src/stop.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';
import { anywhere } from '../../../src/text/shell.ts';

/** Ends a page with this response or error. */
type End = (answer: string | Error) => void;

/** Threads that run until a test ends them or requests a stop. */
class Threads {
  /** The running threads by file. */
  readonly begun = new Map<string, End>();
  readonly stopped: string[] = [];

  readonly runJob: JobRunner = (_kind, job, { signal }) => {
    const { file } = job as PageJob;
    return new Promise((resolve, reject) => {
      this.begun.set(file, (answer) => {
        this.begun.delete(file);
        if (answer instanceof Error) reject(answer);
        else resolve({ html: answer } as never);
      });
      signal.addEventListener('abort', () => {
        this.begun.delete(file);
        this.stopped.push(file);
        reject(new Stopped('interrupted', 0));
      });
    });
  };
}

function pagesOf(threads: Threads, elapsedMsMax = 1e9): UiPages {
  const pageLimits = { elapsedMsMax, memoryBytesMax: 2 ** 20 };
  return new UiPages({
    subjectOf: async () => vmem,
    runJob: threads.runJob,
    now: () => 0,
    self: anywhere,
    pageLimits,
  });
}

const stays = new AbortController().signal;
/** Waits until nothing can make progress. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

test('a slow page does not delay another one', async () => {
  const threads = new Threads();
  const pages = pagesOf(threads);
  const order: string[] = [];
  const ask = async (file: string) => {
    await pages.page(file, {}, stays);
    order.push(file);
  };
  const slow = ask('slow');
  const fast = ask('fast');
  await settled();
  threads.begun.get('fast')?.('page');
  await fast;
  expect(order).toEqual(['fast']);
  threads.begun.get('slow')?.('page');
  await slow;
  expect(order).toEqual(['fast', 'slow']);
});

test('four at a time; others start in order, except those without a waiting client', async () => {
  const threads = new Threads();
  const pages = pagesOf(threads);
  const leaving = new AbortController();
  const asked = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((file) =>
    pages.page(file, {}, file === 'e' ? leaving.signal : stays),
  );
  const ends = Promise.allSettled(asked);
  await settled();
  expect([...threads.begun.keys()]).toEqual(['a', 'b', 'c', 'd']);
  leaving.abort();
  await settled();
  threads.begun.get('b')?.('page');
  await settled();
  expect([...threads.begun.keys()]).toEqual(['a', 'c', 'd', 'f']);
  // A failed page frees its slot, too.
  threads.begun.get('a')?.(new InputError('no'));
  await settled();
  expect([...threads.begun.keys()]).toEqual(['c', 'd', 'f', 'g']);
  for (const end of [...threads.begun.values()]) end('page');
  expect((await ends).map(({ status }) => status === 'fulfilled')).toEqual([
    false,
    true,
    true,
    true,
    false,
    true,
    true,
  ]);
});

test('reaching a limit is reported as a sentence', async () => {
  const late = pagesOf(new Threads(), 0).page('x.json', {}, stays);
  await expect(late).rejects.toThrow(
    'x.json: its page is not finished after 0 s; start tablewalk ui with a larger --time-limit',
  );
  const threads = new Threads();
  const large = pagesOf(threads).page('x.json', {}, stays);
  await settled();
  threads.begun.get('x.json')?.(new MemoryError('full'));
  await expect(large).rejects.toThrow(
    'x.json: its page needs more memory than 1 MiB; start tablewalk ui with a larger --max-memory',
  );
});

test('an aborted request and Ctrl-C end the thread', async () => {
  const threads = new Threads();
  const pages = pagesOf(threads);
  const leaving = new AbortController();
  const ends = Promise.allSettled([
    pages.page('left', {}, leaving.signal),
    ...['a', 'b', 'c', 'waits'].map((file) => pages.page(file, {}, stays)),
  ]);
  await settled();
  leaving.abort();
  await settled();
  expect(threads.stopped).toEqual(['left']);
  await pages.stopAll();
  expect(threads.stopped).toEqual(['left', 'a', 'b', 'c', 'waits']);
  expect((await ends).every(({ status }) => status === 'rejected')).toBe(true);
});
