/** Comparisons of revisions: documented results, and properties that hold for any pair. */

import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type DiffRequest, type DiffResult, diff } from '../../../src/commands/diff/run.ts';
import { runInThisThread } from '../../../src/jobs/job-runner.ts';
import { revisionNames } from '../../../src/subjects/vmem/kernel/revisions.ts';
import { plainScope, type ScopeConfig } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { vmem } from '../../../src/subjects/vmem/subject.ts';

const recycling: Partial<ScopeConfig> = { fresh: 'recycled', failAllocs: 1 };

function compare(
  a: string,
  b: string,
  over: Partial<ScopeConfig> = {},
  more: Partial<DiffRequest> = {},
): Promise<DiffResult> {
  const request: DiffRequest = {
    command: '',
    preset: '',
    a,
    b,
    scopes: [{ ...plainScope, ...over }],
    options: { events: false, strictMarks: false },
    pairCountMax: Infinity,
    elapsedMsMax: Infinity,
    ...more,
  };
  const signal = new AbortController().signal;
  return diff(request, {
    subject: vmem,
    runJob: runInThisThread,
    now: () => 0,
    signal,
    onProgress: () => undefined,
  });
}

interface DocumentOperation {
  readonly label: string;
  readonly a: { readonly failed: readonly number[] };
}

/** The counts of pairs and transitions, or the operations and the difference after them. */
function inShort({ verdict, scopes, found }: DiffResult): string[] {
  const [{ pairs, transitions }] = scopes;
  return [
    `${verdict}: ${pairs} pairs, ${transitions} transitions`,
    ...((found?.operations ?? []) as readonly DocumentOperation[]).map(({ label, a: { failed } }) =>
      [label, ...failed.map((attempt) => `without ${attempt}`)].join(', '),
    ),
    ...(found?.differences ?? []).map(({ what, a, b }) => `${what}: ${a} | ${b}`),
  ];
}

const tiny3: Partial<ScopeConfig> = { geometry: 'tiny3' };
const kasan: Partial<ScopeConfig> = { kasan: true, structPage: 56, blocks: [[1], [2]] };

test.each<[string, string, Partial<ScopeConfig>, string[]]>([
  ['base', 'v2-1', recycling, ['same: 30 pairs, 164 transitions']],
  // 9/9 remembers exactly the tail that 8/9 marks, unless fresh memory contains 0xFD.
  ['v2-8', 'v2-9', { ...tiny3, failAllocs: 1 }, ['same: 94 pairs, 354 transitions']],
  ['v1-8', 'v1-9', { failAllocs: 1 }, ['same: 87 pairs, 335 transitions']],
  [
    'v2-8',
    'v2-9',
    { ...tiny3, ...recycling },
    [
      'different: 177 pairs, 394 transitions',
      'add section 2',
      'remove section 2',
      'add section 2',
      'add section 3',
      'remove section 2',
      'memmap: block at 0x90000 | nothing',
      'unused memmap that is marked: 0x90000-0x92000 | nothing',
    ],
  ],
  ['v1-9', 'v2-9', tiny3, ['same: 18 pairs, 53 transitions']],
  [
    'v1-9',
    'v2-9',
    { ...tiny3, failAllocs: 1 },
    [
      'different: 3 pairs, 3 transitions',
      'add section 2, without 3',
      'return value: vmemmap_populate(0x8c000, 0x92000) = -ENOMEM | vmemmap_populate(0x8c000, 0x92000) = 0',
      'memmap: nothing | block at 0x8c000',
      'identity mapping by pud leaves: nothing | 0x20000-0x30000',
      'tables: nothing | pmd table at 0x80000',
      'direct-map counters: pud 0 | pud 1',
    ],
  ],
  ['v1-9', 'error-kept', recycling, ['same: 553 pairs, 2187 transitions']],
  ['v2-9', 'linux-5.9-rc1', { ...tiny3, ...recycling }, ['same: 619 pairs, 2439 transitions']],
  ['linux-5.9-rc1', 'linux-5.9', { ...tiny3, ...recycling }, ['same: 619 pairs, 2439 transitions']],
  [
    'linux-5.9-rc1',
    'linux-5.9',
    { geometry: 'tiny4', ...recycling },
    ['different: 1 pairs, 1 transitions', 'add section 2', 'outcome: crashes | continues'],
  ],
  ['linux-5.9', 'linux-5.10', recycling, ['same: 619 pairs, 2463 transitions']],
  [
    'linux-5.9',
    'linux-5.10',
    kasan,
    [
      'different: 3 pairs, 3 transitions',
      'add section 1',
      'remove section 1',
      'tables: pud table at 0x0 | nothing',
    ],
  ],
  ['linux-5.10', 'repaired', {}, ['same: 18 pairs, 53 transitions']],
  [
    'linux-5.10',
    'repaired',
    { failAllocs: 1 },
    [
      'different: 3 pairs, 3 transitions',
      'add section 2, without 7',
      'return value: vmemmap_populate(0x8c000, 0x92000) = 0 | vmemmap_populate(0x8c000, 0x92000) = -ENOMEM',
      'memmap: block at 0x8c000 | nothing',
      'identity mapping by pud leaves: 0x20000-0x30000 | nothing',
      'tables: p4d table at 0x0, pud table at 0x20000, p4d table at 0x80000, pud table at 0x80000, pmd table at 0x80000 | nothing',
      'direct-map counters: pud 1 | pud 0',
    ],
  ],
  [
    'linux-5.10',
    'repaired',
    { fresh: 'recycled' },
    [
      'different: 47 pairs, 83 transitions',
      'add section 2',
      'remove section 2',
      'add section 2',
      'add section 3',
      'remove section 2',
      'memmap: nothing | block at 0x90000',
      'unused memmap that is marked: nothing | 0x90000-0x92000',
    ],
  ],
  ['repaired', 'strict-order', recycling, ['same: 323 pairs, 1342 transitions']],
  [
    'linux-5.10',
    'marks-at-once',
    { fresh: 'unused' },
    [
      'different: 8 pairs, 11 transitions',
      'add section 2',
      'add section 3',
      'remove section 2',
      'memmap: nothing | block at 0x90000',
      'unused memmap that is marked: nothing | 0x90000-0x92000',
    ],
  ],
])('%s and %s, %j', async (a, b, over, expected) => {
  expect(inShort(await compare(a, b, over))).toEqual(expected);
});

test('the order of events is compared if requested: the strict order clears before it frees', async () => {
  const options = { events: true, strictMarks: false };
  const result = await compare('repaired', 'strict-order', {}, { options });
  expect(inShort(result)).toMatchInlineSnapshot(`
    [
      "different: 3 pairs, 3 transitions",
      "add section 2",
      "remove section 2",
      "event 2: free block b1 | clear pmd 0x8c000 (was b1)",
    ]
  `);
});

test('strict marks compare bytes: a remembered tail is not marked', async () => {
  const options = { events: false, strictMarks: true };
  const result = await compare('marks-at-once', 'linux-5.10', {}, { options });
  expect(inShort(result)).toMatchInlineSnapshot(`
    [
      "different: 1 pairs, 1 transitions",
      "add section 2",
      "bytes of 0xFD: 0x92000-0x94000 | nothing",
    ]
  `);
});

test('of several scopes the shortest difference is reported', async () => {
  const scopes = [
    { ...plainScope, fresh: 'recycled' as const },
    { ...plainScope, failAllocs: 1 },
  ];
  const result = await compare('linux-5.10', 'repaired', {}, { scopes });
  expect(result.found?.operations).toHaveLength(1);
  expect(result.found?.scope).toBe(scopes[1]);
  const turned = await compare('linux-5.10', 'repaired', {}, { scopes: [...scopes].reverse() });
  expect([turned.found?.operations.length, turned.verdict, turned.stop]).toEqual([
    1,
    'different',
    null,
  ]);
});

test.each([1, 2, 17])('a limit of %i pairs leaves it undecided', async (pairCountMax) => {
  const result = await compare('repaired', 'strict-order', {}, { pairCountMax });
  expect([result.verdict, result.stop, result.scopes[0].pairs]).toEqual([
    'undecided',
    { limit: 'states', value: pairCountMax },
    pairCountMax,
  ]);
});

test('18 pairs are all: a limit that is just large enough is not reported', async () => {
  const { verdict, stop } = await compare('repaired', 'strict-order', {}, { pairCountMax: 18 });
  expect([verdict, stop]).toEqual(['same', null]);
});

const anyRevision = fc.constantFrom(...revisionNames);
const anyWorld: fc.Arbitrary<Partial<ScopeConfig>> = fc.record({
  geometry: fc.constantFrom('tiny3' as const, 'tiny4' as const, 'tiny5' as const),
  structPage: fc.constantFrom(16, 48, 56, 64, 72),
  blocks: fc.constantFrom([[1]], [[0], [1]], [[2], [3]], [[0, 1]]),
  fresh: fc.constantFrom('zero' as const, 'unused' as const, 'recycled' as const),
  failAllocs: fc.constantFrom(0, 1),
  vmalloc: fc.constantFrom('far' as const, 'near' as const),
  debugPagealloc: fc.boolean(),
  kasan: fc.boolean(),
  ops: fc.constantFrom(1, 2, 3),
});
const anyOptions = fc.record({ events: fc.boolean(), strictMarks: fc.boolean() });

property.prop([anyRevision, anyWorld, anyOptions])(
  'a revision does not differ from itself',
  async (revision, world, options) => {
    const { verdict, found, stop, scopes } = await compare(revision, revision, world, { options });
    // If every add crashes, the comparison means nothing.
    expect([verdict, found, stop]).toEqual([scopes[0].maps ? 'same' : 'undecided', null, null]);
  },
);

property.prop([anyRevision, anyRevision, anyWorld, anyOptions])(
  'whether and when two differ does not depend on which is first',
  async (a, b, world, options) => {
    const there = await compare(a, b, world, { options });
    const back = await compare(b, a, world, { options });
    expect(back.verdict).toBe(there.verdict);
    expect(back.found?.operations.length).toBe(there.found?.operations.length);
    if (there.verdict === 'same') {
      expect(back.scopes[0].pairs).toBe(there.scopes[0].pairs);
      expect(back.scopes[0].transitions).toBe(there.scopes[0].transitions);
    }
  },
);
