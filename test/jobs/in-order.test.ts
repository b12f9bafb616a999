/** Parallel jobs have the result of sequential ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runInOrder } from '../../src/jobs/in-order.ts';

const signal = new AbortController().signal;

/** A job finishes after some turns of the event loop: `ends` ends the run, `fails` throws. */
interface Toy {
  readonly turns: number;
  readonly what: 'answers' | 'ends' | 'fails';
}

async function outcome(jobs: readonly Toy[], atOnce: number): Promise<unknown> {
  try {
    return await runInOrder<Toy, string>({
      jobs,
      atOnce,
      signal,
      ends: (answers) => answers.at(-1)?.startsWith('ends') === true,
      run: async ({ turns, what }, index) => {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        if (what === 'fails') throw new Error(`job ${index}`);
        return `${what} ${index}`;
      },
    });
  } catch (error) {
    return String(error);
  }
}

test('the outcome does not depend on the number of parallel jobs', async () => {
  const toy = fc.record({
    turns: fc.nat(9),
    what: fc.constantFrom<Toy['what']>('answers', 'answers', 'answers', 'ends', 'fails'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(toy, { maxLength: 12 }),
      fc.integer({ min: 2, max: 6 }),
      async (jobs, n) => {
        expect(await outcome(jobs, n)).toEqual(await outcome(jobs, 1));
      },
    ),
  );
});

test('jobs after the end are stopped, and have no result', async () => {
  const stopped: number[] = [];
  const answers = await runInOrder<number, number>({
    jobs: [0, 1, 2, 3],
    atOnce: 4,
    signal,
    ends: (known) => known.at(-1) === 1,
    run: async (job, _, own) => {
      if (job < 2) return job;
      await new Promise((resolve) => own.addEventListener('abort', resolve));
      stopped.push(job);
      return job;
    },
  });
  expect(answers).toEqual([0, 1, undefined, undefined]);
  expect(stopped).toEqual([2, 3]);
});

test('a job without a result does not end the run', async () => {
  const run = async (job: number) => (job === 0 ? undefined : job);
  const ends = (): boolean => false;
  expect(await runInOrder({ jobs: [0, 1], atOnce: 1, signal, ends, run })).toEqual([undefined, 1]);
});
