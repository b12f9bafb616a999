/** If tables share a position, the table that the current steps concern is drawn. */
import { expect, test } from 'vitest';
import { drawnTables } from '../../../page/vmem/drawn-tables.ts';
import { layTreeOut } from '../../../page/vmem/tree-layout.ts';
import type {
  EntryState,
  StepState,
  TableState,
} from '../../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../../src/subjects/vmem/trace/steps.ts';
import { traceOf } from '../tracing.ts';

const base = traceOf('F02-mark-left-out--linux-5.10');
const hex = (address: number): string => `0x${address.toString(16)}`;

function entry(slot: number, span: number, start: number, target: string | null): EntryState {
  const range = { start: hex(start + slot * span), end: hex(start + (slot + 1) * span) };
  const kind = target === null ? 'none' : target === 'identity' ? 'leaf' : 'table';
  return {
    slot,
    count: 1,
    ...range,
    class: kind,
    target,
    dangling: false,
    mayBeCached: true,
    stale: null,
  };
}

function table(name: string, level: 'pud' | 'pmd', start: number, entries: EntryState[]) {
  const [size, span] = level === 'pud' ? [32, 0x20000] : [8, 0x4000];
  return {
    name,
    level,
    size,
    range: { start: hex(start), end: hex(start + size * span) },
    place: 'linked',
    holder: null,
    boot: false,
    mayBeCached: true,
    entries,
  } satisfies TableState;
}

/** A root of 32 entries with `count` tables below it, and a state for each list of tables that change. */
function crowd(count: number, changed: readonly (readonly number[])[]): VmemTrace {
  const slots = Array.from({ length: count }, (_, slot) => slot);
  const root = table(
    'root',
    'pud',
    0,
    slots.map((slot) => entry(slot, 0x20000, 0, `t${slot + 1}`)),
  );
  const lower = (slot: number) =>
    table(`t${slot + 1}`, 'pmd', slot * 0x20000, [entry(0, 0x4000, slot * 0x20000, 'identity')]);
  let tables: TableState[] = [root, ...slots.map(lower)];
  const first: StepState = { ...base.initial, tables };
  const steps = changed.map((some, index) => {
    tables = tables.map((one, at) => (some.includes(at - 1) ? lower(at - 1) : one));
    return { ...base.steps[0], index, state: { ...first, tables } };
  });
  const levels = [
    { name: 'pud', entries: 32, span: 0x20000 },
    { name: 'pmd', entries: 8, span: 0x4000 },
  ] as const;
  return { ...base, machine: { ...base.machine, levels }, initial: first, steps };
}

function drawnAt(trace: VmemTrace): string[][] {
  const layout = layTreeOut(trace);
  return [0, ...trace.steps.map(({ index }) => index + 1)].map((position) =>
    drawnTables(layout, trace, position).map(({ table: { name }, sharing }) =>
      sharing === 1 ? name : `${name} of ${sharing}`,
    ),
  );
}

test('twelve tables have one position each', () => {
  const names = Array.from({ length: 12 }, (_, index) => `t${index + 1}`);
  expect(drawnAt(crowd(12, []))).toEqual([['root', ...names]]);
});

test('thirteen share one: first the first table, then the only one that the last step changed', () => {
  const all = Array.from({ length: 13 }, (_, slot) => slot);
  expect(drawnAt(crowd(13, [[4], [], [7], all]))).toEqual([
    ['root', 't1 of 13'],
    ['root', 't5 of 13'],
    // A step without changes, and a flush, which changes everything, select none of them.
    ['root', 't5 of 13'],
    ['root', 't8 of 13'],
    ['root', 't8 of 13'],
  ]);
});
