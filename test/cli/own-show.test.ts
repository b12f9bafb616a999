/** Counterexamples of user-defined systems in all formats of show. */
import { expect, test } from 'vitest';
import { ownFiles, ownRuns } from '../support/own-counterexamples.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const { lateFlag, noToken, allWait } = ownFiles(folder);
const { printed } = ownRuns(folder);

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
          "blob": "bc96d7d8e5075819efe0a24d4b7c21a9439ad77a"
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
