/** Moves of the player: their targets, and the steps they skip. */
import { expect, test } from 'vitest';
import { type Move, moved, violationOf } from '../../page/positions.ts';
import { traceOf } from './tracing.ts';

const trace = traceOf('F02-mark-left-out--linux-5.10');

test.each<[Move, number, number]>([
  ['first', 30, 0],
  ['last', 30, 62],
  ['violation', 0, 46],
  ['next', 0, 1],
  // Step 3 only reads.
  ['next', 2, 4],
  ['next', 62, 62],
  ['previous', 4, 2],
  ['previous', 0, 0],
  ['nextOperation', 0, 1],
  ['nextOperation', 1, 22],
  ['nextOperation', 38, 62],
  ['previousOperation', 62, 38],
  ['previousOperation', 38, 22],
  ['previousOperation', 1, 0],
])('%s from %i leads to %i', (move, from, to) => {
  expect(moved(trace, from, move, false)).toBe(to);
});

test('the player stops at reads if requested', () => {
  expect(moved(trace, 2, 'next', true)).toBe(3);
  expect(moved(trace, 4, 'previous', true)).toBe(3);
});

test('without a violation, its button jumps to the end', () => {
  const sound = { ...trace, violatedAt: null };
  expect(violationOf(sound)).toBeNull();
  expect(moved(sound, 3, 'violation', false)).toBe(62);
});
