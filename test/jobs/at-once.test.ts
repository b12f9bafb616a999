/** A few tasks at a time: the order of results, and the handling of failures. */
import { expect, test } from 'vitest';
import { runAtOnce } from '../../src/jobs/at-once.ts';

const never = new AbortController().signal;

interface Gate {
  readonly promise: Promise<string>;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

function resolvers(): Gate {
  let resolve: Gate['resolve'] = () => undefined;
  let reject: Gate['reject'] = () => undefined;
  const promise = new Promise<string>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}

/** Tasks that end on request. */
function gates(count: number): Gate[] {
  return Array.from({ length: count }, () => resolvers());
}

test('results are in the order of the tasks, and parallelism is bounded', async () => {
  const open = gates(3);
  const begun: number[] = [];
  const answers = runAtOnce([0, 1, 2], 2, never, (task) => {
    begun.push(task);
    return open[task].promise;
  });
  expect(begun).toEqual([0, 1]);
  open[1].resolve('b');
  await open[1].promise;
  open[2].resolve('c');
  open[0].resolve('a');
  expect(await answers).toEqual(['a', 'b', 'c']);
  expect(begun).toEqual([0, 1, 2]);
});

test('no task starts after a failure; running ones are stopped and awaited', async () => {
  const [first, second] = gates(2);
  const begun: number[] = [];
  let wasAsked = false;
  const answers = runAtOnce([0, 1, 2, 3], 2, never, (task, _, signal) => {
    begun.push(task);
    if (task === 0) return first.promise;
    signal.addEventListener('abort', () => {
      wasAsked = true;
      second.resolve('stopped');
    });
    return second.promise;
  });
  first.reject(new Error('no memory'));
  await expect(answers).rejects.toThrow('no memory');
  expect([wasAsked, begun]).toEqual([true, [0, 1]]);
});
