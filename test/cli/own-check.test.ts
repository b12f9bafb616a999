/** A file that exports a system is checked. The counts are derived in the files themselves. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { ownRuns } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const lostWakeup = 'examples/bounded-buffer/lost-wakeup.mjs';
const tokenRing = 'test/toys/models/token-ring.mjs';
const lateFlag = 'test/toys/models/late-flag.ts';
const folder = folderForEachTest();
const { answered, printed } = ownRuns(folder);

describe('check', () => {
  test('in words', async () => {
    expect(await printed('check', lostWakeup, '--no-files')).toMatchInlineSnapshot(`
      "tablewalk 0.1.0 check: lost-wakeup, preset whole

      Contract  the 15 actions of examples/bounded-buffer/lost-wakeup.mjs
      World     items is a whole number from 0 to 1; waiting is a list of 3,
                each true or false

      14 states, 26 transitions, depth 7; closed: runs of any length

      VIOLATED: 2 of 3 claims.

      1 cause:
        -    producer-runs-if-empty is violated by itself in 5 operations, 5
               steps
        -    no-deadlock follows from producer-runs-if-empty

        violated    no-deadlock             in 7 operations (7 steps), follows
        violated    producer-runs-if-empty  in 5 operations (5 steps), by
                                            itself
        holds       somebody-consumes

      Goals: not reached, so not checked: all-wait-beside-an-item (all wait
        while there is an item).
      Never taken: the producer puts an item and wakes the producer; consumer
        1 takes the item and wakes consumer 1; consumer 2 takes the item and
        wakes consumer 2.
      Lost states: probability at most 5.3e-18 (two states with one
        fingerprint).
      Assumptions: each action is indivisible; the functions of the system
        depend on nothing but the state.

      ------------------------------------------------------------------------
      lost-wakeup violates producer-runs-if-empty
      The producer does not wait while the buffer is empty.

       0. at the start: items 0, waiting[0] false, waiting[1] false,
          waiting[2] false
       1. consumer 1 waits
            waiting[1]: false -> true
       2. consumer 2 waits
            waiting[2]: false -> true
       3. the producer puts an item and wakes consumer 1
            items: 0 -> 1
            waiting[1]: true -> false
       4. the producer waits
            waiting[0]: false -> true
       5. consumer 1 takes the item and wakes consumer 2
            items: 1 -> 0
            waiting[2]: true -> false

      Reproduce:
        tablewalk check examples/bounded-buffer/lost-wakeup.mjs \\
          --invariants producer-runs-if-empty
      ------------------------------------------------------------------------

      Repeat:
        tablewalk check examples/bounded-buffer/lost-wakeup.mjs --no-files
      tablewalk: 14 states searched in 0.000 s, 14,000 states/s, 193.6 KiB; 0.000 s in all
      tablewalk: exit status 1: check found violations; this is not a failure of tablewalk
      exit code 1"
    `);
  });

  test('a claim that the initial state violates is violated by itself, and all others follow', async () => {
    expect(await printed('check', tokenRing, '--no-files')).toMatchInlineSnapshot(`
      "tablewalk 0.1.0 check: token-ring, preset whole

      Contract  the 10 actions of test/toys/models/token-ring.mjs
      World     token is one of at 0, at 1, at 2, to 0, to 1, to 2, nowhere

      7 states, 10 transitions, depth 5; closed: runs of any length

      VIOLATED: 2 of 3 claims.

      1 cause:
        -    not-at-0 is violated by itself in 1 operation, 1 step
        -    kept follows from not-at-0

        violated    kept         in 2 operations (2 steps), follows
        violated    not-at-0     in 1 operation (1 step), by itself
        holds       no-deadlock

      Goals: all 1 reached.
      Lost states: probability at most 1.3e-18 (two states with one
        fingerprint).
      Assumptions: each action is indivisible; the functions of the system
        depend on nothing but the state.

      ------------------------------------------------------------------------
      token-ring violates not-at-0
      Node 0 never has the token.

       0. at the start: token at 0

      Reproduce:
        tablewalk check test/toys/models/token-ring.mjs \\
          --invariants not-at-0
      ------------------------------------------------------------------------

      Repeat:
        tablewalk check test/toys/models/token-ring.mjs --no-files
      tablewalk: 7 states searched in 0.000 s, 7,000 states/s, 192.9 KiB; 0.000 s in all
      tablewalk: exit status 1: check found violations; this is not a failure of tablewalk
      exit code 1"
    `);
  });

  test('other commands read its files', async () => {
    expect(await answered('check', tokenRing, '--out', folder.path)).toMatchObject({
      verdict: 'violated',
      states: 7,
      transitions: 10,
      depth: 5,
      closed: true,
      violations: [
        { invariant: 'not-at-0', operations: 1, file: folder.at('token-ring--not-at-0.json') },
        { invariant: 'kept', operations: 2, file: folder.at('token-ring--kept.json') },
      ],
      goals: [{ id: 'half-way', reached: true }],
    });
    expect(await answered('replay', folder.path)).toMatchObject({
      results: [{ outcome: 'reproduced' }, { outcome: 'reproduced' }],
    });
  });

  test.each([
    ['bfs', []],
    ['dfs', ['--search', 'dfs']],
    ['exact', ['--exact']],
    ['four bytes', ['--slot-bytes', '4']],
    ['three workers', ['--workers', '3']],
  ])('%s: the same counts and the same shortest story', async (_, flags) => {
    expect(await answered('check', lateFlag, '--no-files', ...flags)).toMatchObject({
      states: 9,
      transitions: 16,
      violations: [{ invariant: 'alone', operations: 4 }],
    });
  });

  test('a limit leaves it undecided, and it is resumed from a checkpoint', async () => {
    const file = folder.at('run.checkpoint');
    const saved = ['--max-states', '5', '--checkpoint', file, '--no-files'];
    const claims = ['--invariants', 'somebody-consumes'];
    expect(await answered('check', lostWakeup, ...claims, ...saved)).toMatchObject({
      verdict: 'undecided',
      states: 5,
      limit: { kind: 'states', value: 5 },
    });
    const rest = ['--resume', file, '--max-states', '100'];
    // The file of the system is named in the checkpoint.
    expect(await answered('check', ...rest)).toMatchObject({
      verdict: 'holds',
      states: 14,
      transitions: 26,
    });
  });

  test.each(['junit', 'github', 'sarif'])('reporter %s', async (reporter) => {
    expect(
      await printed('check', lateFlag, '--no-files', '--quiet', '--reporter', reporter),
    ).toMatchSnapshot();
  });

  test('an invariant of another subject is unknown', async () => {
    expect(await printed('check', lateFlag, '--invariants', 'freed-once')).toMatchInlineSnapshot(`
      "tablewalk: error: --invariants is "freed-once"; it must be one of alone
      exit code 2"
    `);
  });
});

describe('actions that are never taken', () => {
  const system = (): string =>
    folder.write(
      'corridor.mjs',
      `import { defineModel, defineSystem, invariant, range } from 'tablewalk';
       const step = (from) => ({ name: 'to ' + (from + 1), when: ({ n }) => n === from, effect: (state) => { state.n++; } });
       export const model = defineModel({
         system: defineSystem({ n: range(0, 9) }, { actions: [0, 1, 2, 3, 8].map(step) }),
         invariants: [invariant({ id: 'low', claim: 'It is low.', holds: ({ n }) => n < 9 })],
       });`,
    );
  const unreached = (...names: readonly string[]) => ({
    coverage: {
      unreached: names.map((name) => ({
        kind: 'action',
        name,
        meaning: 'an action of the system',
        needs: null,
      })),
    },
  });

  test.each([[[]], [['--search', 'dfs']], [['--workers', '3']]])('check %j', async (flags) => {
    const file = system();
    expect(await answered('check', file, '--no-files', ...flags)).toMatchObject({
      verdict: 'holds',
      ...unreached('to 9'),
    });
    expect(await printed('check', file, '--no-files', ...flags)).toContain('Never taken: to 9.\n');
  });

  test('at a limit: not taken so far; a resumed search keeps the actions of the saved one', async () => {
    const [file, saved] = [system(), folder.at('run.checkpoint')];
    const limited = ['--max-states', '3', '--checkpoint', saved, '--no-files'];
    expect(await printed('check', file, ...limited)).toContain('Never taken so far: to 4; to 9.\n');
    const rest = await answered('check', '--resume', saved, '--max-states', '100');
    expect(rest).toMatchObject({ verdict: 'holds', ...unreached('to 9') });
  });

  test('sample and size', async () => {
    const file = system();
    const walks = ['--no-files', '--runs', '2'];
    expect(await answered('sample', file, ...walks)).toMatchObject(unreached('to 9'));
    expect(await printed('sample', file, ...walks)).toContain(
      'Never taken in these walks: to 9.\n',
    );
    expect(await answered('size', file)).toMatchObject(unreached('to 9'));
    expect(await printed('size', file)).toContain('  Not reached, actions:\n    to 9\n');
  });
});

test('a story of thousands of actions can be read back', async () => {
  const system = folder.write(
    'stairs.mjs',
    `import { defineModel, defineSystem, invariant, range } from 'tablewalk';
     export const model = defineModel({
       system: defineSystem({ n: range(0, 3000) }, { actions: [
         { name: 'one step up', when: ({ n }) => n < 3000, effect: (state) => { state.n++; } },
       ] }),
       invariants: [invariant({ id: 'low', claim: 'It is low.', holds: ({ n }) => n < 3000 })],
     });`,
  );
  expect((await cli(['check', system, '--out', folder.path, '--quiet'])).exitCode).toBe(1);
  expect(await answered('replay', folder.at('stairs--low.json'))).toMatchObject({
    results: [{ outcome: 'reproduced' }],
  });
});
