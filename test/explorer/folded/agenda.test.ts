/** The queue: level by level each part at its distance, or the oldest state first. */
import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import {
  type Agenda,
  LevelAgenda,
  OldestFirstAgenda,
} from '../../../src/explorer/folded/agenda.ts';
import { MemoryBudget } from '../../../src/explorer/memory-budget.ts';
import { FoldedGraph } from '../../toys/folded-graph.ts';

const fold = new FoldedGraph({ tokens: 4, edges: [[]] }).fold();
const noBound = () => new MemoryBudget(Infinity);

function taken(agenda: Agenda): readonly number[] | undefined {
  return agenda.take() ? [agenda.state, agenda.set, agenda.depth, agenda.steps] : undefined;
}

example('by levels: what is added while a level is taken waits for the next one', () => {
  const agenda = new LevelAgenda(fold, noBound());
  agenda.add(0, 0b0001, 0, 0);
  expect(taken(agenda)).toEqual([0, 0b0001, 0, 0]);
  agenda.add(1, 0b0001, 1, 5);
  agenda.add(2, 0b0010, 1, 7);
  expect(taken(agenda)).toEqual([1, 0b0001, 1, 5]);
  // State 2 is in this level with one part, and in the next level with two others, which keep their
  // first path.
  agenda.add(2, 0b0100, 2, 9);
  agenda.add(2, 0b1000, 2, 8);
  expect(agenda.waiting).toBe(3);
  expect(taken(agenda)).toEqual([2, 0b0010, 1, 7]);
  expect(taken(agenda)).toEqual([2, 0b1100, 2, 9]);
  expect([taken(agenda), agenda.waiting]).toEqual([undefined, 0]);
});

example('oldest first: a state that was found early goes first, with all that waits for it', () => {
  const agenda = new OldestFirstAgenda(fold, noBound());
  agenda.add(0, 0b0001, 0, 0);
  agenda.add(1, 0b0001, 1, 5);
  agenda.add(2, 0b0001, 1, 7);
  expect(taken(agenda)).toEqual([0, 0b0001, 0, 0]);
  expect(taken(agenda)).toEqual([1, 0b0001, 1, 5]);
  agenda.add(0, 0b0010, 2, 10);
  agenda.add(0, 0b0100, 2, 11);
  expect(taken(agenda)).toEqual([0, 0b0110, 0, 0]);
  expect(taken(agenda)).toEqual([2, 0b0001, 1, 7]);
  expect([taken(agenda), agenda.waiting]).toEqual([undefined, 0]);
});

test.prop([fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 6 }), { maxLength: 30 })])(
  'oldest first: always the lowest waiting number',
  (rounds) => {
    const agenda = new OldestFirstAgenda(fold, noBound());
    for (let state = 0; state <= 30; state++) agenda.add(state, 0b0001, 0, 0);
    const waiting = new Set(Array.from({ length: 31 }, (_, state) => state));
    for (const added of rounds) {
      for (const state of added) {
        agenda.add(state, 0b0010, 0, 0);
        waiting.add(state);
      }
      const least = Math.min(...waiting);
      expect(agenda.take() ? agenda.state : Infinity).toBe(least);
      waiting.delete(least);
    }
  },
);
