/** The arrays of a search grow without data loss, or fail without a change. */
import { expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { Frontier } from '../../src/explorer/frontier.ts';
import { GrowableInt32 } from '../../src/explorer/growable.ts';
import { MemoryBudget } from '../../src/explorer/memory-budget.ts';
import { none, ParentLinks } from '../../src/explorer/parent-links.ts';
import { PathStack } from '../../src/explorer/path-stack.ts';
import { SightedPaths } from '../../src/explorer/sighted-paths.ts';

test('a vector keeps every number across many chunks', () => {
  const vector = new GrowableInt32(new MemoryBudget(Infinity));
  for (let i = 0; i < 100_000; i++) {
    vector.push(i * 21_001);
  }
  let wrong = 0;
  for (let i = 0; i < 100_000; i++) {
    wrong += vector.get(i) === i * 21_001 ? 0 : 1;
  }
  expect(wrong).toBe(0);
});

test('a vector refuses out-of-bounds reads', () => {
  const vector = new GrowableInt32(new MemoryBudget(Infinity));
  vector.push(5);
  expect(() => vector.get(1)).toThrow(ModelError);
  expect(() => vector.get(-1)).toThrow(ModelError);
});

test('a vector without memory fails and is unchanged', () => {
  const budget = new MemoryBudget(70_000);
  const vector = new GrowableInt32(budget);
  let pushed = 0;
  while (vector.push(pushed)) {
    pushed++;
  }
  expect(vector.count).toBe(pushed);
  expect(vector.push(1)).toBe(false);
  expect(vector.get(pushed - 1)).toBe(pushed - 1);
  expect(budget.bytesUsed).toBeLessThanOrEqual(70_000);
});

test('parent links lead back to the initial state', () => {
  const links = new ParentLinks(new MemoryBudget(Infinity));
  links.push(none, none);
  links.push(0, 3);
  links.push(0, 4);
  links.push(2, 100_000);
  expect(links.pathTo(3)).toEqual([4, 100_000]);
  expect(links.pathTo(0)).toEqual([]);
});

test('a path keeps its entries while it grows, pops and pushes', () => {
  const path = new PathStack(new MemoryBudget(Infinity));
  for (let i = 0; i < 5_000; i++) path.push(i, 2 * i);
  for (let i = 4_999; i >= 300; i--) {
    path.pop();
    expect(path.ordinal + path.steps).toBe(3 * i);
  }
  path.push(70_000, 1);
  expect(path.length).toBe(301);
  expect([path.ordinalAt(299), path.ordinalAt(300)]).toEqual([299, 70_000]);
});

test('a path without memory fails and is unchanged', () => {
  const budget = new MemoryBudget(10_000);
  const path = new PathStack(budget);
  let pushed = 0;
  while (path.push(pushed, 0)) pushed++;
  expect(path.length).toBe(pushed);
  expect(path.ordinalAt(pushed - 1)).toBe(pushed - 1);
  expect(budget.bytesUsedMost).toBeLessThanOrEqual(10_000);
});

test('a kept path is a snapshot, unaffected by earlier and later changes', () => {
  const path = new PathStack(new MemoryBudget(Infinity));
  const kept = new SightedPaths(path, 2);
  const walk = (length: number, ordinals: number[]) => {
    while (path.length > length) {
      path.pop();
      kept.cutTo(path.length);
    }
    for (const ordinal of ordinals) path.push(ordinal, 1);
  };
  walk(0, [1, 2, 3, 4, 5]);
  kept.keep(0);
  walk(3, [6]);
  kept.keep(1);
  walk(2, [7, 8]);
  expect([kept.of(0), kept.of(1)]).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 6],
  ]);
  walk(3, []);
  kept.keep(0);
  walk(0, [9]);
  kept.keep(1);
  expect([kept.of(0), kept.of(1)]).toEqual([[1, 2, 7], [9]]);
});

/** Takes all states out of a frontier; state, index, depth and steps of each are the same number. */
function drain(frontier: Frontier, take: 'takeFirst' | 'takeLast'): number[] {
  const taken: number[] = [];
  const wrong: number[] = [];
  while (frontier.count > 0) {
    frontier[take]();
    const words = new Int32Array(frontier.states.buffer, frontier.offset, 1);
    taken.push(words[0]);
    const { index, depth, steps, low, high } = frontier;
    if (index !== words[0] || `${depth},${steps},${low},${high}` !== '2,3,4,5') {
      wrong.push(words[0]);
    }
  }
  expect(wrong).toEqual([]);
  return taken;
}

function fill(frontier: Frontier, from: number, to: number): number[] {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const refused = numbers.filter((n) => !frontier.push(Int32Array.of(n, 0, 0), n, 2, 3, 4, 5));
  expect(refused).toEqual([]);
  return numbers;
}

test('a frontier is a queue, and reuses empty chunks', () => {
  const budget = new MemoryBudget(Infinity);
  const frontier = new Frontier(budget, 3);
  const numbers = fill(frontier, 0, 10_000);
  expect(drain(frontier, 'takeFirst')).toEqual(numbers);
  const bytesUsed = budget.bytesUsed;
  for (let round = 0; round < 5; round++) {
    const again = fill(frontier, 0, 7_777);
    expect(drain(frontier, 'takeFirst')).toEqual(again);
  }
  expect(budget.bytesUsed).toBeLessThanOrEqual(bytesUsed + 2 ** 16);
});

test('a frontier is a stack, also across chunk boundaries', () => {
  const budget = new MemoryBudget(Infinity);
  const frontier = new Frontier(budget, 3);
  const numbers = fill(frontier, 0, 10_000);
  for (let round = 0; round < 3; round++) {
    for (let i = 9_999; i >= 1_000; i--) {
      frontier.takeLast();
    }
    fill(frontier, 1_000, 10_000);
  }
  expect(drain(frontier, 'takeLast')).toEqual(numbers.toReversed());
});

test('a state longer than the target chunk size fits', () => {
  const frontier = new Frontier(new MemoryBudget(Infinity), 50_000);
  for (let n = 0; n < 3; n++) {
    frontier.push(new Int32Array(50_000).fill(n), n, 0, 0, 0, 0);
  }
  frontier.takeFirst();
  expect(frontier.states.subarray(frontier.offset, frontier.offset + 200_000)).not.toContain(1);
  frontier.takeFirst();
  expect(frontier.index).toBe(1);
});

test('nothing can be taken from an empty frontier, and none is pushed without memory', () => {
  const frontier = new Frontier(new MemoryBudget(100), 3);
  expect(frontier.push(new Int32Array(3), 0, 0, 0, 0, 0)).toBe(false);
  expect(frontier.count).toBe(0);
  const emptied = new Frontier(new MemoryBudget(Infinity), 3);
  emptied.push(new Int32Array(3), 0, 0, 0, 0, 0);
  emptied.takeLast();
  expect(() => emptied.takeFirst()).toThrow(ModelError);
});
