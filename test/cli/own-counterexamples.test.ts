/** Counterexamples of systems that users define go through every command that reads files. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { writeOwnCounterexample } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

/** Three actions more than it needs: thread 0 goes in and leaves first. */
const lateFlag = (system = 'test/toys/models/late-flag.ts') =>
  writeOwnCounterexample(folder, {
    system,
    invariant: 'alone',
    actions: [
      'thread 0 sees nobody inside',
      'thread 0 goes in',
      'thread 0 leaves',
      'thread 0 sees nobody inside',
      'thread 1 sees nobody inside',
      'thread 0 goes in',
      'thread 1 goes in',
    ],
  });
const noToken = () =>
  writeOwnCounterexample(folder, {
    system: 'test/toys/models/token-ring.mjs',
    invariant: 'not-at-0',
    actions: ['(initial state)'],
  });
const allWait = () =>
  writeOwnCounterexample(folder, {
    system: 'examples/bounded-buffer/lost-wakeup.mjs',
    invariant: 'no-deadlock',
    actions: [
      'consumer 1 waits',
      'consumer 2 waits',
      'the producer puts an item and wakes consumer 1',
      'the producer waits',
      'consumer 1 takes the item and wakes consumer 2',
      'consumer 1 waits',
      'consumer 2 waits',
    ],
  });

async function printed(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(argv);
  return folder.masked(`${stdout}${stderr}exit code ${exitCode}`);
}

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

test('show: text', async () => {
  expect(await printed('show', await allWait())).toMatchInlineSnapshot(`
    "lost-wakeup violates no-deadlock
    An action is always possible, unless the run may stop.

    Contract  the 15 actions of examples/bounded-buffer/lost-wakeup.mjs
    World     items is a whole number from 0 to 1; waiting is a list of 3,
              each true or false

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
     6. consumer 1 waits
          waiting[1]: false -> true
     7. consumer 2 waits
          waiting[2]: false -> true
        now no action is possible

    Assumptions: each action is indivisible; the functions of the system
      depend on nothing but the state.
    Reproduce:
      tablewalk replay DIR/lost-wakeup--no-deadlock.json
    exit code 0"
  `);
  expect(await printed('show', await noToken())).toMatchInlineSnapshot(`
    "token-ring violates not-at-0
    Node 0 never has the token.

    Contract  the 10 actions of test/toys/models/token-ring.mjs
    World     token is one of at 0, at 1, at 2, to 0, to 1, to 2, nowhere

     0. at the start: token at 0

    Assumptions: each action is indivisible; the functions of the system
      depend on nothing but the state.
    Reproduce:
      tablewalk replay DIR/token-ring--not-at-0.json
    exit code 0"
  `);
});

test('show: mermaid and mail', async () => {
  const file = await lateFlag();
  expect(await printed('show', file, '--format', 'mermaid')).toMatchInlineSnapshot(`
    "sequenceDiagram
      %% late-flag violates alone: Never two threads are inside.
      participant system as late-flag
      system->>system: 1. thread 0 sees nobody inside
      Note over system: place[0]: away -> looked
      system->>system: 2. thread 0 goes in
      Note over system: place[0]: looked -> inside
      system->>system: 3. thread 0 leaves
      Note over system: place[0]: inside -> away
      system->>system: 4. thread 0 sees nobody inside
      Note over system: place[0]: away -> looked
      system->>system: 5. thread 1 sees nobody inside
      Note over system: place[1]: away -> looked
      system->>system: 6. thread 0 goes in
      Note over system: place[0]: looked -> inside
      system->>system: 7. thread 1 goes in
      Note over system: place[1]: looked -> inside
      Note over system: HERE: alone
    exit code 0"
  `);
  expect(await printed('show', file, '--format', 'mail')).toMatchInlineSnapshot(`
    "This does not hold in late-flag (alone):

      Never two threads are inside.

     0. at the start: place[0] away, place[1] away
     1. thread 0 sees nobody inside
          place[0]: away -> looked
     2. thread 0 goes in
          place[0]: looked -> inside
     3. thread 0 leaves
          place[0]: inside -> away
     4. thread 0 sees nobody inside
          place[0]: away -> looked
     5. thread 1 sees nobody inside
          place[1]: away -> looked
     6. thread 0 goes in
          place[0]: looked -> inside
     7. thread 1 goes in
          place[1]: looked -> inside

    Contract  the 6 actions of test/toys/models/late-flag.ts
    World     place is a list of 2, each one of away, looked, inside

    Assumptions: each action is indivisible; the functions of the system
      depend on nothing but the state.
    Found with: tablewalk unknown, on a bounded model of
      test/toys/models/late-flag.ts.
    Reproduce:
      tablewalk check test/toys/models/late-flag.ts --invariants alone
    exit code 0"
  `);
});

test('show: json and itf', async () => {
  const file = await noToken();
  expect(await printed('show', file, '--format', 'json')).toMatchInlineSnapshot(`
    "{
      "schema": "tablewalk/show/1",
      "counterexample": {
        "schema": "tablewalk/counterexample/1",
        "tool": "unknown",
        "request": {
          "revision": "token-ring",
          "file": "test/toys/models/token-ring.mjs",
          "blob": "120312aeab2e50c5d57dca00dc1454a117d36a52"
        },
        "invariant": "not-at-0",
        "claim": "Node 0 never has the token.",
        "operations": [
          {
            "op": "(initial state)"
          }
        ],
        "expected": {
          "verdict": "violated",
          "invariant": "not-at-0",
          "operation": 0,
          "steps": 0
        },
        "text": ""
      },
      "invariant": {
        "id": "not-at-0",
        "claim": "Node 0 never has the token.",
        "matters": ""
      },
      "contract": "the 10 actions of test/toys/models/token-ring.mjs",
      "machineText": "",
      "assumptions": [
        "each action is indivisible",
        "the functions of the system depend on nothing but the state"
      ],
      "initial": {
        "token": "at 0"
      },
      "operations": [
        {
          "label": "(initial state)",
          "thread": 1,
          "scheduled": {
            "op": "(initial state)"
          },
          "steps": 1,
          "ends": false,
          "isCut": false,
          "calls": [],
          "firstStep": 0,
          "lastStep": 0
        }
      ],
      "steps": [
        {
          "index": 0,
          "number": 1,
          "operation": 0,
          "call": 0,
          "thread": 1,
          "kind": "action",
          "text": "(initial state)",
          "silent": false,
          "facts": [
            "not-at-0"
          ],
          "state": {
            "token": "at 0"
          },
          "violated": [
            "not-at-0"
          ]
        }
      ],
      "violatedAt": 0,
      "leftBecause": null,
      "pending": [],
      "waits": []
    }
    exit code 0"
  `);
  expect(await printed('show', file, '--format', 'itf')).toMatchInlineSnapshot(`
    "{
      "#meta": {
        "format": "ITF",
        "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
        "description": "token-ring violates not-at-0: Node 0 never has the token.",
        "tool": "tablewalk unknown",
        "grain": "step",
        "varTypes": {
          "step": "Int",
          "operation": "Int",
          "thread": "Int",
          "action": "Str",
          "violated": "Set(Str)",
          "token": "Str"
        }
      },
      "params": [],
      "vars": [
        "step",
        "operation",
        "thread",
        "action",
        "violated",
        "token"
      ],
      "states": [
        {
          "#meta": {
            "index": 0
          },
          "step": 0,
          "operation": 0,
          "thread": 0,
          "action": "before the first step",
          "violated": {
            "#set": []
          },
          "token": "at 0"
        },
        {
          "#meta": {
            "index": 1
          },
          "step": 1,
          "operation": 1,
          "thread": 1,
          "action": "(initial state)",
          "violated": {
            "#set": [
              "not-at-0"
            ]
          },
          "token": "at 0"
        }
      ]
    }
    exit code 0"
  `);
});

test('explain', async () => {
  expect(await printed('explain', await lateFlag())).toMatchInlineSnapshot(`
    "late-flag violates alone
    Never two threads are inside.

    What it needs: each item removed or changed alone, all else as in the
    file.

    Operations, each removed:
      not needed  1. thread 0 sees nobody inside
                  without it operation 7 breaks the claim
      not needed  2. thread 0 goes in
                  without it operation 7 breaks the claim
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

test('shrink: three actions less', async () => {
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

test('a system that has changed is refused, or taken as it is now', async () => {
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
    "tablewalk: error: DIR/flag.ts has changed: its content is blob ID, and ID was used; to take it as it is now, name it: --system DIR/flag.ts
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

test('files of two systems are not taken together', async () => {
  expect(await printed('replay', await lateFlag(), await noToken())).toMatchInlineSnapshot(`
    "reproduced  DIR/late-flag--alone.json
      late-flag violates alone in operation 7 of 7
    unreadable  DIR/token-ring--not-at-0.json: is about the system token-ring in test/toys/models/token-ring.mjs, and this run is about test/toys/models/late-flag.ts; name files of one system at a time

    1 counterexample: 1 reproduced, 0 fixed, 0 different, 1 file unreadable
    tablewalk: error: 1 of 2 files cannot be read
    exit code 2"
  `);
});

test('a file that names a missing system says so', async () => {
  const file = await lateFlag();
  writeFileSync(file, readFileSync(file, 'utf8').replace('late-flag.ts', 'gone.ts'));
  expect(await printed('show', file)).toMatchInlineSnapshot(`
    "tablewalk: error: the file of a system is "test/toys/models/gone.ts"; there is no such file or directory
    exit code 2"
  `);
});
