/** sample and size with a file that exports a system; every search refuses a faulty system. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { ownRuns } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const lostWakeup = 'examples/bounded-buffer/lost-wakeup.mjs';
const lateFlag = 'test/toys/models/late-flag.ts';
const folder = folderForEachTest();
const { printed } = ownRuns(folder);

describe('sample', () => {
  test('in words, shrunk', async () => {
    expect(await printed('sample', lateFlag, '--no-files', '--runs', '3')).toMatchInlineSnapshot(`
      "tablewalk 0.1.0 sample: late-flag, preset whole, seed 1

      Contract  the 6 actions of test/toys/models/late-flag.ts
      World     place is a list of 2, each one of away, looked, inside

      3 walks, 90 operations, 90 steps, the longest walk 30 operations

      VIOLATED: 1 of 1 claim.

        violated    alone  in 4 operations (4 steps)

      Assumptions: each action is indivisible; the functions of the system
        depend on nothing but the state.

      ------------------------------------------------------------------------
      late-flag violates alone
      Never two threads are inside.

       0. at the start: place[0] away, place[1] away
       1. thread 1 sees nobody inside
            place[1]: away -> looked
       2. thread 0 sees nobody inside
            place[0]: away -> looked
       3. thread 1 goes in
            place[1]: looked -> inside
       4. thread 0 goes in
            place[0]: looked -> inside

      Reproduce:
        tablewalk check test/toys/models/late-flag.ts --invariants alone
      ------------------------------------------------------------------------

      Repeat:
        tablewalk sample test/toys/models/late-flag.ts --no-files --runs 3
      tablewalk: 0.0 s
      exit code 1"
    `);
  });
});

describe('a system that', () => {
  const system = (effect: string): string =>
    folder.write(
      'faulty.mjs',
      `import { defineModel, defineSystem, invariant, range } from 'tablewalk';
       export const model = defineModel({
         system: defineSystem({ n: range(0, 2) }, { actions: [{ name: 'act', effect: ${effect} }] }),
         invariants: [invariant({ id: 'small', claim: 'It is small.', holds: ({ n }) => n < 3 })],
       });`,
    );
  test.each([
    ['throws', '() => { throw new RangeError("boom"); }'],
    ['is async', 'async () => undefined'],
    ['leaves its range', '(state) => { state.n++; }'],
    [
      'is no function of its state',
      '(state) => { globalThis.calls = (globalThis.calls ?? 0) + 1; state.n = globalThis.calls % 2; }',
    ],
  ])('%s is refused in one line by every search', async (_, effect) => {
    const file = system(effect);
    const [first, ...others] = await Promise.all(
      [
        ['check'],
        ['check', '--search', 'dfs'],
        ['check', '--workers', '2'],
        ['sample'],
        ['size'],
      ].map(async ([command, ...flags]) => printed(command, file, ...flags, '--quiet')),
    );
    if (!effect.includes('calls')) expect(first).toMatchSnapshot();
    for (const other of others) {
      if (!effect.includes('calls')) expect(other).toBe(first);
      else expect(other).toContain('the system is not a function of its state');
    }
  });
});

describe('size', () => {
  test('names the field that causes the number of states', async () => {
    const { exitCode, stdout } = await cli(['size', lostWakeup]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "tablewalk 0.1.0 size: lost-wakeup, preset whole

      Contract  the 15 actions of examples/bounded-buffer/lost-wakeup.mjs
      World     items is a whole number from 0 to 1; waiting is a list of 3,
                each true or false

      14 states of 4 bytes, 26 transitions, 26 steps, depth 7; complete.

      Growth
        depth  new states  growth  transitions
            0           1                    3
            1           3  x 3.00            7
            2           2  x 0.67            4
            3           2  x 1.00            4
            4           2  x 1.00            4
            5           1  x 0.50            2
            6           2  x 2.00            2
            7           1  x 0.50            0

      Components of the state
        x 7.00  waiting: 2 left without it
        x 1.75  items: 8 left without it

      Operations
        enabled  taken  ways  new  ends  steps  operation
              3      3  1.00    3     0    1.0  the producer waits
              1      1  1.00    1     0    1.0  the producer puts an item
              0      0     -    0     0      -  the producer puts an item a...
              2      2  1.00    1     0    1.0  the producer puts an item a...
              2      2  1.00    1     0    1.0  the producer puts an item a...
              4      4  1.00    2     0    1.0  consumer 1 waits
              1      1  1.00    0     0    1.0  consumer 1 takes the item
              2      2  1.00    0     0    1.0  consumer 1 takes the item a...
              0      0     -    0     0      -  consumer 1 takes the item a...
              2      2  1.00    1     0    1.0  consumer 1 takes the item a...
              4      4  1.00    4     0    1.0  consumer 2 waits
              1      1  1.00    0     0    1.0  consumer 2 takes the item
              2      2  1.00    0     0    1.0  consumer 2 takes the item a...
              2      2  1.00    0     0    1.0  consumer 2 takes the item a...
              0      0     -    0     0      -  consumer 2 takes the item a...

      Coverage
        Not reached, actions:
          the producer puts an item and wakes the producer; consumer 1 takes
            the item and wakes consumer 1; consumer 2 takes the item and wakes
            consumer 2
        3 of 3 invariants put to the test.

      Repeat:
        tablewalk size examples/bounded-buffer/lost-wakeup.mjs
      "
    `);
  });
});
