/** The benchmark at its smallest size: it runs, it counts right, and a wrong count makes a run void. */
import { expect, test } from 'vitest';
import { type BenchCase, benchCases, findBenchCase } from '../../bench/cases.ts';
import { tellHeapUse } from '../../bench/heap.ts';
import { engineNames, type Measurement, measure } from '../../bench/measure.ts';
import { median, summarise, tellResult } from '../../bench/summary.ts';

const quick = findBenchCase('quick') as BenchCase;

test.each(engineNames)('the quick case is valid %s', (engine) => {
  const run = measure(quick, engine);
  expect(run.faults).toEqual([]);
  expect(run.states).toBe(619);
  expect(run.transitions).toBe(2463);
  expect(run.seconds).toBeGreaterThan(0);
});

test('a run that counts anything else than expected is void, and shows no speed', () => {
  const wrong: BenchCase = { ...quick, expected: { ...quick.expected, states: 620 } };
  const run = measure(wrong, 'breadth-first');
  expect(run.faults).toEqual(['619 states instead of 620']);
  const result = summarise({ name: 'quick', engine: 'breadth-first', runs: [run] });
  expect(result.valid).toBe(false);
  expect(tellResult(result, run.faults)).toBe(
    'quick, breadth-first: VOID: 619 states instead of 620',
  );
});

test('one void repeat makes the case void', () => {
  const good = measure(quick, 'breadth-first');
  const bad: Measurement = { ...good, faults: ['ended: limit'] };
  const result = summarise({ name: 'quick', engine: 'breadth-first', runs: [good, bad, good] });
  expect(result.valid).toBe(false);
});

test('table, links and frontier are parts of what the search held', () => {
  const run = measure(quick, 'breadth-first');
  const parts = run.tableBytesPerState + run.linkBytesPerState + run.frontierBytesPerState;
  expect(run.tableBytesPerState).toBeGreaterThanOrEqual((8 * 4) / 3);
  expect(run.frontierBytesPerState).toBeGreaterThan(0);
  expect(parts).toBeLessThanOrEqual(run.bytesPerState);
});

test('the median is the middle, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('the heap profile tells bytes a transition, also of something known to allocate', async () => {
  const told = await tellHeapUse(quick, 'breadth-first');
  expect(told).toMatch(/second run, on the same system: \d+ bytes in 2463 transitions/);
  const known = /one object of 40 bytes a turn: ([\d.]+) bytes a turn/.exec(told)?.[1];
  expect(Number(known)).toBeGreaterThan(20);
});

test('every case has a name of its own and exact counts', () => {
  expect(new Set(benchCases.map(({ name }) => name)).size).toBe(benchCases.length);
  for (const { expected } of benchCases) {
    expect(Math.min(expected.states, expected.transitions, expected.steps)).toBeGreaterThan(0);
  }
});
