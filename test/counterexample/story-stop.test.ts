/** After Ctrl-C, a story may still be written within a bounded time. */
import { expect, test } from 'vitest';
import { Stopped, stopIfDue, withGrace, withStopCheck } from '../../src/stop.ts';

const interrupted = (): never => {
  throw new Stopped('interrupted', 0);
};

test.each([
  [3, 3, 'done'],
  [3, 4, 'interrupted'],
])('with a grace of %d checks, work of %d is %s', (grace, checks, end) => {
  const work = (): string => {
    for (let check = 0; check < checks; check++) stopIfDue();
    return 'done';
  };
  const outcome = (): string => {
    try {
      return withStopCheck(interrupted, () => withGrace(grace, work));
    } catch (error) {
      return error instanceof Stopped ? error.reason : 'another error';
    }
  };
  expect(outcome()).toBe(end);
});
