/** The file format: written files can be read back, and everything else is rejected in one sentence. */

import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type Counterexample,
  counterexampleFileName,
} from '../../src/counterexample/counterexample.ts';
import { InputError } from '../../src/errors.ts';
import { geometryNames } from '../../src/subjects/vmem/scope/machine-fields.ts';
import { freshContents } from '../../src/subjects/vmem/scope/memory-fields.ts';
import { identities } from '../../src/subjects/vmem/scope/thread-fields.ts';
import { falseSuccess } from '../support/counterexamples.ts';
import { formatVmem, makeVmem, parseVmem } from '../support/vmem-files.ts';

const nat = (max: number) => fc.nat({ max });
const countOrAll = fc.oneof(fc.constant(Infinity), nat(100));
const section = nat(1000);
const blocks = fc.array(section, { maxLength: 4 }).map((starts) => starts.map((start) => [start]));
const hex = nat(2 ** 31 - 1).map((value) => `0x${value.toString(16)}`);
const positive = fc.integer({ min: 1, max: 1000 });

const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'populate'),
    failed: fc.array(positive, { maxLength: 3 }),
    contents: fc.array(
      fc.record({ attempt: positive, marked: fc.array(fc.tuple(nat(4096), positive)) }),
      { maxLength: 2 },
    ),
    sections: fc.array(section, { minLength: 1, maxLength: 3 }),
    start: hex,
    end: hex,
  },
  { requiredKeys: ['op', 'failed', 'contents'] },
);

const ascendingSections = fc.constantFrom([], [2], [2, 5]);

const scope = fc.record({
  revision: fc.string({ maxLength: 20 }),
  geometry: fc.constantFrom(...geometryNames),
  structPage: fc.constantFrom(16, 48, 56, 64, 72),
  edat1: fc.boolean(),
  edat2: fc.boolean(),
  debugPagealloc: fc.boolean(),
  kasan: fc.boolean(),
  vmalloc: fc.constantFrom('far' as const, 'near' as const),
  sectionSize: fc.constantFrom(256 as const, 128 as const),
  contract: fc.constantFrom('kernel' as const, 'any' as const),
  blocks,
  dcss: fc.option(fc.record({ start: nat(2 ** 30), end: nat(2 ** 30) })),
  memmapPages: nat(64),
  identityPages: nat(64),
  memmapFirst: nat(1000),
  identityFirst: nat(1000),
  memmapPoints: fc.constantFrom([], [0, 1], [2, 5, 9]),
  identityPoints: fc.constantFrom([], [0, 4]),
  misaligned: fc.boolean(),
  faults: fc.constantFrom('end' as const, 'go-on' as const),
  online: fc.boolean(),
  fresh: fc.constantFrom(...freshContents),
  boot: ascendingSections,
  uncounted: ascendingSections,
  altmap: ascendingSections,
  failAllocs: countOrAll,
  ops: countOrAll,
  threads: fc.constant([]),
  merge: fc.constant('none' as const),
  symmetry: fc.constant('threads' as const),
  locks: fc.constant('contended' as const),
  preemptions: fc.constant(Infinity),
  identity: fc.constantFrom(...identities),
});

const counterexample: fc.Arbitrary<Counterexample> = fc
  .record({
    tool: fc.string(),
    request: scope,
    invariant: fc.string(),
    claim: fc.string(),
    operations: fc.array(operation, { minLength: 1, maxLength: 5 }),
    steps: nat(100_000),
    text: fc.string(),
  })
  .map(({ operations, ...parts }) => {
    // A file must not contain choices that its scope excludes.
    const { failAllocs, fresh } = parts.request;
    const possible = operations.map(({ failed, contents, ...what }) => ({
      ...what,
      failed: failed.slice(0, failAllocs),
      contents: fresh === 'zero' ? [] : contents,
    }));
    return makeVmem({ ...parts, operations: possible });
  });

property.prop([counterexample])('a written file is read back', (written) => {
  expect(parseVmem('x.json', formatVmem(written))).toEqual(written);
});

property.prop([fc.json()])('any JSON is either read or refused', (content) => {
  expectOnlyInputError(content);
});

property.prop([fc.string()])('any text is refused, without another error', (content) => {
  expectOnlyInputError(content);
});

/** A valid file with one value replaced. */
property.prop([counterexample, fc.nat(), fc.jsonValue()])(
  'a file with one wrong value is read or refused, nothing else',
  (good, place, value) => {
    const tokens = JSON.stringify(JSON.parse(formatVmem(good)));
    const spots = [...tokens.matchAll(/(?<=:)(?:"[^"]*"|\d+|true|false|null|\[|\{)/g)];
    const spot = spots[place % spots.length];
    const content =
      tokens.slice(0, spot.index) +
      JSON.stringify(value) +
      tokens.slice(spot.index + spot[0].length);
    expectOnlyInputError(content);
  },
);

test('a file truncated at any byte is refused', () => {
  const content = formatVmem(falseSuccess()).trimEnd();
  for (let at = 0; at < content.length; at++) {
    expect(() => parseVmem('x.json', content.slice(0, at))).toThrow(
      /^x\.json: (the file is empty|the JSON ends early|the content is not JSON)/,
    );
  }
});

property.prop([counterexample, fc.nat()])('a file that is cut off is refused', (good, at) => {
  const content = formatVmem(good).trimEnd();
  const cut = content.slice(0, at % content.length);
  expect(() => parseVmem('x.json', cut)).toThrow(InputError);
});

function expectOnlyInputError(content: string): void {
  try {
    parseVmem('x.json', content);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(/^x\.json: /);
  }
}

test('the file is readable and stable', () => {
  expect(formatVmem(falseSuccess())).toMatchInlineSnapshot(`
    "{
      "schema": "tablewalk/counterexample/1",
      "tool": "0.1.0",
      "request": {
        "revision": "linux-5.10",
        "geometry": "tiny5",
        "structPage": 48,
        "edat1": true,
        "edat2": true,
        "debugPagealloc": false,
        "kasan": false,
        "vmalloc": "far",
        "contract": "kernel",
        "blocks": [
          [
            2
          ],
          [
            3
          ]
        ],
        "dcss": null,
        "memmapPages": 0,
        "identityPages": 0,
        "memmapFirst": 0,
        "identityFirst": 0,
        "memmapPoints": [],
        "identityPoints": [],
        "online": true,
        "fresh": "recycled",
        "failAllocs": 1,
        "faults": "end",
        "ops": "all"
      },
      "invariant": "success-means-mapped",
      "claim": "A call that returns 0 leaves its whole range mapped.",
      "operations": [
        {
          "op": "add",
          "sections": [
            2
          ],
          "failed": [
            7
          ],
          "contents": []
        }
      ],
      "expected": {
        "verdict": "violated",
        "invariant": "success-means-mapped",
        "operation": 0,
        "steps": 32
      },
      "text": "linux-5.10 violates success-means-mapped"
    }
    "
  `);
  expect(counterexampleFileName('linux-5.10', 'success-means-mapped')).toBe(
    'linux-5.10--success-means-mapped.json',
  );
});

describe('an older or hand-written file is read', () => {
  const good = JSON.parse(formatVmem(falseSuccess()));
  const read = (file: unknown) => parseVmem('x.json', JSON.stringify(file));

  test('without fields that were added later', () => {
    const { memmapPoints, identityPoints, faults, ...request } = good.request;
    expect([memmapPoints, identityPoints, faults]).toEqual([[], [], 'end']);
    expect(read({ ...good, request })).toEqual(falseSuccess());
  });

  test('with only the required fields', () => {
    const { schema, request, invariant } = good;
    const operations = [{ op: 'add', sections: [2], failed: [7] }];
    const { claim, tool, text, expected, ...rest } = read({
      schema,
      request,
      invariant,
      operations,
    });
    expect({ claim, tool, text, expected }).toEqual({
      claim: '',
      tool: 'unknown',
      text: '',
      expected: { verdict: 'violated', invariant, operation: 0, steps: 0 },
    });
    expect({ ...falseSuccess(), ...rest }).toEqual(falseSuccess());
  });

  test('with a byte order mark and CRLF line ends', () => {
    const content = formatVmem(falseSuccess()).replaceAll('\n', '\r\n');
    expect(parseVmem('x.json', `\ufeff${content}`)).toEqual(falseSuccess());
  });
});
