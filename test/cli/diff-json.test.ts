/** tablewalk diff --json: the whole document. */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

test('the JSON is complete', async () => {
  const line = ['diff', 'linux-5.9-rc1', 'linux-5.9', '--geometry', 'tiny4', '--json', '--quiet'];
  const { exitCode, stdout } = await cli(line);
  expect(exitCode).toBe(1);
  const { scopes, ...document } = JSON.parse(stdout);
  const [{ scope, ...counts }] = scopes;
  expect(scope).toEqual(document.scope);
  expect({ ...document, scopes: [counts] }).toMatchInlineSnapshot(`
    {
      "a": "linux-5.9-rc1",
      "assumptions": [
        "at most one allocation fails in one operation",
        "fresh memory holds zeroes or its content from when it was freed",
        "runs of any length",
        "one thread calls vmem.c; no other thread walks the tables",
        "allocation n fails in both or in neither",
        "recycled memory has contents that are possible in both",
        "memmap in use is not read before the core has written it",
      ],
      "b": "linux-5.9",
      "closed": false,
      "compared": {
        "events": false,
        "strictMarks": false,
      },
      "differences": [
        {
          "a": "crashes",
          "b": "continues",
          "what": "outcome",
        },
      ],
      "hints": [],
      "interrupted": false,
      "operations": [
        {
          "a": {
            "contents": [],
            "crashes": true,
            "failed": [],
            "results": [
              null,
            ],
          },
          "b": {
            "contents": [],
            "crashes": false,
            "failed": [],
            "results": [
              0,
              0,
            ],
          },
          "label": "add section 2",
          "op": "add",
          "sections": [
            2,
          ],
        },
      ],
      "pairs": 1,
      "request": {
        "command": "tablewalk diff linux-5.9-rc1 linux-5.9 --geometry tiny4 --json --quiet",
        "preset": "quick",
      },
      "schema": "tablewalk/diff/1",
      "scope": {
        "blocks": [
          [
            2,
          ],
          [
            3,
          ],
        ],
        "contract": "kernel",
        "dcss": null,
        "debugPagealloc": false,
        "edat1": true,
        "edat2": true,
        "failAllocs": 1,
        "faults": "end",
        "fresh": "recycled",
        "geometry": "tiny4",
        "identityFirst": 0,
        "identityPages": 0,
        "identityPoints": [],
        "kasan": false,
        "memmapFirst": 0,
        "memmapPages": 0,
        "memmapPoints": [],
        "online": true,
        "ops": "all",
        "revision": "linux-5.10",
        "structPage": 48,
        "vmalloc": "far",
      },
      "scopes": [
        {
          "crashes": 0,
          "depth": 0,
          "leftOut": 0,
          "maps": false,
          "notExplored": 1,
          "pairs": 1,
          "transitions": 1,
        },
      ],
      "seconds": 0,
      "tool": "0.1.0",
      "transitions": 1,
      "verdict": "different",
    }
  `);
});
