/** Counterexamples of user-defined systems, with every command that executes files. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { ownFiles, ownRuns } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const { lateFlag, noToken, allWait } = ownFiles(folder);
const { printed } = ownRuns(folder);

test('replay', async () => {
  expect(await printed('replay', await lateFlag())).toMatchInlineSnapshot(`
    "reproduced  DIR/late-flag--alone.json
      late-flag violates alone in operation 7 of 7

    1 counterexample: 1 reproduced, 0 fixed, 0 different
    exit code 0"
  `);
  expect(await printed('replay', await noToken())).toMatchInlineSnapshot(`
    "reproduced  DIR/token-ring--not-at-0.json
      token-ring violates not-at-0 in operation 1 of 1

    1 counterexample: 1 reproduced, 0 fixed, 0 different
    exit code 0"
  `);
  expect(await printed('replay', await allWait(), '--json')).toMatchInlineSnapshot(`
    "{
      "schema": "tablewalk/replay/1",
      "results": [
        {
          "file": "DIR/lost-wakeup--no-deadlock.json",
          "invariant": "no-deadlock",
          "revision": "lost-wakeup",
          "operations": 7,
          "outcome": "reproduced",
          "operation": 7,
          "reason": null,
          "note": null
        }
      ],
      "unreadable": [],
      "limit": null,
      "notFinished": []
    }
    exit code 0"
  `);
});

test('explain', async () => {
  expect(await printed('explain', await lateFlag())).toMatchInlineSnapshot(`
    "late-flag violates alone
    Never two threads are inside.

    Each item was removed or changed alone, with all else as in the file.

    Operations, each removed:
      not needed  1. thread 0 sees nobody inside
                  without it operation 7 violates the claim
      not needed  2. thread 0 goes in
                  without it operation 7 violates the claim
      NEEDED      3. thread 0 leaves
                  without it "thread 0 sees nobody inside", "thread 1 sees
                    nobody inside", "thread 0 goes in", "thread 1 goes in"
                    are not possible
      NEEDED      4. thread 0 sees nobody inside
                  without it "thread 0 goes in" is not possible
      NEEDED      5. thread 1 sees nobody inside
                  without it "thread 1 goes in" is not possible
      NEEDED      6. thread 0 goes in
                  without it the claim holds
      NEEDED      7. thread 1 goes in
                  without it the claim holds

    Needed: 5 of 7 operations; no assumption.
    exit code 0"
  `);
});

test('shrink: removes three actions', async () => {
  const out = folder.at('shrunk.json');
  expect(await printed('shrink', await lateFlag(), '--out', out)).toMatchInlineSnapshot(`
    "DIR/late-flag--alone.json: from 7 operations, 7 steps
    to 4 operations, 4 steps
    MINIMAL: removing any one or any two of its operations makes the
    violation disappear.

      tried  kept
      10     1     removing consecutive operations
      3      0     removing two operations

    late-flag violates alone
    Never two threads are inside.

    Contract  the 6 actions of test/toys/models/late-flag.ts
    World     place is a list of 2, each one of away, looked, inside

     0. at the start: place[0] away, place[1] away
     1. thread 0 sees nobody inside
          place[0]: away -> looked
     2. thread 1 sees nobody inside
          place[1]: away -> looked
     3. thread 0 goes in
          place[0]: looked -> inside
     4. thread 1 goes in
          place[1]: looked -> inside

    Assumptions: each action is indivisible; the functions of the system
      depend on nothing but the state.
    Reproduce:
      tablewalk replay DIR/shrunk.json
    Reproduce with:
      tablewalk check test/toys/models/late-flag.ts --invariants alone
    tablewalk: written to DIR/shrunk.json
    exit code 0"
  `);
  expect(JSON.parse(readFileSync(out, 'utf8')).operations).toEqual(
    ['thread 0 sees nobody inside', 'thread 1 sees nobody inside', 'thread 0 goes in']
      .map((op) => ({ op }))
      .concat({ op: 'thread 1 goes in' }),
  );
});

test('corpus', async () => {
  const dir = folder.at('corpus');
  expect(await printed('corpus', 'add', await allWait(), '--dir', dir)).toMatchInlineSnapshot(`
    "added  DIR/corpus/lost-wakeup--no-deadlock.json  (from DIR/lost-wakeup--no-deadlock.json)

    1 counterexample added to DIR/corpus
    exit code 0"
  `);
  expect(await printed('corpus', 'list', '--dir', dir)).toMatchInlineSnapshot(`
    "DIR/corpus/lost-wakeup--no-deadlock.json  lost-wakeup  no-deadlock  7 operations  7 steps

    1 counterexample in DIR/corpus
    exit code 0"
  `);
  expect(await printed('corpus', 'run', '--dir', dir)).toMatchInlineSnapshot(`
    "reproduced  DIR/corpus/lost-wakeup--no-deadlock.json
      lost-wakeup violates no-deadlock in operation 7 of 7

    1 counterexample: 1 reproduced, 0 fixed, 0 different
    exit code 0"
  `);
});

test('a changed system is refused, or its current content is used', async () => {
  const system = folder.at('flag.ts');
  copyFileSync('test/toys/models/late-flag.ts', system);
  const file = await lateFlag(system);
  const repaired = readFileSync(system, 'utf8').replaceAll(
    "place[id] === 'looked'",
    "place[id] === 'looked' && place[1 - id] !== 'inside'",
  );
  writeFileSync(system, repaired);
  const refusal = await printed('replay', file);
  expect(refusal.replaceAll(/[0-9a-f]{40}/g, 'ID')).toMatchInlineSnapshot(`
    "tablewalk: error: DIR/flag.ts has changed: its content is blob ID, but ID was used; to use the current content, name it: --system DIR/flag.ts
    exit code 2"
  `);
  expect(await printed('replay', file, '--system', system)).toMatchInlineSnapshot(`
    "different  DIR/late-flag--alone.json
      on late-flag it differs at operation 7 of 7: "thread 1 goes in" is not
      possible here

    1 counterexample: 0 reproduced, 0 fixed, 1 different
    exit code 5"
  `);
});

test('files of several systems: each is read with its own system', async () => {
  const files = [await lateFlag(), await noToken()];
  expect(await printed('replay', ...files)).toMatchInlineSnapshot(`
    "reproduced  DIR/late-flag--alone.json
      late-flag violates alone in operation 7 of 7
    reproduced  DIR/token-ring--not-at-0.json
      token-ring violates not-at-0 in operation 1 of 1

    2 counterexamples: 2 reproduced, 0 fixed, 0 different
    exit code 0"
  `);
  const ours = 'corpus/F02-mark-left-out--linux-5.10.json';
  expect(await printed('replay', ...files, ours, '--revision', 'mainline')).toMatchInlineSnapshot(`
    "reproduced  corpus/F02-mark-left-out--linux-5.10.json
      mainline violates unused-means-unused in operation 3 of 3
    unreadable  DIR/late-flag--alone.json: --revision is given with test/toys/models/late-flag.ts; it is an option of vmem.c: leave out one of the two
    unreadable  DIR/token-ring--not-at-0.json: --revision is given with test/toys/models/token-ring.mjs; it is an option of vmem.c: leave out one of the two

    1 counterexample: 1 reproduced, 0 fixed, 0 different, 2 files unreadable
    tablewalk: error: 2 of 3 files cannot be read
    exit code 2"
  `);
  const { rules } = JSON.parse(
    (await cli(['replay', ...files, ours, '--reporter', 'sarif'])).stdout,
  ).runs[0].tool.driver;
  expect(rules.map(({ id }: { id: string }) => id)).toEqual([
    'alone',
    'not-at-0',
    'unused-means-unused',
  ]);
  expect(await printed('corpus', 'add', ...files, ours, '--dir', folder.at('all'))).toContain(
    '3 counterexamples added',
  );
  expect(await printed('corpus', 'list', '--dir', folder.at('all'))).toContain('exit code 0');
  expect(await printed('corpus', 'prune', '--dir', folder.at('all'))).toContain(
    'nothing to remove',
  );
  const run = await printed('corpus', 'run', '--dir', folder.at('all'), '--expect', 'reproduced');
  expect(run).toContain('3 reproduced, 0 fixed, 0 different');
  expect(run).toContain('exit code 0');
});

test('a missing system does not affect the files of the others', async () => {
  const [gone, there] = [await lateFlag(), await noToken()];
  writeFileSync(gone, readFileSync(gone, 'utf8').replace('late-flag.ts', 'gone.ts'));
  expect(await printed('replay', gone, there)).toMatchInlineSnapshot(`
    "reproduced  DIR/token-ring--not-at-0.json
      token-ring violates not-at-0 in operation 1 of 1
    unreadable  DIR/late-flag--alone.json: the file of a system is "test/toys/models/gone.ts"; there is no such file or directory

    1 counterexample: 1 reproduced, 0 fixed, 0 different, 1 file unreadable
    tablewalk: error: 1 of 2 files cannot be read
    exit code 2"
  `);
});

test('a file with a missing system is reported', async () => {
  const file = await lateFlag();
  writeFileSync(file, readFileSync(file, 'utf8').replace('late-flag.ts', 'gone.ts'));
  expect(await printed('show', file)).toMatchInlineSnapshot(`
    "tablewalk: error: the file of a system is "test/toys/models/gone.ts"; there is no such file or directory
    exit code 2"
  `);
});
