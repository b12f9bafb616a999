/** The plain machine as a whole: records, snapshots, and repeatable runs. */
import { expect, test } from 'vitest';
import { EventKind } from '../../../../src/subjects/vmem/machine/events.ts';
import { choicesFrom, drawnChoices } from '../../../../src/subjects/vmem/plain/choices.ts';
import { type ReferenceWorld, recordOf } from '../../../../src/subjects/vmem/plain/world.ts';
import { perform, performAll, worldOf } from './worlds.ts';

/** The generator of Park and Miller, for a fixed walk. */
function chooser(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (state * 48271) % 0x7fffffff;
    return state % count;
  };
}

/** Random walks; calls `visit` after each operation with its result and how to repeat it. */
function walk(
  world: ReferenceWorld,
  count: number,
  visit: (again: () => string, text: string) => void,
): void {
  const choose = chooser(20200722);
  for (let i = 0; i < count; i++) {
    const enabled = world.scope.operations.filter((operation) => world.isEnabled(operation));
    const operation = enabled[choose(enabled.length)];
    const before = world.snapshot();
    const performed = world.perform(operation, drawnChoices(choose), { record: false });
    const textOf = (facts: number, steps: number) => `${facts} ${steps} ${world.stateText()}`;
    const text = textOf(performed.facts, performed.steps);
    const after = performed.ends ? before : world.snapshot();
    visit(() => {
      world.restore(before);
      const again = world.perform(operation, choicesFrom(recordOf(performed, operation)));
      return textOf(again.facts, again.steps);
    }, text);
    world.restore(after);
  }
}

test('an operation is recorded call by call', () => {
  const world = worldOf({});
  const added = perform(world, 'add section 2');
  expect(added.calls.map(({ kind, range, result }) => [kind, range, result])).toEqual([
    [2, { start: 0x20000, end: 0x30000 }, 0],
    [0, { start: 0x8c000, end: 0x92000 }, 0],
  ]);
  expect(added.steps).toBe(24);
  const [lock] = added.calls[0].events;
  expect(lock).toEqual({ kind: EventKind.lock, a: 0, b: 0, c: 0, d: 0 });
  const onlined = perform(world, 'online section 2');
  expect(onlined.calls.map(({ kind, result, events }) => [kind, result, events.length])).toEqual([
    [null, null, 1],
  ]);
  expect(onlined.steps).toBe(1);
});

test('without recording there are no calls, but no other difference', () => {
  const [reported, silent] = [worldOf({}), worldOf({})];
  const performed = reported.perform(
    reported.scope.operations[0],
    choicesFrom({ failed: [], contents: [] }),
  );
  const { calls, ...rest } = silent.perform(
    silent.scope.operations[0],
    choicesFrom({ failed: [], contents: [] }),
    { record: false },
  );
  expect(calls).toEqual([]);
  expect(performed).toMatchObject(rest);
  expect(silent.stateText()).toBe(reported.stateText());
});

test('a fact is reported at its event and at rest', () => {
  const world = worldOf({ revision: 'v2-7' });
  const removed = performAll(world, 'add section 2', 'remove section 2');
  const seen = removed.calls[0].factsAt.map(({ fact, eventIndex }) => [
    fact,
    typeof eventIndex === 'number' ? removed.calls[0].events[eventIndex].kind : eventIndex,
  ]);
  expect(seen).toEqual([
    ['freedWhileEntered', EventKind.free],
    ['freedBeforeFlush', EventKind.free],
    ['flushMissedTable', EventKind.flush],
    ['memmapResidue', 'rest'],
  ]);
});

test('operations are counted if the scope bounds them', () => {
  const world = worldOf({ ops: 1 });
  perform(world, 'add section 2');
  expect(world.scope.operations.some((operation) => world.isEnabled(operation))).toBe(false);
  world.reset();
  expect(world.isEnabled(world.scope.operations[0])).toBe(true);
});

test('tiny: replaying a walk from its records gives the same states', () => {
  const world = worldOf({ geometry: 'tiny5', failAllocs: 2, fresh: 'recycled' });
  walk(world, 300, (again, text) => expect(again()).toBe(text));
});

test('real3: replaying a walk from its records gives the same states', () => {
  const world = worldOf({ geometry: 'real3', structPage: 56, failAllocs: 2, fresh: 'recycled' });
  walk(world, 60, (again, text) => expect(again()).toBe(text));
});

test('real5 without large pages: the same', () => {
  const blocks = [[0], [1]];
  const world = worldOf({ geometry: 'real5', structPage: 72, edat1: false, blocks, failAllocs: 1 });
  walk(world, 6, (again, text) => expect(again()).toBe(text));
});
