/**
 * Two tries assign the same numbers to histories, regardless of which one discovers a history first.
 */
import { expect, test } from 'vitest';
import { SharedHistories } from '../../../src/model/program/shared-histories.ts';

function twoOnOneBuffer(): [SharedHistories, SharedHistories] {
  const buffer = new SharedArrayBuffer(0, { maxByteLength: 2 ** 24 });
  return [new SharedHistories(buffer, 2), new SharedHistories(buffer, 2)];
}

/** The numbers of an unbounded history, from the start of operation 1. */
function follow(histories: SharedHistories, length: number): number[] {
  const nodes: number[] = [];
  let parent = 0;
  for (let step = 0; step < length; step++) {
    parent = histories.numberOf({ operation: 1, parent, code: step % 3 });
    nodes.push(parent);
  }
  return nodes;
}

test('the second trie to discover a history gets the number from the first', () => {
  const [one, other] = twoOnOneBuffer();
  expect(one.numberOf({ operation: 1, parent: 0, code: 0 })).toBe(1);
  expect(other.numberOf({ operation: 0, parent: 0, code: 0 })).toBe(2);
  expect(other.numberOf({ operation: 1, parent: 1, code: 2 })).toBe(3);
  expect(one.numberOf({ operation: 1, parent: 1, code: 2 })).toBe(3);
  expect(one.meetingOf(3)).toEqual({ operation: 1, parent: 1, code: 2 });
});

test('histories beyond the memory that one of them has seen', () => {
  const [one, other] = twoOnOneBuffer();
  const nodes = follow(one, 10_000);
  expect(follow(other, 10_000)).toEqual(nodes);
  expect(other.numberOf({ operation: 0, parent: 0, code: 0 })).toBe(10_001);
});

test('all histories that either has seen, each once', () => {
  const [one, other] = twoOnOneBuffer();
  follow(one, 3);
  other.numberOf({ operation: 0, parent: 0, code: 0 });
  expect([...one.nodes()]).toEqual([1, 2, 3, 4]);
});

test('saved numbers are restored for any number of tries', () => {
  const [one] = twoOnOneBuffer();
  const nodes = follow(one, 10_000);
  const saved = one.save();
  const [first, second] = twoOnOneBuffer();
  first.restore(saved);
  expect(follow(second, 10_000)).toEqual(nodes);
  expect(second.numberOf({ operation: 0, parent: 0, code: 0 })).toBe(10_001);
  expect(first.save()).toHaveLength(saved.length + 6);
});

test('numbers of other programs are refused', () => {
  const saved = twoOnOneBuffer()[0].save();
  const [one] = twoOnOneBuffer();
  for (const words of [saved.slice(1), Int32Array.of(...saved, 0)]) {
    expect(() => one.restore(words)).toThrow('its histories do not match the programs');
  }
});
