/** tablewalk show --format itf. */
import { describe, expect, test } from 'vitest';
import { printed } from '../support/fake-io.ts';

const crash = 'corpus/F03-pud-table-not-linked--v2-2.json';
const freed = 'corpus/F06-shared-table-freed--mainline.json';

const shown = (...argv: string[]): Promise<string> => printed('show', ...argv);

describe('itf', () => {
  test('a state after every operation', async () => {
    const reported = await shown(crash, '--format', 'itf', '--grain', 'operation');
    expect(JSON.parse(reported)).toMatchInlineSnapshot(`
      {
        "#meta": {
          "description": "v2-2 violates walk-stays-in-tables: No walk follows an entry that is empty, large or freed as if it named a table.",
          "format": "ITF",
          "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
          "grain": "operation",
          "tool": "tablewalk 0.1.0",
          "varTypes": {
            "action": "Str",
            "counters": "{ pte: Int, pmd: Int, pud: Int }",
            "entries": "<<Str, Int, Int>> -> { class: Str, target: Str, mayBeCached: Bool, stale: Str }",
            "live": "{ identity: Set(<<Int, Int>>), memmap: Set(<<Int, Int>>), initialised: Set(<<Int, Int>>) }",
            "marks": "Str -> Set(<<Int, Int>>)",
            "mutex": "Int",
            "operation": "Int",
            "places": "Str -> Str",
            "step": "Int",
            "tail": "Int",
            "thread": "Int",
            "violated": "Set(Str)",
          },
        },
        "params": [],
        "states": [
          {
            "#meta": {
              "index": 0,
            },
            "action": "before the first step",
            "counters": {
              "pmd": 0,
              "pte": 0,
              "pud": 0,
            },
            "entries": {
              "#map": [],
            },
            "live": {
              "identity": {
                "#set": [],
              },
              "initialised": {
                "#set": [],
              },
              "memmap": {
                "#set": [],
              },
            },
            "marks": {
              "#map": [],
            },
            "mutex": 0,
            "operation": 0,
            "places": {
              "#map": [
                [
                  "root",
                  "linked",
                ],
              ],
            },
            "step": 0,
            "tail": {
              "#bigint": "0",
            },
            "thread": 0,
            "violated": {
              "#set": [],
            },
          },
          {
            "#meta": {
              "index": 1,
            },
            "action": "OOPS: follows p4d 0x0, which is empty",
            "counters": {
              "pmd": 0,
              "pte": 0,
              "pud": 0,
            },
            "entries": {
              "#map": [],
            },
            "live": {
              "identity": {
                "#set": [],
              },
              "initialised": {
                "#set": [],
              },
              "memmap": {
                "#set": [],
              },
            },
            "marks": {
              "#map": [],
            },
            "mutex": 1,
            "operation": 1,
            "places": {
              "#map": [
                [
                  "root",
                  "linked",
                ],
                [
                  "t1",
                  "held",
                ],
              ],
            },
            "step": 4,
            "tail": {
              "#bigint": "0",
            },
            "thread": 1,
            "violated": {
              "#set": [
                "walk-stays-in-tables",
              ],
            },
          },
        ],
        "vars": [
          "step",
          "operation",
          "thread",
          "action",
          "violated",
          "entries",
          "places",
          "marks",
          "tail",
          "counters",
          "mutex",
          "live",
        ],
      }
    `);
  });

  test('a state after every step: each has all variables, and indices are consecutive', async () => {
    const { vars, states } = JSON.parse(await shown(freed, '--format', 'itf'));
    expect(states).toHaveLength(60);
    for (const [index, state] of states.entries()) {
      expect(Object.keys(state)).toEqual(['#meta', ...vars]);
      expect(state['#meta']).toEqual({ index });
    }
    expect(states[29].violated).toEqual({
      '#set': expect.arrayContaining(['reserved-tables-kept']),
    });
  });
});
