/**
 * Bad ranges: the return value, warnings and changes of each entry point in every revision.
 * docs/MODEL.md has the table.
 */
import { expect, test } from 'vitest';
import { Occasion } from '../../../src/invariants/facts.ts';
import { buildScope } from '../../../src/subjects/vmem/build-scope.ts';
import type { Operation, Scope } from '../../../src/subjects/vmem/environment/scope.ts';
import { warners } from '../../../src/subjects/vmem/kernel/request.ts';
import { revisionNames } from '../../../src/subjects/vmem/kernel/revisions.ts';
import { EventKind } from '../../../src/subjects/vmem/machine/events.ts';
import { pageBytes } from '../../../src/subjects/vmem/machine/geometry.ts';
import { drawnChoices } from '../../../src/subjects/vmem/plain/choices.ts';
import { surveyOf } from '../../../src/subjects/vmem/plain/survey.ts';
import { ReferenceWorld } from '../../../src/subjects/vmem/plain/world.ts';
import { plainScope } from '../../../src/subjects/vmem/scope/scope-config.ts';
import { resultText } from '../../../src/subjects/vmem/story/call-text.ts';

/** Pages 2 to 5 of each area, with a large-page boundary in the middle. */
const pages = { memmapPages: 4, memmapFirst: 2, identityPages: 4, identityFirst: 2 };

function scopeFor(revision: string): Scope {
  const any = { contract: 'any', blocks: [], online: false, misaligned: true } as const;
  return buildScope({
    ...plainScope,
    geometry: 'tiny3',
    structPage: 64,
    ...any,
    ...pages,
    revision,
  });
}

type Area = 'memmap' | 'identity';
const areaOps = { memmap: ['populate', 'free'], identity: ['map', 'unmap'] } as const;

/** A range by its first and last page in the window, with halves: [2.5, 4) excludes half of page 2. */
function find({ operations, kernel }: Scope, op: string, first: number, last: number): Operation {
  const { memmap } = areaOps;
  const isMemmap = memmap.some((name) => name === op);
  const base = isMemmap ? kernel.machine.vmemmapStart : 0;
  const text = (page: number) => `0x${(base + page * pageBytes).toString(16)}`;
  const found = operations.find(
    ({ record }) => record.op === op && record.start === text(first) && record.end === text(last),
  );
  if (found === undefined) throw new Error(`no ${op} ${text(first)}-${text(last)} in the menu`);
  return found;
}

/** The mapped pages of an area, counted from its start: "2,3". */
function mapped(world: ReferenceWorld, area: Area): string {
  const { memmapMapped, identityMapped } = surveyOf(world.runner.machine);
  const base = area === 'memmap' ? world.scope.kernel.machine.vmemmapStart : 0;
  const set = area === 'memmap' ? memmapMapped : identityMapped;
  const found = set.ranges().flatMap(({ start, end }) => {
    const first = (start - base) / pageBytes;
    return Array.from({ length: (end - start) / pageBytes }, (_, at) => first + at);
  });
  return found.join() || 'none';
}

/** An operation after others, in words: result, warnings, and the pages mapped before and after. */
function outcome(scope: Scope, before: readonly Operation[], operation: Operation): string {
  const world = new ReferenceWorld(scope);
  const zeroes = drawnChoices(() => 0);
  for (const earlier of before) world.perform(earlier, zeroes);
  const area: Area = ['populate', 'free'].includes(operation.record.op) ? 'memmap' : 'identity';
  const was = mapped(world, area);
  const { calls, occasions, ends } = world.perform(operation, zeroes);
  const warned = calls.flatMap(({ events }) =>
    events.filter(({ kind }) => kind === EventKind.warn).map(({ a }) => warners[a]),
  );
  const is = mapped(world, area);
  const words = [
    ends ? 'crashes' : resultText(calls.at(-1)?.result ?? 0),
    ...(warned.length > 0 ? [`WARN in ${warned.join(' and ')}`] : []),
    was === is ? 'nothing changes' : `${was} -> ${is}`,
    ...((occasions & Occasion.refused) !== 0 ? ['refused'] : []),
  ];
  return words.join(', ');
}

const shapes = [
  ['starts inside page 2', 2.5, 4],
  ['ends inside page 3', 2, 3.5],
  ['starts and ends inside pages', 2.5, 4.5],
  ['is empty', 2, 2],
  ['is empty, inside page 2', 2.5, 2.5],
  ['wraps', 6, 2],
] as const;

function tableOf(revision: string): string {
  const scope = scopeFor(revision);
  const areaEnd = {
    memmap: (scope.kernel.machine.vmallocStart - scope.kernel.machine.vmemmapStart) / pageBytes,
    identity: scope.kernel.machine.identityEnd / pageBytes,
  };
  const lines: string[] = [];
  for (const area of ['memmap', 'identity'] as const) {
    const [add, remove] = areaOps[area];
    const end = areaEnd[area];
    const all = [...shapes, ['goes past the end', end - 1, end + 1] as const];
    for (const [shape, first, last] of all) {
      lines.push(`${add}, ${shape}: ${outcome(scope, [], find(scope, add, first, last))}`);
    }
    // All four pages are mapped by aligned calls of one page each, so that no large leaf hides the
    // effect.
    const filled = [2, 3, 4, 5].map((page) => find(scope, add, page, page + 1));
    for (const [shape, first, last] of all) {
      lines.push(
        `${remove}, ${shape}: ${outcome(scope, filled, find(scope, remove, first, last))}`,
      );
    }
  }
  return lines.join('\n');
}

const tables = new Map<string, string[]>();
for (const revision of revisionNames) {
  const table = tableOf(revision);
  tables.set(table, [...(tables.get(table) ?? []), revision]);
}

test('revisions fall into groups that treat bad ranges alike', () => {
  expect([...tables.values()].map((names) => names.join(' ')).join('\n')).toMatchInlineSnapshot(`
    "base v1-1 v2-1
    v1-2
    v1-3 v1-4 v1-5 v1-6 v1-7 v1-8 v1-9
    v2-2
    v2-3
    v2-4 v2-5 v2-6 v2-7 v2-8 v2-9 linux-5.9-rc1 linux-5.9 linux-5.10 error-kept part-marked repaired strict-order marks-at-once
    mainline linux-6.12 linux-7.2"
  `);
});

test.each([...tables.entries()].map(([table, names]) => [names[0], table]))(
  'as in %s',
  (_, table) => {
    expect(table).toMatchSnapshot();
  },
);

test('half a page represents every offset: each range between half pages is listed once', () => {
  const { operations } = scopeFor('linux-5.10');
  // Points 2 to 6 in half pages are 9 boundaries: 36 ranges, 10 of them whole pages. Plus two empty
  // ranges, one that wraps and one past the end: 40 ranges for each of four calls.
  expect(operations.length).toBe(4 * (36 + 4));
  expect(new Set(operations.map(({ label }) => label)).size).toBe(160);
});
